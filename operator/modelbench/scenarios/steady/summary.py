"""From steady load on one variant to what the status tells of it: each rate, and saturation."""

from collections.abc import Sequence

from msgspec.structs import replace

from modelbench.api.mode import Mode
from modelbench.api.pod_samples import PodInterval
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.steady import (
    RateStatus,
    Saturation,
    SaturationStatus,
    SteadyStatus,
    StepStatus,
)
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.parts import (
    failure_counts,
    failure_percent,
    failures_of,
    judge_levels,
)
from modelbench.scenarios.pod_usage import with_usage
from modelbench.scenarios.steady.rates import (
    SATURATION,
    attained_rate,
    failure_ratio,
    overload,
    percentiles,
    steady_rates,
    steady_segments,
    throughput,
)
from modelbench.scenarios.stream_summary import stream_status
from modelbench.segments.queue_growth import is_known
from modelbench.segments.validity import invalid_reason, median_delay_microseconds
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.numbers import percent


def covers(variant: Variant) -> bool:  # noqa: ARG001
    """Say that every variant can be put under steady load."""
    return True


def summarize(samples: Samples, variant: Variant, spec: Spec) -> SteadyStatus | None:
    """Tell the rates of a variant and its saturation; None before the first segment."""
    if spec.scenarios.steady is None:
        return None
    name, settings = variant.name, spec.scenarios.steady.saturation
    rates = tuple(
        _rate(steady_segments(samples, name, rate), samples.pods, variant.mode)
        for rate in steady_rates(samples, name)
    )
    rising = [s for s in samples.segments if (s.scenario, s.variant) == (SATURATION, name)]
    status = SteadyStatus(
        summary=_described(rates[-1]) if rates else None,
        rates=rates,
        saturation=_saturation(rising, settings, samples.pods) if rising and settings else None,
    )
    return None if status == SteadyStatus() else status


def judge(
    status: SteadyStatus,
    samples: Samples,  # noqa: ARG001
    variant: Variant,  # noqa: ARG001
    spec: Spec,
) -> tuple[bool, Reason, str]:
    """Say that it was measured, or which rate was not sent as planned, or that each of them failed.

    Where one rate is answered, others that are too much for the variant are only not held.
    """
    parts = [(f"at {rate.rate_per_second}/s: ", rate) for rate in status.rates]
    return judge_levels(parts, status.summary or "", spec.load.max_failure_percent)


def wanted(variant: Variant, spec: Spec) -> tuple[int, int]:  # noqa: ARG001
    """How many segments are sent: each rate in each round."""
    settings = spec.scenarios.steady
    count = 0 if settings is None else settings.rounds * len(settings.rates_per_second)
    return count, count


def done(status: SteadyStatus | None) -> int:
    """How many segments were sent."""
    return 0 if status is None else sum(rate.segments or 0 for rate in status.rates)


def limited_by(
    segment: LoadSegment, objective_milliseconds: int, pods: Sequence[PodInterval] = ()
) -> str | None:
    """Why a variant did not hold a rate, or None: failures, a queue, latency, or a generator that
    was late. ``pods`` are the run's.
    """
    overloaded = overload([segment], pods)
    if overloaded is not None:
        return overloaded
    p95 = _p95_microseconds(segment)
    if p95 is None:
        return "no request was answered"
    if p95 > objective_milliseconds * 1000:
        return f"the 95th percentile was {p95 / 1000:.0f} ms"
    reason = invalid_reason([segment])
    return None if reason is None else f"the generator: {reason}"


def _rate(segments: Sequence[LoadSegment], pods: Sequence[PodInterval], mode: Mode) -> RateStatus:
    failures, requests = failures_of(segments), sum(segment.requests for segment in segments)
    attained, reason = attained_rate(segments), invalid_reason(segments)
    delays = {p.percentile: p for p in percentiles([s.schedule_delays for s in segments])}
    status = RateStatus(
        rate_per_second=segments[0].rate,
        segments=len(segments),
        requests=requests,
        failures=failure_counts(failures),
        failure_percent=failure_percent(failures, requests),
        throughput_per_second=f"{throughput(segments):.1f}",
        attained_rate_per_second=None if attained is None else f"{attained:.1f}",
        latencies=percentiles([s.latencies for s in segments]),
        service_times=percentiles([s.service_times for s in segments]),
        handler_times=percentiles([s.handler_times for s in segments]),
        schedule_delay_median_microseconds=median_delay_microseconds(segments),
        schedule_delay_p99_microseconds=delays["99"].microseconds if "99" in delays else None,
        valid=reason is None,
        invalid_reason=reason,
        replicas=max((c.ready for s in segments for c in s.scale), default=0) or None,
        stream=stream_status(segments, mode),
    )
    return with_usage(_with_held(status, segments, pods), segments)


def _with_held(
    status: RateStatus, segments: Sequence[LoadSegment], pods: Sequence[PodInterval]
) -> RateStatus:
    if not is_known(segments):
        return status
    reason = overload(segments, pods)
    if reason is None and status.invalid_reason is not None:
        reason = f"the load is not valid: {status.invalid_reason}"
    return replace(status, held=reason is None, not_held_reason=reason)


def _described(rate: RateStatus) -> str:
    """The highest rate alone: the others are beside it."""
    known = {p.percentile: p.microseconds / 1000 for p in rate.latencies}
    parts = [f"p{name} {known[name]:.1f} ms" for name in ("50", "95", "99") if name in known]
    failed = f", {rate.failure_percent}% failed" if rate.failures else ""
    invalid = "" if rate.valid else ", invalid"
    not_held = ", not sustained" if rate.valid and rate.held is False else ""
    return " ".join([*parts, f"at {rate.rate_per_second}/s{failed}{invalid}{not_held}"])


def _saturation(
    segments: Sequence[LoadSegment], settings: Saturation, pods: Sequence[PodInterval]
) -> SaturationStatus:
    objective = settings.latency_objective_milliseconds
    limits = [(segment, limited_by(segment, objective, pods)) for segment in segments]
    rates = [segment.rate for segment, limit in limits if limit is None]
    reasons = [f"at {segment.rate}/s: {limit}" for segment, limit in limits if limit is not None]
    limited = reasons[-1] if reasons else None
    if limited is None and segments[-1].rate >= settings.max_rate_per_second:
        limited = "maxRatePerSecond: every rate was sustained"
    return SaturationStatus(
        highest_rate_per_second=max(rates, default=None),
        limited_by=limited,
        steps=tuple(_step(segment, limit is None) for segment, limit in limits),
    )


def _step(segment: LoadSegment, is_held: bool) -> StepStatus:
    return StepStatus(
        rate_per_second=segment.rate,
        throughput_per_second=f"{throughput([segment]):.1f}",
        failure_percent=percent(failure_ratio([segment]), digits=2),
        p95_microseconds=_p95_microseconds(segment),
        held=is_held,
    )


def _p95_microseconds(segment: LoadSegment) -> int | None:
    return Histogram(segment.latencies).percentile_microseconds(95) if segment.latencies else None
