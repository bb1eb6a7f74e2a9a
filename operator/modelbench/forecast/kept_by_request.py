"""What a month costs of instances that are kept at a provider that bills each request: provisioned
concurrency, or minimum instances.

Instances that are kept answer one request each; one that finds all of them busy (Erlang's B) goes
to an instance of its own, as if none were kept.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from modelbench.api.choices import MONTH_SECONDS
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import amount, as_billed, exact, pods_use, requests_use
from modelbench.cost.quantities import Amounts
from modelbench.cost.sheet_parts import Charged, Kept
from modelbench.forecast.by_request import (
    billed_handler,
    by_request,
    measured_handler,
    measured_start,
)
from modelbench.forecast.idle_model import Activity, activity
from modelbench.forecast.month import Month, UnpricedError
from modelbench.forecast.options import Durations, Option
from modelbench.forecast.outcome import Outcome
from modelbench.traffic.spells import Spell


def beyond_kept(option: Option, spells: Sequence[Spell], durations: Durations) -> Outcome:
    """The requests of a month that find all of the kept instances busy, and what they meet."""
    handler = measured_handler(option, durations)
    beyond = [_beyond(option.variant.kept_pods, spell, handler) for spell in spells]
    pieces = activity(beyond, handler + float(option.sheet.keep_alive_seconds))
    requests = sum(piece.rate * piece.seconds for piece in pieces)
    starts = sum(piece.cold_starts for piece in pieces)
    cold = sum(_cold_requests(piece, measured_start(durations)) for piece in pieces)
    return Outcome(requests, requests * handler, None, starts, starts, cold)


def _cold_requests(piece: Activity, start_seconds: float) -> float:
    """The one that causes a start, and those that come while it goes on: 1 + rate * start."""
    with_others = piece.cold_starts * (1 + piece.rate * start_seconds)
    return min(with_others, piece.rate * piece.seconds)


def _beyond(kept: int, spell: Spell, handler_seconds: float) -> Spell:
    return replace(spell, rate=spell.rate * all_busy(kept, spell.rate * handler_seconds))


def kept_by_request(
    option: Option, sheet: PriceSheet, beyond: Outcome, durations: Durations, requests: float
) -> Month:
    """The month of so many requests, of which ``beyond`` are those that find none free.

    What is free in a month is taken from what the kept ones answer. UnpricedError when the sheet
    has no price for them.
    """
    kept, count = sheet.kept, option.variant.kept_pods
    if kept is None:
        raise UnpricedError(f"{sheet.name} has no price for pods kept warm")
    handler, answered = measured_handler(option, durations), max(0.0, requests - beyond.requests)
    sheet = sheet if kept.free_tier else sheet.without_free_tier()
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
        resources=_others_while_answering(sheet, kept),
    )
    return amount(prices, requests_use(prices, option.billed_footprint, each, requests, as_billed))


def _others_while_answering(sheet: PriceSheet, kept: Kept) -> Amounts:
    """A GPU has one price, which is paid with the kept instance where that is paid always."""
    if kept.charged is Charged.WHILE_IDLE:
        return sheet.resources
    return tuple((name, Decimal(0)) for name, _ in sheet.resources)
