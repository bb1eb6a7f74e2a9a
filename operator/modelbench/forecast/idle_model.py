"""How often a service that goes to zero is idle: what follows from when requests come.

Assumption: within each spell of a shape, requests come independently of one another at the spell's
rate (Poisson), whatever came before. A pod stays while requests come within the hold time T after
the last arrival. So at an instant t the service is at zero when nothing came in the T before it:

    P(idle at t) = exp(-M(t)),  M(t) = expected arrivals in (t - T, t)

which is exp(-lambda * T) at a constant rate. Arrivals of a Poisson process see time averages, so
that is also the chance that a request at t finds no pod. M is a sum of straight lines, and its
exponential is integrated in closed form between their corners; nothing is sampled.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import exp, floor

from modelbench.api.choices import MONTH_SECONDS
from modelbench.traffic.spells import Spell

_FLAT = 1e-6
"""Below this difference of M the closed form divides two numbers near 0; the mean of a straight
line is then exact to 13 digits."""


@dataclass(frozen=True)
class Activity:
    """One month's share of a rate: how long it lasts, and how long the service is at zero then."""

    rate: float
    seconds: float
    idle_seconds: float

    @property
    def cold_starts(self) -> float:
        """Expected requests that find no pod: rate * time at zero."""
        return self.rate * self.idle_seconds


def activity(spells: Sequence[Spell], hold_seconds: float) -> list[Activity]:
    """Each piece of a month between two corners of M, with its time at zero."""
    expected = _Expected(spells)
    months = MONTH_SECONDS / expected.period
    corners = _corners(expected, hold_seconds)
    recent = [expected.within(hold_seconds, corner) for corner in corners]
    return [
        Activity(
            expected.rate((begin + end) / 2),
            (end - begin) * months,
            (end - begin) * months * _mean_idle(first, last),
        )
        for (begin, end), (first, last) in zip(pairwise(corners), pairwise(recent), strict=True)
    ]


def _corners(expected: "_Expected", hold_seconds: float) -> list[float]:
    """Where M bends: at the edges of the spells, and the hold time after them."""
    edges = expected.edges
    later = ((edge + hold_seconds) % expected.period for edge in edges)
    return sorted({*edges, *later})


def _mean_idle(first: float, last: float) -> float:
    """The mean of exp(-M) where M is a straight line: (exp(-a) - exp(-b)) / (b - a)."""
    if abs(last - first) < _FLAT:
        return exp(-(first + last) / 2)
    return (exp(-first) - exp(-last)) / (last - first)


class _Expected:
    """Expected arrivals as a function of time, of a profile that repeats itself."""

    def __init__(self, spells: Sequence[Spell]) -> None:
        self._spells = spells
        self.edges = [0.0, *accumulate(spell.seconds for spell in spells)]
        self._counts = [0.0, *accumulate(spell.seconds * spell.rate for spell in spells)]
        self.period = self.edges[-1]

    def rate(self, second: float) -> float:
        return self._spells[bisect_right(self.edges, second) - 1].rate

    def within(self, hold: float, second: float) -> float:
        """M: those in the hold time before a second."""
        return self.until(second) - self.until(second - hold)

    def until(self, second: float) -> float:
        periods = floor(second / self.period)
        inside = second - periods * self.period
        index = min(bisect_right(self.edges, inside), len(self._spells)) - 1
        since = inside - self.edges[index]
        return periods * self._counts[-1] + self._counts[index] + since * self._spells[index].rate
