"""Requests on the way to zero: what is asked for, what is stored, what is told."""

from typing import Annotated

from modelbench.api.bounds import most, text
from modelbench.api.values import Value


class Reactivation(Value, frozen=True):
    """Requests that come a gap after the last one; none given: gaps from the stable window."""

    trials: int
    lanes: int
    gaps_seconds: tuple[int, ...] = ()


class GapTrial(Value, frozen=True):
    """One request that came ``gap_nanoseconds`` after the last response of the same service.

    ``state`` is what the service was doing when the request was sent.
    """

    variant: str
    order: int
    lane: int
    gap_seconds: int
    gap_nanoseconds: int
    state: str
    latency_nanoseconds: int | None = None
    failure: str | None = None
    new_pod: bool = False


class GapStatus(Value, frozen=True):
    """All requests of one gap; durations are absent when none was answered."""

    gap_seconds: int
    trials: int | None = None
    new_pod_trials: int | None = None
    failures: int | None = None
    median_milliseconds: int | None = None
    minimum_milliseconds: int | None = None
    maximum_milliseconds: int | None = None
    state: Annotated[str, text(64)] | None = None


class ReactivationStatus(Value, frozen=True):
    """Latency by the gap since the last response, and the worst gap."""

    summary: Annotated[str, text(512)] | None = None
    worst_gap_seconds: int | None = None
    worst_median_milliseconds: int | None = None
    gaps: Annotated[tuple[GapStatus, ...], most(20, "gap_seconds")] = ()
