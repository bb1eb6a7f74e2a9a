"""From the stretch that was sent to one variant to what the status tells of it."""

from collections.abc import Iterator

from msgspec.structs import replace

from modelbench.api.names import Role
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LatencyPercentile, LoadSegment
from modelbench.api.scenarios.replay import ReplayStatus
from modelbench.api.scenarios.replay_samples import ReplaySamples
from modelbench.api.spec import Spec
from modelbench.api.units import SECOND
from modelbench.api.variants import Variant
from modelbench.scenarios.parts import judge_load, with_load
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.intervals import least_sample
from modelbench.statistics.numbers import percentile_name
from modelbench.statistics.pooled_quantile import pooled_quantile_bounds
from modelbench.statistics.share_interval import ShareInterval, grouped_share_interval
from modelbench.statistics.written import duration

REPLAY = "replay"

PERCENTILES = (50.0, 95.0, 99.0)
"""Those that a forecast has of what users meet."""


def covers(variant: Variant) -> bool:  # noqa: ARG001
    """Say that every variant can be sent the traffic."""
    return True


def replayed(samples: Samples, variant: str) -> LoadSegment | None:
    """The stretch of one variant; None before it was sent."""
    wanted = (REPLAY, variant)
    return next((s for s in samples.segments if (s.scenario, s.variant) == wanted), None)


def summarize(samples: Samples, variant: Variant, spec: Spec) -> ReplayStatus | None:
    """Tell the stretch of a variant; None before it was sent."""
    segment = replayed(samples, variant.name)
    if spec.scenarios.replay is None or segment is None or segment.replay is None:
        return None
    cold = cold_share(segment.replay)
    status = ReplayStatus(
        duration_seconds=round(segment.replay.duration_nanoseconds / SECOND),
        cold_requests=sum(block.cold for block in segment.replay.blocks),
        cold_percent=None if cold is None else f"{100 * cold.value:.3f}",
        cold_percent_lower=None if cold is None else f"{100 * cold.lower:.3f}",
        cold_percent_upper=None if cold is None else f"{100 * cold.upper:.3f}",
        pod_seconds=round(pod_seconds(samples, variant, segment)),
        most_pods=max((change.ready for change in segment.scale), default=None),
        latencies=tuple(_percentiles(segment, segment.replay)),
    )
    return _described(with_load(status, segment))


def judge(
    status: ReplayStatus,
    samples: Samples,  # noqa: ARG001
    variant: Variant,  # noqa: ARG001
    spec: Spec,
) -> tuple[bool, Reason, str]:
    """Say that it was measured, or that it was not sent as it came, or failed."""
    return judge_load([("", status)], status.summary or "", spec.load.max_failure_percent)


def wanted(variant: Variant, spec: Spec) -> tuple[int, int]:  # noqa: ARG001
    """How often the stretch is sent: once."""
    count = 0 if spec.scenarios.replay is None else 1
    return count, count


def done(status: ReplayStatus | None) -> int:
    """How often it was sent."""
    return 0 if status is None else 1


def cold_share(replay: ReplaySamples) -> ShareInterval | None:
    """What part of the requests found no pod; None without any request."""
    groups = [(block.cold, block.requests) for block in replay.blocks if block.requests]
    return grouped_share_interval(groups) if groups else None


def pod_seconds(samples: Samples, variant: Variant, segment: LoadSegment) -> float:
    """How long the variant's pods existed in the stretch, all together, as a forecast counts them:
    from when a node took a pod until it was gone.

    Those of a variant that scales to zero are those that came of the stretch, to their very end.
    """
    begin = segment.started_nanoseconds
    end = begin + (segment.replay.ended_nanoseconds if segment.replay else 0)
    total = 0
    for pod in samples.pods:
        is_ours = (pod.variant, pod.role) == (variant.name, Role.MODEL)
        if is_ours and not (variant.scales_to_zero and pod.started_nanoseconds < begin):
            total += max(0, min(end, pod.ended_nanoseconds) - max(begin, pod.started_nanoseconds))
    return total / SECOND


def _percentiles(segment: LoadSegment, replay: ReplaySamples) -> Iterator[LatencyPercentile]:
    """All good responses of the stretch: the percentiles are its own, whatever their number.

    The interval is that of such stretches, and is absent where the requests do not bound it.
    """
    if not segment.latencies:
        return
    total = Histogram(segment.latencies).percentiles_microseconds(PERCENTILES)
    parts = [Histogram(one.latencies).counts() for one in replay.blocks if one.latencies]
    for percentile, value in total.items():
        lower = upper = None
        if len(parts) >= least_sample():
            bounds = pooled_quantile_bounds(parts, percentile / 100)
            lower, upper = bounds.lower, bounds.upper
        yield LatencyPercentile(percentile_name(percentile), value, lower, upper)


def _described(status: ReplayStatus) -> ReplayStatus:
    slowest = next((one for one in status.latencies if one.percentile == "99"), None)
    p99 = "" if slowest is None else f", p99 {duration(slowest.microseconds / 1000)}"
    invalid = "" if status.invalid_reason is None else ", invalid"
    cold = f"{status.cold_requests} of {status.requests} requests cold"
    text = f"{cold}{p99}, {status.pod_seconds} pod-seconds in {status.duration_seconds} s{invalid}"
    return replace(status, summary=text)
