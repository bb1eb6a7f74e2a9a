"""What a month of one traffic costs on one variant with one price sheet."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import ceil

from modelbench.api.choices import MONTH_SECONDS, Cost
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import Use, amount, exact, pods_use
from modelbench.forecast.autoscaler import Autoscaler
from modelbench.forecast.by_request import by_request, measured_handler
from modelbench.forecast.idle_model import Spell
from modelbench.forecast.kept_by_request import kept_by_request
from modelbench.forecast.kept_warm import kept_warm
from modelbench.forecast.month import (
    Month,
    UnmeasuredError,
    control_plane_month,
    free_share,
)
from modelbench.forecast.options import Durations, Option
from modelbench.forecast.scaled_to_zero import scaled_to_zero
from modelbench.forecast.timings import NEEDS_STEADY


def month_of(option: Option, spells: Sequence[Spell], cost: Cost, durations: Durations) -> Month:
    """The cost of an option, with the fees of its sheet that are counted.

    UnmeasuredError, UnpricedError or SizeError when there is none.
    """
    found = _without_fees(option, spells, cost, durations)
    fees = [fee for fee in option.sheet.fees_of(option.variant.mode) if fee.counted]
    if not fees:
        return found
    requests = _requests(spells)
    return replace(found, amount=found.amount + sum(fee.amount(requests) for fee in fees))


def _requests(spells: Sequence[Spell]) -> Decimal:
    """How many a month has."""
    rate = sum(s.rate * s.seconds for s in spells) / sum(s.seconds for s in spells)
    return exact(rate * MONTH_SECONDS)


def _without_fees(
    option: Option, spells: Sequence[Spell], cost: Cost, durations: Durations
) -> Month:
    sheet = option.sheet if cost.include_free_tier else option.sheet.without_free_tier()
    if option.variant.serverless is None:
        return _always_on(option, sheet, spells, durations)
    if option.bills_requests:
        by_rule = by_request if option.variant.scales_to_zero else kept_by_request
        return by_rule(option, sheet, spells, durations)
    if option.is_managed:
        return _of_instances(option, sheet, spells, cost, durations)
    found = _autoscaled(option, sheet, spells, cost, durations)
    if not cost.include_control_plane:
        return found
    share = control_plane_month(sheet, cost.control_plane_services)
    return replace(found, amount=found.amount + share)


def _of_instances(
    option: Option, sheet: PriceSheet, spells: Sequence[Spell], cost: Cost, durations: Durations
) -> Month:
    """A provider's instances: as many as the variant's own settings ask for, without Knative's
    hops, its ticks and its drain. An idle one is kept, and paid for, for keepAliveSeconds.
    """
    own = replace(
        durations,
        service=measured_handler(option, durations),
        cold_start=durations.initialization,
        grace=0.0,
        drain=0.0,
        pods_per_start=1.0,
    )
    found = _autoscaled(option, sheet, spells, cost, own)
    requests = amount(sheet, Use(requests=_requests(spells)))
    return replace(found, amount=found.amount + requests)


def _always_on(
    option: Option, sheet: PriceSheet, spells: Sequence[Spell], durations: Durations
) -> Month:
    """Replicas that run all month: replicas * seconds * price."""
    replicas = option.variant.kept_pods
    pod = option.billed_footprint
    use = pods_use(sheet, pod, Decimal(MONTH_SECONDS), Decimal(replicas))
    period, service = sum(spell.seconds for spell in spells), durations.handler
    idle = None
    if service is not None:
        free = [s.seconds * free_share(s.rate, service, replicas) for s in spells]
        idle = sum(free) / period
    return Month(amount(sheet, use), float(MONTH_SECONDS * replicas), idle)


def _autoscaled(
    option: Option, sheet: PriceSheet, spells: Sequence[Spell], cost: Cost, durations: Durations
) -> Month:
    """The pods of a Knative Service."""
    variant, pod = option.variant, option.billed_footprint
    if variant.scales_to_zero and durations.cold_start is None:
        raise UnmeasuredError("it needs spec.scenarios.coldStart")
    autoscaler = _autoscaler(option, cost, durations)
    if variant.scales_to_zero:
        return scaled_to_zero(sheet, pod, spells, autoscaler, durations)
    return kept_warm(sheet, pod, spells, autoscaler, durations.drain)


def _autoscaler(option: Option, cost: Cost, durations: Durations) -> Autoscaler:
    """With spec.cost.stableWindowSeconds in place of the variant's own window, where it is given.

    ValueError for a variant without one.
    """
    settings = option.variant.serverless
    if settings is None:
        raise ValueError(f"{option.name} has no autoscaler of Knative")
    if durations.service is None:
        raise UnmeasuredError(NEEDS_STEADY)
    if option.is_managed:
        kept = ceil(option.sheet.keep_alive_seconds)
        return Autoscaler(settings, kept, 0, durations.service)
    window = cost.stable_window_seconds or settings.stable_window_seconds
    return Autoscaler(settings, window, settings.scale_down_delay_seconds, durations.service)
