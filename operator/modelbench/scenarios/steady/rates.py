"""What the segments of one steady rate say together: latency, failures, whether it was held."""

from collections.abc import Sequence

from msgspec.structs import replace

from modelbench.api.pod_samples import PodInterval
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LatencyPercentile, LoadSegment
from modelbench.scenarios.pod_troubles import killed_at
from modelbench.scenarios.pod_usage import at_cpu_limit
from modelbench.segments.queue_growth import answered_rate, queue_growth
from modelbench.segments.validity import attained_ratio, invalid_reason
from modelbench.statistics.histogram import Histogram, merge
from modelbench.statistics.intervals import least_sample, trials_for_percentile
from modelbench.statistics.numbers import percentile_name, readable
from modelbench.statistics.pooled_quantile import Counts, pooled_quantile_bounds
from modelbench.statistics.share_interval import ShareInterval, grouped_share_interval

STEADY = "steady"
SATURATION = "saturation"
PERCENTILES = (50.0, 90.0, 95.0, 99.0, 99.9)
"""Those that service level objectives are commonly written in."""

# The usual objective of 99% of good responses: with more failures a rate is not held.
_MOST_FAILURES = 0.01


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
    """Percentiles over all rounds, with their interval, wider where the rounds differ.

    Requests of one round depend on each other, rounds do much less: so fewer than 6 have no
    interval. A percentile that the number of requests cannot support is left out; an end that they
    cannot bound is absent.
    """
    rounds = [Histogram(encoded) for encoded in histograms if encoded]
    total = merge(rounds)
    values = total.percentiles_microseconds(_supported(total))
    counts = [one.counts() for one in rounds] if len(rounds) >= least_sample() else []
    return tuple(_percentile(p, value, counts) for p, value in values.items())


def failure_ratio(segments: Sequence[LoadSegment]) -> float:
    """Failed requests over all; 0 without any."""
    requests = sum(segment.requests for segment in segments)
    return sum(segment.failed for segment in segments) / requests if requests else 0.0


def failure_share(segments: Sequence[LoadSegment]) -> ShareInterval | None:
    """Compute that share with its interval; each round is a group. None without any request."""
    groups = [(segment.failed, segment.requests) for segment in segments if segment.requests]
    return grouped_share_interval(groups) if groups else None


def held(segments: Sequence[LoadSegment], pods: Sequence[PodInterval] = ()) -> bool:
    """Whether a variant held the rate of these rounds, and it was sent as planned."""
    return invalid_reason(segments) is None and overload(segments, pods) is None


def overload(segments: Sequence[LoadSegment], pods: Sequence[PodInterval] = ()) -> str | None:
    """Why a variant did not hold the rate of these rounds, or None.

    Failures, a queue, or containers that were killed for want of memory, and whether the model was
    at its limit of CPU meanwhile; ``pods`` are the run's.
    """
    ratio, growth = failure_ratio(segments), queue_growth(segments)
    reasons = [killed_at(segments, pods)]
    if ratio > _MOST_FAILURES:
        reasons.append(f"{100 * ratio:.1f}% of the requests failed")
    elif growth is not None:
        reasons.append(f"its queue grew by {_two_digits(growth)} requests a second")
    found = [reason for reason in reasons if reason is not None]
    limit = at_cpu_limit(segments) if found else None
    return "; ".join(found if limit is None else [*found, limit]) or None


def _two_digits(value: float) -> str:
    """Write two digits: no more is known of an estimate."""
    return readable(float(f"{value:.2g}"))


def throughput(segments: Sequence[LoadSegment]) -> float:
    """Good responses a second: as they were sent, or in the time that it took to answer them.

    The lesser of the two: requests that have queued up are answered after the last was sent.
    """
    as_sent = (attained_rate(segments) or 0.0) * (1 - failure_ratio(segments))
    answered = answered_rate(segments)
    return as_sent if answered is None else min(as_sent, answered)


def attained_rate(segments: Sequence[LoadSegment]) -> float | None:
    """Requests a second that were really sent; None when there is no span to count over."""
    ratio = attained_ratio(segments)
    planned = sum(s.planned_span_nanoseconds for s in segments)
    intervals = sum(max(0, s.requests - 1) for s in segments)
    return None if ratio is None or not planned else intervals * 1e9 / planned * ratio


def _supported(histogram: Histogram) -> list[float]:
    count = histogram.count
    return [p for p in PERCENTILES if count and count >= trials_for_percentile(p)]


def _percentile(percentile: float, value: int, rounds: Sequence[Counts]) -> LatencyPercentile:
    found = LatencyPercentile(percentile_name(percentile), value)
    if not rounds:
        return found
    bounds = pooled_quantile_bounds(rounds, percentile / 100)
    return replace(found, lower_microseconds=bounds.lower, upper_microseconds=bounds.upper)
