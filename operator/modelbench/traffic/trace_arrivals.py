"""When the requests of a trace come, at its own mean rate or at another.

Where only counts are known, a count's requests are drawn independently within its interval. That is
an assumption: ``Spread`` has the two others between which the truth lies.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from heapq import merge
from itertools import accumulate, repeat
from math import floor, inf, log
from random import Random

from modelbench.api.trace import Trace
from modelbench.traffic.poisson import poisson
from modelbench.traffic.trace_counts import counts_of_parts, parts_of

_COPIES_WITHIN_SECONDS = 1800.0
_MOST_COPIES = 50
"""Where so many alike users send what a trace has, requests come independently of one another."""

_GOLDEN = 0.6180339887498949
"""Its multiples, without their whole parts, lie evenly however many there are."""


class Spread(Enum):
    """How the requests of one count lie within its interval."""

    INDEPENDENT = "independently"
    EVEN = "evenly"
    CLUMPED = "one after another"


@dataclass(frozen=True)
class Recorded:
    """The requests of a trace that repeats itself, ``factor`` times as many as it has.

    With a factor below 1 each request is left out with the same chance. Above 1 it is as if so many
    alike users sent them independently: the trace and copies of it, each begun at another time
    within half an hour, so that the hours of the day stay what they are.
    """

    trace: Trace
    factor: float = 1.0
    spread: Spread = Spread.INDEPENDENT

    @property
    def rate(self) -> float:
        """The mean, in requests per second."""
        return self.trace.rate * self.factor

    def between(self, begin: float, end: float, random: Random) -> Iterator[float]:
        """The instants from ``begin`` on, before ``end``, ascending; in seconds from the begin of
        some period.
        """
        whole = floor(self.factor)
        copies = [self._copy(number, 1.0, begin, end, random) for number in range(whole)]
        if self.factor > whole:
            copies.append(self._copy(whole, self.factor - whole, begin, end, random))
        return merge(*copies) if len(copies) > 1 else copies[0]

    def _copy(
        self, number: int, part: float, begin: float, end: float, random: Random
    ) -> Iterator[float]:
        """A part of the requests of one copy; the first is where the trace is."""
        later = number * _GOLDEN % 1.0 * min(_COPIES_WITHIN_SECONDS, self.trace.period_seconds)
        begin, end = begin - later, end - later
        known = self._all(begin, end) if part == 1.0 else self._kept(part, begin, end, random)
        for instant in self._drawn(known, begin, end, random):
            if begin <= instant < end:
                yield instant + later

    @cached_property
    def _known(self) -> tuple[float, ...]:
        return _known(self.trace)

    @cached_property
    def _until(self) -> tuple[int, ...]:
        return _until(self.trace)

    @cached_property
    def _clump_rate(self) -> float:
        """Requests a second of those that come one after another: as many as the trace's fullest
        interval has in the mean, which the service sees, and one a second at least.
        """
        return max(1.0, max(self.trace.counts) / (self.trace.interval_seconds or 1.0))

    def _place_before(self, second: float) -> tuple[int, int]:
        """The number of a period, and the place in it of what is known last before a second."""
        number = floor(second / self.trace.period_seconds)
        place = bisect_right(self._known, second - number * self.trace.period_seconds) - 1
        return (number, place) if place >= 0 else (number - 1, len(self._known) - 1)

    def _all(self, begin: float, end: float) -> Iterator[tuple[float, int]]:
        """What is known, with its count."""
        known, until, period = self._known, self._until, self.trace.period_seconds
        number, place = self._place_before(begin)
        while (instant := number * period + known[place]) < end:
            yield instant, until[place] - (until[place - 1] if place else 0)
            place += 1
            if place == len(known):
                number, place = number + 1, 0

    def _kept(
        self, part: float, begin: float, end: float, random: Random
    ) -> Iterator[tuple[float, int]]:
        """The same of the requests that are kept. It goes from one to the next, since there may be
        few in many periods.
        """
        known, until, period = self._known, self._until, self.trace.period_seconds
        number, place = self._place_before(begin)
        request = number * until[-1] + (until[place - 1] if place else 0)
        last, count = -inf, 0
        while True:
            request += _skipped(part, random)
            number, inside = divmod(request, until[-1])
            instant = number * period + known[bisect_right(until, inside)]
            if instant > last:
                if count:
                    yield last, count
                if instant >= end:
                    return
                last, count = instant, 0
            count += 1
            request += 1

    def _drawn(
        self, known: Iterable[tuple[float, int]], begin: float, end: float, random: Random
    ) -> Iterator[float]:
        """Of an interval that is cut, only what is asked for, since it may have very many."""
        interval, is_independent = self.trace.interval_seconds, self.spread is Spread.INDEPENDENT
        for start, count in known:
            if interval is None:
                yield from repeat(start, count)
            elif is_independent and (start < begin or end < start + interval):
                until = min(end, start + interval)
                yield from poisson(count / interval, max(start, begin), until, random)
            else:
                yield from self._placed(count, start, interval, random)

    def _placed(self, count: int, begin: float, seconds: float, random: Random) -> Iterator[float]:
        if self.spread is Spread.EVEN:
            yield from (begin + (place + 0.5) / count * seconds for place in range(count))
            return
        if self.spread is Spread.CLUMPED:
            length = min(seconds, count / self._clump_rate)
            begin, seconds = begin + random.random() * (seconds - length), length
        yield from sorted([begin + random.random() * seconds for _ in range(count)])


def recorded_at(trace: Trace, rate: float, spread: Spread = Spread.INDEPENDENT) -> Recorded:
    """The requests of a trace at a mean rate, in requests per second.

    Of very many users only the rate of each part is left.
    """
    factor = rate / trace.rate
    if factor < _MOST_COPIES:
        return Recorded(trace, factor, spread)
    parts = parts_of(trace)
    counts = tuple(round(factor * count) for count in counts_of_parts(trace, parts))
    period = trace.period_milliseconds // parts * parts
    return Recorded(Trace(period, (), counts, period // parts))


@lru_cache(maxsize=16)
def _known(trace: Trace) -> tuple[float, ...]:
    """The begins of all intervals that have requests, or the instants themselves."""
    seconds = trace.interval_seconds
    if seconds is None:
        return trace.instants
    return tuple(place * seconds for place, count in enumerate(trace.counts) if count)


@lru_cache(maxsize=16)
def _until(trace: Trace) -> tuple[int, ...]:
    """How many requests a period has until the end of what is known at each place."""
    if trace.counts:
        return tuple(accumulate(count for count in trace.counts if count))
    return tuple(range(1, len(trace.gaps_milliseconds) + 1))


def _skipped(kept: float, random: Random) -> int:
    """How many are left out before one that is kept, where each is kept with the same chance."""
    return floor(log(1.0 - random.random()) / log(1.0 - kept))
