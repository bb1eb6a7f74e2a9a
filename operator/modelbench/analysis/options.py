"""The ways to run a model, and the measured durations on which the cost of each rests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from modelbench.analysis.timings import Estimate, Timings
from modelbench.api.names import CONTAINERIZED
from modelbench.api.price_sheet import Billing, PriceSheet

_ENDS = ("value", "lower", "upper")


@dataclass(frozen=True)
class Option:
    """One way to run the model: an arm, and whose prices."""

    path: str
    sheet: PriceSheet


@dataclass(frozen=True)
class Durations:
    """The timings at one end of their intervals, in seconds."""

    cold_start: float | None
    initialization: float | None
    service: float | None
    handler: float | None
    grace: float
    drain: float
    pods_per_start: float


def ends(timings: Timings, option: Option) -> dict[str, Durations | None]:
    """The timings as measured, and with all of them at the lower and the upper ends.

    An end is None when an estimate on which the option's cost rests has no interval.
    """
    return {end: _at(timings, end, _needed(option)) for end in _ENDS}


def _needed(option: Option) -> tuple[str, ...]:
    if option.path == CONTAINERIZED:
        return ()
    if option.sheet.billing is Billing.REQUESTS:
        return ("handler", "initialization")
    return ("cold_start", "service")


def _at(timings: Timings, end: str, needed: Sequence[str]) -> Durations | None:
    values: dict[str, Any] = {}
    for name in ("cold_start", "initialization", "service", "handler"):
        estimate: Estimate | None = getattr(timings, name)
        if estimate is None:
            values[name] = None
            continue
        found = estimate.seconds if end == "value" else getattr(estimate, end)
        if found is None and name in needed:
            return None
        values[name] = estimate.seconds if found is None else found
    return Durations(
        **values,
        grace=timings.grace_seconds,
        drain=timings.drain_seconds,
        pods_per_start=timings.pods_per_start,
    )
