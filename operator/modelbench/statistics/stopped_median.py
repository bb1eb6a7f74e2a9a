"""The median of trials that went on until it was known precisely; the interval allows for that.

Who looks at an interval after each trial and stops when it is narrow stops more often when it is
wrong: where half of the starts are slower, just when all trials so far were of one half. So the
5% that an interval may miss are spent over all looks (Lan and DeMets 1983): the ranks are chosen
so that the chance that *any* interval between the first look and the last leaves the median out is
at most 5%. Whether it does is a random walk, the number of values below the median, so the chance
is exact whatever the distribution, and holds for every rule of when to stop.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import floor, sqrt
from statistics import median

from modelbench.statistics.dependence import independent_count
from modelbench.statistics.intervals import MedianInterval, median_rank

_TAIL = 0.025
"""Half of what an interval of 95% may miss: the usual level, and that of every other interval."""

_BEFORE_THE_LAST = 0.5
"""The part of it that is spent before the last look, in proportion to the trials. The other half
leaves an interval of all trials at most one rank wider than one of a fixed sample."""


@dataclass(frozen=True)
class Looks:
    """``ranks`` by the number of values, 0 where there is none; ``confidence`` of all together."""

    ranks: tuple[int, ...]
    confidence: float


@cache
def looks_between(least: int, most: int) -> Looks:
    """The ranks of each look from ``least`` values to ``most``, and what they hold together.

    Rank k is taken, for the ends k and n + 1 - k, from the smallest n on at which that spends no
    more than is due; with more values of the same rank an interval only widens.
    """
    alive, ranks, rank, spent = [1.0], [0], 0, 0.0
    for count in range(1, most + 1):
        alive = [sum(pair) / 2 for pair in zip([*alive, 0.0], [0.0, *alive], strict=True)]
        while count >= least and 2 * (rank + 1) <= count:
            crossing = sum(alive[: rank + 1])
            if spent + crossing > _due(count, most):
                break
            spent, rank = spent + crossing, rank + 1
            alive[:rank] = [0.0] * rank
        ranks.append(rank)
    return Looks(tuple(ranks), 1 - 2 * spent)


def _due(count: int, most: int) -> float:
    """What one tail may have spent at a look: all of it at the last."""
    return _TAIL if count == most else _TAIL * _BEFORE_THE_LAST * count / most


def stopped_median(values: Sequence[float], least: int, most: int) -> MedianInterval:
    """The median of ``values``, in the order of the trials, with its interval of at least 95%.

    They ended at any number between ``least`` and ``most``, for whatever reason. Where consecutive
    values look correlated the interval is that of as many independent ones as they are worth, at
    most from the least value to the greatest. No choice was made below ``least`` or above
    ``most``: the interval is that of a fixed sample.
    ValueError when empty.
    """
    if not values:
        raise ValueError("values must not be empty")
    count, worth = len(values), independent_count(values)
    rank, confidence = median_rank(count)
    if least <= count <= most and least < most:
        looks = looks_between(least, most)
        rank, confidence = looks.ranks[count], looks.confidence
    rank = _widened(rank, count, worth)
    ordered, alike = sorted(values), floor(worth) if worth < count else None
    if not rank:
        return MedianInterval(median(ordered), None, None, None, 0, alike)
    ends = ordered[rank - 1], ordered[count - rank]
    return MedianInterval(median(ordered), *ends, confidence, rank, alike)


def _widened(rank: int, count: int, worth: float) -> int:
    """The rank that is farther from the middle by what its deviation grows, at most the first."""
    if not rank or worth >= count:
        return rank
    return max(1, floor(count / 2 - (count / 2 - rank) * sqrt(count / worth)))
