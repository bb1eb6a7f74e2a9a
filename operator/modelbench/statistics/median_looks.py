"""Which ranks hold a median that is looked at after each trial, and how surely.

Who looks at an interval after each trial and stops when it is narrow stops more often when it is
wrong: where half of the starts are slower, just when all trials so far were of one half. So the
5% that an interval may miss are spent over all looks (Lan and DeMets 1983): the ranks are chosen
so that the chance that *any* interval between the first look and the last leaves the median out is
at most 5%. Whether it does is a walk, the number of values below the median, each of which lies on
the side of the one before with the probability (1 + r) / 2: so the chance is exact whatever the
distribution, and holds for every rule of when to stop.
"""

from collections.abc import Iterator, Sequence
from functools import cache

_TAIL = 0.025
"""Half of what an interval of 95% may miss: the usual level, and that of every other interval."""

_BEFORE_THE_LAST = 0.5
"""The part of it that is spent before the last look, in proportion to the trials. The other half
leaves an interval of all trials at most one rank wider than one of a fixed sample."""

Ranks = tuple[int, ...]
"""That of the lower end by the number of values, 0 where there is none."""


class _Walk:
    """How likely each number of values below the median is, if no interval has missed it yet.

    One list each for a last value above it and below it.
    """

    def __init__(self, correlation: float) -> None:
        self._stays = (1 + correlation) / 2
        self._above, self._below = [0.5, 0.0], [0.0, 0.5]

    def go_on(self) -> None:
        """Add one value."""
        stays, turns = self._stays, 1 - self._stays
        both = list(zip(self._above, self._below, strict=True))
        self._above = [stays * above + turns * below for above, below in both] + [0.0]
        self._below = [0.0] + [stays * below + turns * above for above, below in both]

    def chance_below(self, rank: int) -> float:
        """The chance that fewer values than the rank lie below the median."""
        return sum(self._above[:rank]) + sum(self._below[:rank])

    def end_below(self, rank: int) -> None:
        """Take them out: an interval with that rank has missed it."""
        self._above[:rank] = self._below[:rank] = [0.0] * rank


@cache
def ranks_between(least: int, most: int, correlation: float) -> Ranks:
    """The ranks of each look from ``least`` values to ``most``, at least one.

    Rank k is taken, for the ends k and n + 1 - k, from the smallest n on at which that spends no
    more than is due; with more values of the same rank an interval only widens.
    """
    ranks, rank, spent = [0], 0, 0.0
    for count, walk in _counted(most, correlation):
        while count >= least and 2 * (rank + 1) <= count:
            crossing = walk.chance_below(rank + 1)
            if spent + crossing > _due(count, most):
                break
            spent, rank = spent + crossing, rank + 1
            walk.end_below(rank)
        ranks.append(rank)
    return tuple(ranks)


@cache
def confidence_of(ranks: Ranks, correlation: float) -> float:
    """The chance that no interval of these ranks misses the median."""
    missed = 0.0
    for count, walk in _counted(len(ranks) - 1, correlation):
        missed += walk.chance_below(ranks[count])
        walk.end_below(ranks[count])
    return 1 - 2 * missed


def with_ranges(ranks: Ranks, plain: Sequence[int]) -> Ranks:
    """The same, with the widest interval where there is none and ``plain`` ranks have one."""
    return tuple(max(rank, min(1, other)) for rank, other in zip(ranks, plain, strict=True))


def _counted(most: int, correlation: float) -> Iterator[tuple[int, _Walk]]:
    walk = _Walk(correlation)
    for count in range(1, most + 1):
        if count > 1:
            walk.go_on()
        yield count, walk


def _due(count: int, most: int) -> float:
    """What one tail may have spent at a look: all of it at the last."""
    return _TAIL if count == most else _TAIL * _BEFORE_THE_LAST * count / most
