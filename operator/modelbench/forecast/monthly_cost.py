"""What a month of one traffic costs on one arm with one price sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from math import ceil, exp

from modelbench.api.choices import MONTH_SECONDS, Cost
from modelbench.api.names import CONTAINERIZED
from modelbench.api.spec import TARGET_UTILIZATION_PERCENT
from modelbench.cost.price_sheet import Billing, PriceSheet
from modelbench.cost.pricing import (
    Use,
    amount,
    exact,
    expected_seconds,
    pods_use,
    requests_use,
)
from modelbench.cost.quantities import CONTROL_PLANE, Footprint
from modelbench.forecast.idle_model import Activity, Spell, activity, edges
from modelbench.forecast.options import Durations, Option
from modelbench.forecast.scale_down import leaving

_TARGET_SHARE = TARGET_UTILIZATION_PERCENT / 100
_NEEDS_STEADY = (
    "it needs a rate of spec.scenarios.steady that was sent as planned, with at most 1 % failed"
)


class UnmeasuredError(ValueError):
    """A cost cannot be told, since what it rests on was not measured."""


@dataclass(frozen=True)
class Arms:
    """How the arms are built, and how the serverless one scales."""

    model: Footprint
    serverless_pod: Footprint
    replicas: int
    stable_window_seconds: int
    target_concurrency: int
    max_scale: int


@dataclass(frozen=True)
class Month:
    """One month. ``cold_requests`` are those that meet a cold start, their own or another's.

    ``idle_share`` is the part of the pods' time in which no request is under way; None: unknown.
    """

    amount: Decimal
    pod_seconds: float
    idle_share: float | None = None
    cold_starts: float = 0.0
    cold_requests: float = 0.0


def month_of(
    option: Option, spells: Sequence[Spell], arms: Arms, cost: Cost, durations: Durations
) -> Month:
    """The cost of an option. UnmeasuredError or SizeError when there is none."""
    sheet = option.sheet if cost.include_free_tier else option.sheet.without_free_tier()
    if option.path == CONTAINERIZED:
        return _always_on(sheet, spells, arms, durations)
    if sheet.billing is Billing.REQUESTS:
        return _by_request(sheet, spells, arms, durations)
    return _scaled_to_zero(sheet, spells, arms, cost, durations)


def control_plane_month(sheet: PriceSheet, services: int) -> Decimal:
    """Knative's control plane for a month, divided among so many services."""
    use = Use(
        vcpu_seconds=CONTROL_PLANE.vcpu * MONTH_SECONDS,
        gibibyte_seconds=CONTROL_PLANE.gibibytes * MONTH_SECONDS,
    )
    return amount(sheet.without_free_tier(), use) / services


def _always_on(
    sheet: PriceSheet, spells: Sequence[Spell], arms: Arms, durations: Durations
) -> Month:
    """Replicas that run all month: replicas * seconds * price."""
    use = pods_use(sheet, arms.model, Decimal(MONTH_SECONDS), Decimal(arms.replicas))
    period, service = sum(spell.seconds for spell in spells), durations.handler
    idle = None
    if service is not None:
        free = [s.seconds * _free_share(s.rate, service, arms.replicas) for s in spells]
        idle = sum(free) / period
    return Month(amount(sheet, use), float(MONTH_SECONDS * arms.replicas), idle)


def _free_share(rate: float, service_seconds: float, pods: int) -> float:
    """How much of its time a pod has no request, where they are spread evenly (M/G/inf):

    P(none under way) = exp(-rate * service time / pods)
    """
    return exp(-rate * service_seconds / pods)


def _scaled_to_zero(
    sheet: PriceSheet, spells: Sequence[Spell], arms: Arms, cost: Cost, durations: Durations
) -> Month:
    """Pods that exist while requests come, within the hold time T = answer + window + grace.

    pod-seconds = sum over the month of pods(rate) * time not at zero
                  + cold starts * (pods of a start beyond pods(rate)) * T
                  + cold starts * pods of a start * (the start beyond an answer's time + the drain)
                  + how long pods that a lower rate takes away still exist (scale_down)

    where pods(rate) = ceil(rate * service time / (70 % of the target concurrency)), at least 1 and
    at most maxScale. All pods of a start stay as long, since the autoscaler panics then and takes
    none away. Its own delays between two numbers of pods are left out.
    """
    if durations.cold_start is None:
        raise UnmeasuredError("it needs spec.scenarios.coldStart")
    if durations.service is None:
        raise UnmeasuredError(_NEEDS_STEADY)
    window = cost.stable_window_seconds or arms.stable_window_seconds
    hold = durations.service + window + durations.grace
    pieces = activity(spells, hold)
    starts = sum(piece.cold_starts for piece in pieces)
    beyond = max(0.0, durations.cold_start - durations.service) + durations.drain
    pods_at = partial(_pods, durations.service, arms)
    going = leaving(edges(spells, hold), pods_at, window, durations.drain)
    pod_seconds, busy = starts * durations.pods_per_start * beyond + going.pod_seconds, 0.0
    for piece in pieces:
        pods = pods_at(piece.rate)
        pod_seconds += (piece.seconds - piece.idle_seconds) * pods
        pod_seconds += piece.cold_starts * max(0.0, durations.pods_per_start - pods) * hold
        busy += piece.seconds * pods * (1 - _free_share(piece.rate, durations.service, pods))
    lives = max(starts * durations.pods_per_start + going.pods, 1.0)
    mean = exact(pod_seconds / lives)
    use = pods_use(sheet, arms.serverless_pod, mean, exact(lives), expected_seconds)
    total = amount(sheet, use)
    if cost.include_control_plane:
        total += control_plane_month(sheet, cost.control_plane_services)
    idle = max(0.0, 1 - busy / pod_seconds)
    cold = _cold_requests(pieces, durations.cold_start)
    return Month(total, pod_seconds, idle, starts, cold)


def _pods(service_seconds: float, arms: Arms, rate: float) -> int:
    wanted = ceil(rate * service_seconds / (_TARGET_SHARE * arms.target_concurrency))
    return min(max(1, wanted), arms.max_scale)


def _by_request(
    sheet: PriceSheet, spells: Sequence[Spell], arms: Arms, durations: Durations
) -> Month:
    """Each request is billed for its own time, a cold one for its initialization as well.

    The provider keeps an idle instance for T = answer + keepAliveSeconds. Only means are known, so
    its rounding is the expected one.
    """
    if durations.handler is None:
        raise UnmeasuredError(_NEEDS_STEADY)
    if durations.initialization is None:
        raise UnmeasuredError("it needs spec.scenarios.coldStart and the start of the application")
    pieces = activity(spells, durations.handler + float(sheet.keep_alive_seconds))
    cold = _cold_requests(pieces, durations.initialization)
    warm = max(0.0, sum(piece.rate * piece.seconds for piece in pieces) - cold)
    both = exact(durations.handler + durations.initialization)
    each = exact(durations.handler)
    use = requests_use(sheet, arms.model, each, exact(warm), expected_seconds)
    use += requests_use(sheet, arms.model, both, exact(cold), expected_seconds)
    seconds = warm * durations.handler + cold * float(both)
    return Month(amount(sheet, use), seconds, 0.0, sum(p.cold_starts for p in pieces), cold)


def _cold_requests(pieces: Sequence[Activity], start_seconds: float) -> float:
    """The one that causes a start, and those that come while it goes on: 1 + rate * start."""
    return sum(
        min(piece.cold_starts * (1 + piece.rate * start_seconds), piece.rate * piece.seconds)
        for piece in pieces
    )
