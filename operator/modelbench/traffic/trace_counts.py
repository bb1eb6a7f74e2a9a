"""How many requests of a trace come in parts of its period."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from math import ceil

from modelbench.api.trace import Trace

MOST_PARTS = 168
"""As a week of hours, the finest of the shapes."""

PEAK_SECONDS = 60.0
"""A rate over less than a minute says less of load than of single requests."""

_LEAST_PART_MILLISECONDS = 60_000


def parts_of(trace: Trace, most: int = MOST_PARTS) -> int:
    """Into how many parts a period is cut, none of them shorter than a minute if it is as long."""
    return min(most, max(1, trace.period_milliseconds // _LEAST_PART_MILLISECONDS))


@lru_cache(maxsize=64)
def counts_of_parts(trace: Trace, parts: int) -> tuple[float, ...]:
    """Requests in each of so many equal parts of the period; those of an interval that lies in two
    of them are divided by its time in each.
    """
    until = _Until(trace)
    edges = (trace.period_seconds * number / parts for number in range(parts + 1))
    return tuple(after - before for before, after in pairwise(map(until, edges)))


@lru_cache(maxsize=64)
def busiest_rate(trace: Trace, seconds: float) -> float:
    """Requests per second in the busiest stretch of so many seconds, or of one interval where that
    is longer; no stretch is longer than the period, which repeats itself.
    """
    if not trace.counts:
        seconds = min(seconds, trace.period_seconds)
        return _most_within(trace, seconds) / seconds
    interval = trace.interval_seconds or seconds
    several = min(len(trace.counts), ceil(seconds / interval))
    sums = _sums((*trace.counts, *trace.counts[: several - 1]), several)
    return max(sums) / (several * interval)


def _most_within(trace: Trace, seconds: float) -> int:
    instants, period = trace.instants, trace.period_seconds
    most, first = 0, 0
    twice = [*instants, *(period + one for one in instants)]
    for number, instant in enumerate(twice):
        while instant - twice[first] >= seconds:
            first += 1
        most = max(most, number - first + 1)
    return most


def _sums(counts: Sequence[int], several: int) -> Iterator[int]:
    until = [*chain((0,), accumulate(counts))]
    return (after - before for before, after in zip(until, until[several:], strict=False))


class _Until:
    """Requests from the period's begin until a second of it."""

    def __init__(self, trace: Trace) -> None:
        self._instants = trace.instants
        self._interval = trace.interval_seconds
        self._sums = [*chain((0,), accumulate(trace.counts))]

    def __call__(self, second: float) -> float:
        if self._interval is None:
            return bisect_left(self._instants, second)
        place = min(int(second / self._interval), len(self._sums) - 2)
        part = second / self._interval - place
        return self._sums[place] + part * (self._sums[place + 1] - self._sums[place])
