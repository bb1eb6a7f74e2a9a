"""Whether requests queue up during a stretch of load: then the variant cannot keep the rate.

A request waits for all that wait before it. So where a variant answers fewer requests a second than
are sent, latency rises by so much each second, and the trend of the latencies tells the rate at
which the queue grows:

    growth = rate * trend / (1 + trend)
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import ceil, factorial, prod, sqrt
from statistics import mean, median

from modelbench.api.scenarios.parts import LoadSegment

LEAST_GROWTH = 0.05
"""The part of the requests that joins the queue for good, from which on a rate is not held. Below
it the trend over the usual segment of 10 s is within what a variant shows that is busy nine tenths
of its time; what queues up at a twentieth of a rate is a wait of a minute and a half after half an
hour."""

_LEAST_TREND = 1.96
"""Kendall's test of a trend, as a normal deviate: at most one flat segment in forty goes beyond."""

_FEW_SECONDS = 5
"""With fewer no order of the seconds goes beyond that: there each must be slower than the last."""

_LEAST_ORDERS = 40
"""So many orders the seconds of short segments must have together, of which one alone rises all the
way: as seldom chance goes beyond Kendall's bound. Two seconds alone rise half of the time."""

_MUCH = 0.25
"""Fewer orders prove nothing, unless such a part of all requests is left at the end: no stall of a
variant that keeps up leaves so many."""

_MOST_POINTS = 60
"""Longer segments are looked at in pieces of several seconds: all pairs of them are compared, and
what grows for minutes shows in pieces, too."""

_LEAST_BACKLOG = 2
"""One request under way when the last one is due is no queue."""


def queue_growth(segments: Sequence[LoadSegment]) -> float | None:
    """By how many requests a second the queue grew; None where it did not in most of the segments.

    Segments of few seconds must all have grown, since chance alone lets one of them rise. None,
    too, of segments of which nobody has counted what was left at their end.
    """
    grown = [growth for one in segments if (growth := _growth(one)) is not None]
    short = [one for one in segments if len(_points(one)) < _FEW_SECONDS]
    if short and (len(grown) < len(segments) or not _is_proved(short)):
        return None
    return median(grown) if grown and 2 * len(grown) >= len(segments) else None


def is_known(segments: Iterable[LoadSegment]) -> bool:
    """Whether what was left at the end was counted in all of the segments."""
    return all(segment.backlog_at_end is not None for segment in segments)


def answered_rate(segments: Sequence[LoadSegment]) -> float | None:
    """Good responses over the time from the first due request to the last response, per second.

    None where that time is not known of each segment.
    """
    spans = [segment.answered_span_nanoseconds for segment in segments]
    if not spans or not all(spans):
        return None
    return sum(one.requests - one.failed for one in segments) * 1e9 / sum(spans)


def _growth(segment: LoadSegment) -> float | None:
    """Requests a second by which the queue of one segment grew."""
    backlog = segment.backlog_at_end
    if backlog is None or backlog < _LEAST_BACKLOG:
        return None
    points = _points(segment)
    if len(points) < 2:
        return None
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) / 1e6 for a, b in combinations(points, 2)]
    trend = median(slopes)
    part = trend / (1 + trend) if trend > 0 else 0.0
    left_over = segment.requests * part
    if part < LEAST_GROWTH or not _rises(slopes, len(points)):
        return None
    return None if backlog < left_over / 2 else left_over / len(segment.seconds)


def _is_proved(short: Sequence[LoadSegment]) -> bool:
    """Whether chance does not explain that the latency of all these short segments rises."""
    if prod(factorial(len(_points(one))) for one in short) >= _LEAST_ORDERS:
        return True
    return all((one.backlog_at_end or 0) >= _MUCH * one.requests for one in short)


def _points(segment: LoadSegment) -> list[tuple[float, float]]:
    """Seconds since the begin, and the median latency then, in microseconds."""
    known = [(n, one.p50) for n, one in enumerate(segment.seconds) if one.p50 is not None]
    size = ceil(len(known) / _MOST_POINTS) or 1
    groups = (known[begin : begin + size] for begin in range(0, len(known), size))
    return [(mean(n for n, _ in group), median(p50 for _, p50 in group)) for group in groups]


def _rises(slopes: Iterable[float], count: int) -> bool:
    """Whether chance does not explain that so many of ``count`` values are above earlier ones."""
    signs = [(slope > 0) - (slope < 0) for slope in slopes]
    if count < _FEW_SECONDS:
        return all(sign > 0 for sign in signs)
    deviation = sqrt(count * (count - 1) * (2 * count + 5) / 18)
    return (sum(signs) - 1) / deviation >= _LEAST_TREND
