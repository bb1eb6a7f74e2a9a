"""Steady load and saturation: what is asked for, and what is told. Stored are LoadSegments."""

from typing import Annotated

from modelbench.api.bounds import most, text
from modelbench.api.scenarios.parts import LatencyPercentile, LoadStatus
from modelbench.api.scenarios.streams import StreamStatus
from modelbench.api.values import DecimalText, Value


class Saturation(Value, frozen=True):
    """Rising rates until a variant no longer holds them."""

    max_rate_per_second: int
    step_seconds: int
    latency_objective_milliseconds: int


class Steady(Value, frozen=True):
    """Constant rates in ``rounds`` segments of each variant and rate."""

    rates_per_second: tuple[int, ...]
    duration_seconds: int
    warm_up_seconds: int
    rounds: int
    saturation: Saturation | None = None


class RateStatus(LoadStatus, frozen=True, kw_only=True):
    """All segments of one rate. Usage is that of all pods of the variant together, the share of the
    CPU limit that of the model's container in the mean of the pods.

    ``held`` is None of samples that do not tell whether requests queued up.
    """

    rate_per_second: int
    segments: int | None = None
    throughput_per_second: DecimalText | None = None
    attained_rate_per_second: DecimalText | None = None
    latencies: Annotated[tuple[LatencyPercentile, ...], most(8, "percentile")] = ()
    service_times: Annotated[tuple[LatencyPercentile, ...], most(8, "percentile")] = ()
    handler_times: Annotated[tuple[LatencyPercentile, ...], most(8, "percentile")] = ()
    schedule_delay_p99_microseconds: int | None = None
    cpu_millicores: int | None = None
    memory_mebibytes: int | None = None
    cpu_limit_millicores: int | None = None
    cpu_limit_percent: int | None = None
    replicas: int | None = None
    held: bool | None = None
    not_held_reason: Annotated[str, text(1024)] | None = None
    stream: StreamStatus | None = None
    missing_reason: Annotated[str, text(1024)] | None = None


class StepStatus(Value, frozen=True):
    """One step of the rise that looks for saturation."""

    rate_per_second: int
    throughput_per_second: DecimalText | None = None
    failure_percent: DecimalText | None = None
    p95_microseconds: int | None = None
    held: bool | None = None


class SaturationStatus(Value, frozen=True):
    """The highest rate that was held, and what ended the rise."""

    highest_rate_per_second: int | None = None
    limited_by: Annotated[str, text(1024)] | None = None
    steps: Annotated[tuple[StepStatus, ...], most(128)] = ()


class SteadyStatus(Value, frozen=True):
    """The rates of one variant, ascending."""

    summary: Annotated[str, text(512)] | None = None
    rates: Annotated[tuple[RateStatus, ...], most(10, "rate_per_second")] = ()
    saturation: SaturationStatus | None = None
