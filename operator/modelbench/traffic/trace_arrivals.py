"""When the requests of a trace come, at its own mean rate or at another.

Where only counts are known, a count's requests are drawn independently within its interval. That is
an assumption: ``Spread`` has the two others between which the truth lies.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from math import floor
from random import Random

from modelbench.api.trace import Trace


class Spread(Enum):
    """How the requests of one count lie within its interval."""

    INDEPENDENT = "independently"
    EVEN = "evenly"
    CLUMPED = "one after another"


@dataclass(frozen=True)
class Recorded:
    """The requests of a trace that repeats itself, ``factor`` times as many as it has.

    With a factor below 1 each request is left out with the same chance. With one above 1, further
    ones come between a request and the next, or within the same interval.
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
        draw = self._of_counts if self.trace.counts else self._of_instants
        for instant in draw(begin, end, random):
            if begin <= instant < end:
                yield instant

    @cached_property
    def _instants(self) -> tuple[float, ...]:
        return self.trace.instants

    @cached_property
    def _clump_rate(self) -> float:
        """Requests a second of those that come one after another: as many as the trace's fullest
        interval has in the mean, which the service sees, and one a second at least.
        """
        interval = self.trace.interval_seconds or 1.0
        return max(1.0, max(self.trace.counts) * self.factor / interval)

    def _of_instants(self, begin: float, end: float, random: Random) -> Iterator[float]:
        """Start one request early: what is drawn between it and the next may lie within."""
        instants, period = self._instants, self.trace.period_seconds
        number = floor(begin / period)
        place = bisect_left(instants, begin - number * period) - 1
        if place < 0:
            number, place = number - 1, len(instants) - 1
        instant = number * period + instants[place]
        while instant < end:
            place += 1
            if place == len(instants):
                number, place = number + 1, 0
            following = number * period + instants[place]
            yield from self._copies(instant, following, random)
            instant = following

    def _copies(self, instant: float, following: float, random: Random) -> Iterator[float]:
        if self.factor == 1.0:
            yield instant
            return
        copies = _whole(self.factor, random)
        if copies:
            yield instant
        if copies > 1:
            yield from sorted(random.uniform(instant, following) for _ in range(copies - 1))

    def _of_counts(self, begin: float, end: float, random: Random) -> Iterator[float]:
        interval, counts = self.trace.interval_seconds or 1.0, self.trace.counts
        number = floor(begin / interval)
        while number * interval < end:
            count = _whole(counts[number % len(counts)] * self.factor, random)
            yield from self._placed(count, number * interval, interval, random)
            number += 1

    def _placed(self, count: int, begin: float, seconds: float, random: Random) -> Iterator[float]:
        if self.spread is Spread.EVEN:
            yield from (begin + (place + 0.5) / count * seconds for place in range(count))
            return
        if self.spread is Spread.CLUMPED:
            length = min(seconds, count / self._clump_rate)
            begin, seconds = begin + random.random() * (seconds - length), length
        yield from sorted(begin + random.random() * seconds for _ in range(count))


def _whole(number: float, random: Random) -> int:
    """A whole number whose mean is this one."""
    least = floor(number)
    return least + (random.random() < number - least) if number > least else least
