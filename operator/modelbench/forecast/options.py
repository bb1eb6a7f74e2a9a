"""The ways to run a model, and the measured durations on which the cost of each rests."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from modelbench.api.names import CONTAINERIZED
from modelbench.cost.price_sheet import Billing, PriceSheet
from modelbench.forecast.timings import Estimate, Timings


@dataclass(frozen=True)
class Option:
    """One way to run the model: an arm, and whose prices."""

    path: str
    sheet: PriceSheet


@dataclass(frozen=True)
class Durations:
    """The timings at some points of their intervals, in seconds."""

    cold_start: float | None
    initialization: float | None
    service: float | None
    handler: float | None
    grace: float
    drain: float
    pods_per_start: float


def as_measured(timings: Timings) -> Durations:
    """The estimates themselves."""
    return _durations(timings, {})


def corners(timings: Timings, option: Option) -> list[Durations]:
    """Every combination of lower and upper ends of the estimates on which the option's cost rests.

    A cost can rise in one duration and fall in another, so that all lower and all upper ends alone
    would let errors cancel. Empty when one of the estimates has no interval.
    """
    names = _needed(option)
    pairs = [_ends(getattr(timings, name)) for name in names]
    return [
        _durations(timings, dict(zip(names, chosen, strict=True))) for chosen in product(*pairs)
    ]


def _needed(option: Option) -> tuple[str, ...]:
    if option.path == CONTAINERIZED:
        return ()
    if option.sheet.billing is Billing.REQUESTS:
        return ("handler", "initialization")
    return ("cold_start", "service")


def _ends(estimate: Estimate | None) -> tuple[float, ...]:
    if estimate is None or estimate.lower is None or estimate.upper is None:
        return ()
    return (estimate.lower, estimate.upper)


def _durations(timings: Timings, chosen: Mapping[str, float]) -> Durations:
    """The estimates, of which some are replaced by what was chosen."""
    values: dict[str, Any] = dict(chosen)
    for name in ("cold_start", "initialization", "service", "handler"):
        estimate: Estimate | None = getattr(timings, name)
        values.setdefault(name, None if estimate is None else estimate.seconds)
    return Durations(
        **values,
        grace=timings.grace_seconds,
        drain=timings.drain_seconds,
        pods_per_start=timings.pods_per_start,
    )
