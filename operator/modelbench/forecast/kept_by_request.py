"""What a month costs of instances that are kept at a provider that bills each request: provisioned
concurrency, or minimum instances.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from modelbench.api.choices import MONTH_SECONDS
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import amount, as_billed, exact, pods_use, requests_use
from modelbench.cost.sheet_parts import Charged, Kept
from modelbench.forecast.by_request import billed_handler, by_request, measured_handler
from modelbench.forecast.idle_model import Spell
from modelbench.forecast.month import Month, UnpricedError
from modelbench.forecast.options import Durations, Option


def kept_by_request(
    option: Option, sheet: PriceSheet, spells: Sequence[Spell], durations: Durations
) -> Month:
    """Instances that are kept answer one request each; one that finds all of them busy (Erlang's B)
    goes to an instance of its own, as if none were kept.

    What is free in a month is taken from what the kept ones answer. UnpricedError when the sheet
    has no price for them.
    """
    kept, count = sheet.kept, option.variant.kept_pods
    if kept is None:
        raise UnpricedError(f"{sheet.name} has no price for pods that are kept")
    handler = measured_handler(option, durations)
    sheet = sheet if kept.free_tier else sheet.without_free_tier()
    months = MONTH_SECONDS / sum(spell.seconds for spell in spells)
    busy = [all_busy(count, spell.rate * handler) for spell in spells]
    answered = months * sum(s.seconds * s.rate * (1 - b) for s, b in zip(spells, busy, strict=True))
    beyond = [replace(s, rate=s.rate * b) for s, b in zip(spells, busy, strict=True)]
    others = by_request(option, sheet.without_free_tier(), beyond, durations)
    each = billed_handler(option, sheet, handler)
    paid = _kept_amount(option, sheet, kept, each * exact(answered))
    paid += _answered_amount(option, sheet, kept, each, exact(answered))
    kept_seconds = float(MONTH_SECONDS * count)
    return Month(
        paid + others.amount,
        kept_seconds + others.pod_seconds,
        max(0.0, 1 - answered * handler / kept_seconds),
        others.cold_starts,
        others.cold_requests,
    )


def all_busy(instances: int, load: float) -> float:
    """How likely a request finds all of them busy; ``load`` is rate * service time (Erlang's B):

    B(0) = 1,  B(n) = load * B(n - 1) / (n + load * B(n - 1))
    """
    found = 1.0
    for number in range(1, instances + 1):
        found = load * found / (number + load * found)
    return found


def _kept_amount(option: Option, sheet: PriceSheet, kept: Kept, busy: Decimal) -> Decimal:
    """The price of keeping them, all the month or while they answer nothing."""
    count = Decimal(option.variant.kept_pods)
    seconds = Decimal(MONTH_SECONDS) * count
    if kept.charged is Charged.WHILE_IDLE:
        seconds = max(Decimal(0), seconds - busy)
    prices = replace(
        sheet.without_free_tier(),
        vcpu_second=kept.vcpu_second,
        gibibyte_second=kept.gibibyte_second,
    )
    return amount(prices, pods_use(prices, option.billed_footprint, seconds, Decimal(1), as_billed))


def _answered_amount(
    option: Option, sheet: PriceSheet, kept: Kept, each: Decimal, requests: Decimal
) -> Decimal:
    prices = replace(
        sheet,
        vcpu_second=kept.answering_vcpu_second,
        gibibyte_second=kept.answering_gibibyte_second,
    )
    return amount(prices, requests_use(prices, option.billed_footprint, each, requests, as_billed))
