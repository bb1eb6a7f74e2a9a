"""Raw samples of the scenarios that send load. Instants and durations are whole nanoseconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

BASE = "Base"
ZERO = "Zero"


@dataclass(frozen=True)
class SecondOfLoad:
    """The requests that were due in one second. Percentiles are of successes, in microseconds."""

    requests: int
    failures: int
    p50: int | None
    p95: int | None
    p99: int | None


@dataclass(frozen=True)
class ScaleChange:
    """From this instant after the attack's begin on: replicas wanted, and ready to serve."""

    offset_nanoseconds: int
    wanted: int
    ready: int


@dataclass(frozen=True)
class Usage:
    """What the pods under load used, averaged over ``samples`` readings of the metrics API."""

    cpu_millicores: int
    memory_mebibytes: int
    samples: int


@dataclass(frozen=True)
class LoadSegment:
    """One attack on one path: an encoded histogram each of what is kept of its requests.

    ``latencies`` (of successes) count from the intended instants, ``service_times`` from the real
    ones; ``schedule_delays`` (of all requests) lie between the two. ``handler_times`` are a
    Lambda function's own. ``round`` pairs the paths. ``fitted_span_nanoseconds`` is how long the
    planned span takes at the pace of the sending. ``left_over_replicas`` are those beyond the
    path's fewest that earlier load had left when an autoscale run began.
    """

    scenario: str
    path: str
    order: int
    rate: int
    round: int = 1
    start: str = BASE
    left_over_replicas: int = 0
    rise_nanoseconds: int = 0
    hold_end_nanoseconds: int = 0
    warm_up_nanoseconds: int = 0
    started_nanoseconds: int = 0
    planned_span_nanoseconds: int = 0
    actual_span_nanoseconds: int = 0
    fitted_span_nanoseconds: int = 0
    requests: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)
    latencies: str = ""
    service_times: str = ""
    schedule_delays: str = ""
    handler_times: str = ""
    seconds: tuple[SecondOfLoad, ...] = ()
    scale: tuple[ScaleChange, ...] = ()
    usage: Usage | None = None
    usage_missing: str | None = None
    generator_cpu_nanoseconds: int = 0

    @property
    def failed(self) -> int:
        """How many requests failed, of all kinds."""
        return sum(self.failures.values())


@dataclass(frozen=True)
class BurstTrial:
    """Requests of one instant. ``latencies_nanoseconds`` are those of the good answers, sorted."""

    path: str
    order: int
    requests: int
    rejection: str | None = None
    message: str = ""
    latencies_nanoseconds: tuple[int, ...] = ()
    failures: Mapping[str, int] = field(default_factory=dict)
    pods_started: int = 0
    schedule_delay_nanoseconds: int = 0


@dataclass(frozen=True)
class GapTrial:
    """One request that came ``gap_nanoseconds`` after the last answer of the same service.

    ``state`` is what the service was doing when the request was sent.
    """

    order: int
    lane: int
    gap_seconds: int
    gap_nanoseconds: int
    state: str
    latency_nanoseconds: int | None = None
    failure: str | None = None
    new_pod: bool = False


def load_segment(item: Mapping[str, Any]) -> LoadSegment:
    """From its JSON form."""
    usage = item["usage"]
    return LoadSegment(
        **{
            **item,
            "seconds": tuple(SecondOfLoad(**second) for second in item["seconds"]),
            "scale": tuple(ScaleChange(**change) for change in item["scale"]),
            "usage": None if usage is None else Usage(**usage),
        }
    )


def load_burst(item: Mapping[str, Any]) -> BurstTrial:
    """From its JSON form."""
    return BurstTrial(**{**item, "latencies_nanoseconds": tuple(item["latencies_nanoseconds"])})
