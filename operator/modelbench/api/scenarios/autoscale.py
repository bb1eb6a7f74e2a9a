"""A rise in load: what is asked for, and what is told. Stored are LoadSegments."""

from typing import Annotated

from modelbench.api.bounds import most, text
from modelbench.api.scenarios.parts import LoadStatus, Start
from modelbench.api.values import Value


class Autoscale(Value, frozen=True):
    """A rise from a base to a peak rate, in requests per second, and the way back."""

    base_rate_per_second: int
    peak_rate_per_second: int
    base_seconds: int
    ramp_seconds: int
    hold_seconds: int
    settle_seconds: int
    latency_objective_milliseconds: int


class MissingMetric(Value, frozen=True):
    """A metric that is absent, and why."""

    metric: Annotated[str, text(64)]
    reason: Annotated[str, text(1024)]


class RunStatus(LoadStatus, frozen=True, kw_only=True):
    """One rise. Durations count from the rise on; ``back`` from the end of the peak on."""

    start: Start
    first_replica_wanted_milliseconds: int | None = None
    capacity_reached_milliseconds: int | None = None
    latency_recovered_milliseconds: int | None = None
    back_milliseconds: int | None = None
    start_replicas: int | None = None
    peak_wanted_replicas: int | None = None
    end_replicas: int | None = None
    overshoot_replicas: int | None = None
    worst_second_p95_milliseconds: int | None = None
    missing: Annotated[tuple[MissingMetric, ...], most(16, "metric")] = ()


class AutoscaleStatus(Value, frozen=True):
    """The rises of one variant: from its base, and from zero where it scales to zero."""

    summary: Annotated[str, text(512)] | None = None
    runs: Annotated[tuple[RunStatus, ...], most(2, "start")] = ()
