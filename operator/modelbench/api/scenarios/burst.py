"""Bursts: what is asked for, what is stored, what is told."""

from collections.abc import Mapping
from typing import Annotated

from modelbench.api.bounds import Keep, most, text
from modelbench.api.scenarios.parts import LatencyPercentile, LoadStatus, RejectedTrials
from modelbench.api.values import Value


class Burst(Value, frozen=True):
    """Requests that arrive at the same moment; from zero where the variant scales to zero."""

    requests: int
    trials: int


class BurstTrial(Value, frozen=True):
    """Requests of one instant. ``latencies_nanoseconds`` are those of the good ones, sorted."""

    variant: str
    order: int
    requests: int
    rejection: str | None = None
    message: str = ""
    latencies_nanoseconds: tuple[int, ...] = ()
    failures: Mapping[str, int] = {}
    pods_started: int = 0
    schedule_delay_nanoseconds: int = 0


class BurstStatus(LoadStatus, frozen=True):
    """All bursts of one variant that count; first and last are medians over the bursts."""

    summary: Annotated[str, text(512)] | None = None
    trials: int = 0
    rejected_trials: Annotated[
        tuple[RejectedTrials, ...], most(16, "reason", keep=Keep.MOST_FREQUENT)
    ] = ()
    latencies: Annotated[tuple[LatencyPercentile, ...], most(8, "percentile")] = ()
    first_milliseconds: int | None = None
    last_milliseconds: int | None = None
    replicas_started: int | None = None
    missing_reason: Annotated[str, text(1024)] | None = None
