"""What several scenarios have in common: settings, raw samples of load, parts of a status.

Instants and durations of samples are whole nanoseconds.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from modelbench.api.bounds import Keep, most, text
from modelbench.api.scenarios.replay_samples import ReplaySamples
from modelbench.api.scenarios.stream_samples import StreamSamples
from modelbench.api.values import DecimalText, Value, VariantName


class Start(StrEnum):
    """From where a rise in load begins."""

    BASE = "Base"
    ZERO = "Zero"


class SecondOfLoad(Value, frozen=True):
    """The requests that were due in one second. Percentiles are of successes, in microseconds."""

    requests: int
    failures: int
    p50: int | None = None
    p95: int | None = None
    p99: int | None = None


class ScaleChange(Value, frozen=True):
    """From this instant after the attack's begin on: replicas wanted, and ready to serve."""

    offset_nanoseconds: int
    wanted: int
    ready: int


class Usage(Value, frozen=True):
    """What the pods under load used, averaged over ``samples`` readings of the metrics API.

    ``cpu_limit_percent`` is how much of its limit of CPU the model's container used, in the mean of
    its pods; None where it has no limit.
    """

    cpu_millicores: int
    memory_mebibytes: int
    samples: int
    cpu_limit_millicores: int | None = None
    cpu_limit_percent: int | None = None


class LoadSegment(Value, frozen=True):
    """One stretch of load on one variant: an encoded histogram each of what is kept of its
    requests.

    ``latencies`` (of successes) count from the intended instants, ``service_times`` from the real
    ones; ``schedule_delays`` (of all requests) lie between the two. ``handler_times`` are a
    Lambda function's own. ``round`` pairs the variants. ``fitted_span_nanoseconds`` is how long the
    planned span takes at the pace of the sending. ``answered_span_nanoseconds`` goes from the first
    due request to the last good response; ``backlog_at_end`` counts the requests that were open
    when the last one was due, None where nobody counted. ``left_over_replicas`` are those beyond
    the variant's fewest that earlier load had left when a rise began. ``users`` is how
    many there were at once in a closed loop, which has no rate. ``stream`` is None where responses
    are no streams, and ``replay`` of load that is none.
    """

    scenario: str
    variant: str
    order: int
    rate: int
    round: int = 1
    start: Start = Start.BASE
    left_over_replicas: int = 0
    rise_nanoseconds: int = 0
    hold_end_nanoseconds: int = 0
    warm_up_nanoseconds: int = 0
    started_nanoseconds: int = 0
    planned_span_nanoseconds: int = 0
    actual_span_nanoseconds: int = 0
    fitted_span_nanoseconds: int = 0
    answered_span_nanoseconds: int = 0
    backlog_at_end: int | None = None
    requests: int = 0
    failures: Mapping[str, int] = {}
    latencies: str = ""
    service_times: str = ""
    schedule_delays: str = ""
    handler_times: str = ""
    seconds: tuple[SecondOfLoad, ...] = ()
    scale: tuple[ScaleChange, ...] = ()
    usage: Usage | None = None
    usage_missing: str | None = None
    generator_cpu_nanoseconds: int = 0
    users: int = 0
    stream: StreamSamples | None = None
    replay: ReplaySamples | None = None

    @property
    def failed(self) -> int:
        """How many requests failed, of all kinds."""
        return sum(self.failures.values())


class RejectedTrials(Value, frozen=True):
    """How many trials were rejected for one reason."""

    reason: Annotated[str, text(64)]
    count: int


class FailureCount(Value, frozen=True):
    """How many requests failed in one way."""

    kind: Annotated[str, text(256)]
    count: int


class LatencyPercentile(Value, frozen=True):
    """A percentile, written without a needless fraction, with the ends of its interval."""

    percentile: Annotated[str, text(16)]
    microseconds: int
    lower_microseconds: int | None = None
    upper_microseconds: int | None = None


class LoadStatus(Value, frozen=True):
    """What every status of sent load has: failures, and whether it was sent as planned.

    ``valid`` is None where nothing was sent. ``failure_percent`` is a share of all requests.
    """

    requests: int | None = None
    failures: Annotated[tuple[FailureCount, ...], most(32, "kind", keep=Keep.MOST_FREQUENT)] = ()
    failure_percent: DecimalText | None = None
    schedule_delay_median_microseconds: int | None = None
    valid: bool | None = None
    invalid_reason: Annotated[str, text(1024)] | None = None


class SteadyDifference(Value, frozen=True):
    """Latency of ``first`` minus that of ``second`` at one rate: the mean of the paired rounds.

    ``first`` is the benchmark's first variant. The level of each interval is raised (Bonferroni),
    so that all of them together hold what one alone would.
    """

    first: VariantName
    second: VariantName
    rate_per_second: int
    percentile: Annotated[str, text(16)]
    difference_microseconds: int | None = None
    lower_microseconds: int | None = None
    upper_microseconds: int | None = None
    confidence_percent: DecimalText | None = None
    pairs: int | None = None
    missing_reason: Annotated[str, text(1024)] | None = None
