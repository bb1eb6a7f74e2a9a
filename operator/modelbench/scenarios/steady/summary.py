"""The steady scenario: percentiles at each rate, the paths compared, and saturation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from modelbench.api.load_samples import LoadSegment
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.samples import Samples
from modelbench.segments.validity import attained_ratio, invalid_reason
from modelbench.statistics.histogram import Histogram, merge
from modelbench.statistics.intervals import MedianInterval, median_interval, trials_for_percentile
from modelbench.statistics.quantile_interval import ShareInterval, grouped_share_interval

STEADY = "steady"
SATURATION = "saturation"
PERCENTILES = (50.0, 90.0, 95.0, 99.0, 99.9)
COMPARED = (50.0, 95.0, 99.0)
_MOST_FAILURES = 0.01


@dataclass(frozen=True)
class Percentile:
    """A percentile of all requests, and the interval of its value in a round; microseconds.

    The interval contains the percentile of all requests as well.
    """

    percentile: float
    microseconds: int
    lower: int | None
    upper: int | None


@dataclass(frozen=True)
class Difference:
    """Serverless less containerized, the median of the pairs; microseconds."""

    rate: int
    percentile: float
    pairs: int
    interval: MedianInterval


def steady_segments(samples: Samples, path: str, rate: int) -> tuple[LoadSegment, ...]:
    """The segments of one path at one rate."""
    return tuple(
        segment
        for segment in samples.segments
        if (segment.scenario, segment.path, segment.rate) == (STEADY, path, rate)
    )


def steady_rates(samples: Samples, path: str) -> list[int]:
    """The rates of which segments of that path exist, ascending."""
    mine = (s for s in samples.segments if s.scenario == STEADY and s.path == path)
    return sorted({segment.rate for segment in mine})


def percentiles(histograms: Sequence[str]) -> tuple[Percentile, ...]:
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


def _supported(histogram: Histogram) -> list[float]:
    count = histogram.count
    return [p for p in PERCENTILES if count and count >= trials_for_percentile(p)]


def _percentile(percentile: float, value: int, rounds: Sequence[int]) -> Percentile:
    if not rounds:
        return Percentile(percentile, value, None, None)
    interval = median_interval(rounds)
    if interval.lower is None or interval.upper is None:
        return Percentile(percentile, value, None, None)
    lower, upper = min(value, round(interval.lower)), max(value, round(interval.upper))
    return Percentile(percentile, value, lower, upper)


def differences(samples: Samples, rate: int) -> list[Difference]:
    """The paired differences at one rate: each round gives one pair of the paths."""
    serverless, containerized = (
        {s.round: s for s in steady_segments(samples, path, rate)}
        for path in (SERVERLESS, CONTAINERIZED)
    )
    found = []
    for percentile in COMPARED:
        pairs = [
            _difference(serverless[number], containerized[number], percentile)
            for number in sorted(serverless.keys() & containerized.keys())
        ]
        values = [value for value in pairs if value is not None]
        if values:
            found.append(Difference(rate, percentile, len(values), median_interval(values)))
    return found


def _difference(serverless: LoadSegment, containerized: LoadSegment, p: float) -> int | None:
    both = [Histogram(segment.latencies) for segment in (serverless, containerized)]
    if any(not h.encoded or h.count < trials_for_percentile(p) for h in both):
        return None
    first, second = (h.percentile_microseconds(p) for h in both)
    return None if first is None or second is None else first - second


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


def all_failures(segments: Sequence[LoadSegment]) -> Mapping[str, int]:
    """Failures of all segments, by kind."""
    kinds = sorted({kind for segment in segments for kind in segment.failures})
    return {kind: sum(s.failures.get(kind, 0) for s in segments) for kind in kinds}


def throughput(segments: Sequence[LoadSegment]) -> float:
    """Good answers a second, of requests as they were sent."""
    return (attained_rate(segments) or 0.0) * (1 - failure_ratio(segments))


def attained_rate(segments: Sequence[LoadSegment]) -> float | None:
    """Requests a second that were really sent."""
    ratio = attained_ratio(segments)
    planned = sum(s.planned_span_nanoseconds for s in segments)
    intervals = sum(max(0, s.requests - 1) for s in segments)
    return None if ratio is None or not planned else intervals * 1e9 / planned * ratio


def limited_by(segment: LoadSegment, objective_milliseconds: int) -> str | None:
    """Why a path did not hold a rate, or None: failures, latency, or a rate not sent in time."""
    ratio = failure_ratio([segment])
    if ratio > _MOST_FAILURES:
        return f"{100 * ratio:.1f} % of the requests failed"
    p95 = Histogram(segment.latencies).percentile_microseconds(95) if segment.latencies else None
    if p95 is None:
        return "no request was answered"
    if p95 > objective_milliseconds * 1000:
        return f"the 95th percentile was {p95 / 1000:.0f} ms"
    reason = invalid_reason([segment])
    return None if reason is None else f"the generator: {reason}"
