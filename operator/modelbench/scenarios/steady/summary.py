"""From steady load on one variant to what the status tells of it: each rate, and saturation."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LatencyPercentile, LoadSegment
from modelbench.api.scenarios.steady import (
    RateStatus,
    Saturation,
    SaturationStatus,
    SteadyStatus,
    StepStatus,
)
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.parts import failure_counts, failure_percent, judge_load
from modelbench.segments.validity import attained_ratio, invalid_reason, median_delay_microseconds
from modelbench.statistics.histogram import Histogram, merge
from modelbench.statistics.intervals import median_interval, trials_for_percentile
from modelbench.statistics.numbers import percent, percentile_name
from modelbench.statistics.quantile_interval import ShareInterval, grouped_share_interval

STEADY = "steady"
SATURATION = "saturation"
PERCENTILES = (50.0, 90.0, 95.0, 99.0, 99.9)

# The usual objective of 99 % of good responses: with more failures a rate is not held.
_MOST_FAILURES = 0.01


def covers(variant: Variant) -> bool:  # noqa: ARG001
    """Say that every variant can be put under steady load."""
    return True


def summarize(samples: Samples, variant: Variant, spec: Spec) -> SteadyStatus | None:
    """Tell the rates of a variant and its saturation; None before the first segment."""
    if spec.scenarios.steady is None:
        return None
    name, settings = variant.name, spec.scenarios.steady.saturation
    rates = tuple(_rate(steady_segments(samples, name, r)) for r in steady_rates(samples, name))
    rising = [s for s in samples.segments if (s.scenario, s.variant) == (SATURATION, name)]
    status = SteadyStatus(
        summary=_described(rates[-1]) if rates else None,
        rates=rates,
        saturation=_saturation(rising, settings) if rising and settings else None,
    )
    return None if status == SteadyStatus() else status


def judge(
    status: SteadyStatus,
    samples: Samples,  # noqa: ARG001
    variant: Variant,  # noqa: ARG001
    spec: Spec,  # noqa: ARG001
) -> tuple[bool, Reason, str]:
    """Say that it was measured, or which rate was not sent as planned."""
    parts = ((f"at {rate.rate_per_second}/s: ", rate) for rate in status.rates)
    return judge_load(parts, status.summary or "")


def wanted(variant: Variant, spec: Spec) -> tuple[int, int]:  # noqa: ARG001
    """How many segments are sent: each rate in each round."""
    settings = spec.scenarios.steady
    count = 0 if settings is None else settings.rounds * len(settings.rates_per_second)
    return count, count


def done(status: SteadyStatus | None) -> int:
    """How many segments were sent."""
    return 0 if status is None else sum(rate.segments or 0 for rate in status.rates)


def steady_segments(samples: Samples, variant: str, rate: int) -> tuple[LoadSegment, ...]:
    """The segments of one variant at one rate."""
    return tuple(
        segment
        for segment in samples.segments
        if (segment.scenario, segment.variant, segment.rate) == (STEADY, variant, rate)
    )


def steady_rates(samples: Samples, variant: str) -> list[int]:
    """The rates of which segments of that variant exist, ascending."""
    mine = (s for s in samples.segments if (s.scenario, s.variant) == (STEADY, variant))
    return sorted({segment.rate for segment in mine})


def percentiles(histograms: Sequence[str]) -> tuple[LatencyPercentile, ...]:
    """Percentiles over all rounds, with the order-statistic interval of the rounds' own values.

    Requests of one round depend on each other, rounds do much less: so the interval is that of a
    round's value, widened to that of all rounds, which a single slow one can move. A percentile
    that the number of requests cannot support is left out, and one that a round cannot support
    has no interval.
    """
    rounds = [Histogram(encoded) for encoded in histograms if encoded]
    total = merge(rounds)
    values = total.percentiles_microseconds(_supported(total))
    by_round = [histogram.percentiles_microseconds(_supported(histogram)) for histogram in rounds]
    return tuple(
        _percentile(p, value, [r[p] for r in by_round if p in r]) for p, value in values.items()
    )


def failure_ratio(segments: Sequence[LoadSegment]) -> float:
    """Failed requests over all; 0 without any."""
    requests = sum(segment.requests for segment in segments)
    return sum(segment.failed for segment in segments) / requests if requests else 0.0


def failure_share(segments: Sequence[LoadSegment]) -> ShareInterval | None:
    """The same with its interval, where each round is a group; None without any request."""
    groups = [(segment.failed, segment.requests) for segment in segments if segment.requests]
    return grouped_share_interval(groups) if groups else None


def held(segments: Sequence[LoadSegment]) -> bool:
    """Whether all rounds of a rate together were sent as planned, and at most 1 % failed."""
    return invalid_reason(segments) is None and failure_ratio(segments) <= _MOST_FAILURES


def throughput(segments: Sequence[LoadSegment]) -> float:
    """Good responses a second, of requests as they were sent."""
    return (attained_rate(segments) or 0.0) * (1 - failure_ratio(segments))


def attained_rate(segments: Sequence[LoadSegment]) -> float | None:
    """Requests a second that were really sent; None when there is no span to count over."""
    ratio = attained_ratio(segments)
    planned = sum(s.planned_span_nanoseconds for s in segments)
    intervals = sum(max(0, s.requests - 1) for s in segments)
    return None if ratio is None or not planned else intervals * 1e9 / planned * ratio


def limited_by(segment: LoadSegment, objective_milliseconds: int) -> str | None:
    """Why a variant did not hold a rate, or None: failures, latency, or a rate not sent in time."""
    ratio = failure_ratio([segment])
    if ratio > _MOST_FAILURES:
        return f"{100 * ratio:.1f} % of the requests failed"
    p95 = _p95_microseconds(segment)
    if p95 is None:
        return "no request was answered"
    if p95 > objective_milliseconds * 1000:
        return f"the 95th percentile was {p95 / 1000:.0f} ms"
    reason = invalid_reason([segment])
    return None if reason is None else f"the generator: {reason}"


def _supported(histogram: Histogram) -> list[float]:
    count = histogram.count
    return [p for p in PERCENTILES if count and count >= trials_for_percentile(p)]


def _percentile(percentile: float, value: int, rounds: Sequence[int]) -> LatencyPercentile:
    found = LatencyPercentile(percentile_name(percentile), value)
    interval = median_interval(rounds) if rounds else None
    if interval is None or interval.lower is None or interval.upper is None:
        return found
    return replace(
        found,
        lower_microseconds=min(value, round(interval.lower)),
        upper_microseconds=max(value, round(interval.upper)),
    )


def _rate(segments: Sequence[LoadSegment]) -> RateStatus:
    failures, requests = _failures(segments), sum(segment.requests for segment in segments)
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
    )
    return _with_usage(status, segments)


def _failures(segments: Sequence[LoadSegment]) -> Mapping[str, int]:
    kinds = sorted({kind for segment in segments for kind in segment.failures})
    return {kind: sum(s.failures.get(kind, 0) for s in segments) for kind in kinds}


def _with_usage(status: RateStatus, segments: Sequence[LoadSegment]) -> RateStatus:
    """Averages over the segments, weighted by their readings, or why there are none."""
    known = [segment.usage for segment in segments if segment.usage is not None]
    count = sum(usage.samples for usage in known)
    if not count:
        reasons = [s.usage_missing for s in segments if s.usage_missing is not None]
        return replace(status, missing_reason=reasons[-1] if reasons else None)
    return replace(
        status,
        cpu_millicores=round(sum(u.cpu_millicores * u.samples for u in known) / count),
        memory_mebibytes=round(sum(u.memory_mebibytes * u.samples for u in known) / count),
    )


def _described(rate: RateStatus) -> str:
    """The highest rate alone: the others are beside it."""
    known = {p.percentile: p.microseconds / 1000 for p in rate.latencies}
    parts = [f"p{name} {known[name]:.1f} ms" for name in ("50", "95", "99") if name in known]
    failed = f", {rate.failure_percent} % failed" if rate.failures else ""
    invalid = "" if rate.valid else ", invalid"
    return " ".join([*parts, f"at {rate.rate_per_second}/s{failed}{invalid}"])


def _saturation(segments: Sequence[LoadSegment], settings: Saturation) -> SaturationStatus:
    objective = settings.latency_objective_milliseconds
    limits = [(segment, limited_by(segment, objective)) for segment in segments]
    rates = [segment.rate for segment, limit in limits if limit is None]
    reasons = [f"at {segment.rate}/s: {limit}" for segment, limit in limits if limit is not None]
    limited = reasons[-1] if reasons else None
    if limited is None and segments[-1].rate >= settings.max_rate_per_second:
        limited = "maxRatePerSecond: every rate was held"
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
