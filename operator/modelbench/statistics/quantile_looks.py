"""Which ranks hold a quantile that is looked at after each trial, and how surely.

Who looks at an interval after each trial and stops when it is narrow stops more often when it is
wrong: where half of the starts are slower, just when all trials so far were of one half. So the
5% that an interval may miss are spent over all looks (Lan and DeMets 1983): the ranks are chosen
so that the chance that *any* interval between the first look and the last leaves the quantile out
is at most 5%. Whether one of its ends does is a walk, the number of values on that side of the
quantile. Of the share p that lies there a value follows one of its kind with the probability
p + (1 - p) r, the other kind with p (1 - r): so the chance is exact whatever the distribution, and
holds for every rule of when to stop. For the median both ends are alike.
"""

from collections.abc import Iterator, Sequence
from functools import cache

_TAIL = 0.025
"""Half of what an interval of 95% may miss: the usual level, and that of every other interval."""

_BEFORE_THE_LAST = 0.5
"""The part of it that is spent before the last look, in proportion to the trials. The other half
leaves an interval of all trials at most one rank wider than one of a fixed sample."""

Ranks = tuple[int, ...]
"""That of an end by the number of values, counted from its side; 0 where there is none."""


class _Walk:
    """How likely each number of values on the side is, if no interval has missed the quantile yet.

    One list each for a last value that is not on the side and one that is.
    """

    def __init__(self, correlation: float, share: float) -> None:
        self._stays, self._comes = share + (1 - share) * correlation, share * (1 - correlation)
        self._off, self._on = [1 - share, 0.0], [0.0, share]

    def go_on(self) -> None:
        """Add one value."""
        stays, comes = self._stays, self._comes
        both = list(zip(self._off, self._on, strict=True))
        self._off = [(1 - comes) * off + (1 - stays) * on for off, on in both] + [0.0]
        self._on = [0.0] + [comes * off + stays * on for off, on in both]

    def chance_below(self, rank: int) -> float:
        """The chance that fewer values than the rank are on the side."""
        return sum(self._off[:rank]) + sum(self._on[:rank])

    def end_below(self, rank: int) -> None:
        """Take them out: an end with that rank has missed the quantile."""
        self._off[:rank] = self._on[:rank] = [0.0] * rank


@cache
def ranks_between(least: int, most: int, correlation: float, share: float = 0.5) -> Ranks:
    """The ranks of one end at each look from ``least`` values to ``most``, at least one.

    ``share`` is the part of all values that lies on the side of the end: the quantile's own for the
    lower end, the rest for the upper. Rank k is taken from the smallest n on at which that spends
    no more than is due; with more values of the same rank an interval only widens.
    """
    ranks, rank, spent = [0], 0, 0.0
    for count, walk in _counted(most, correlation, share):
        while count >= least and rank < count:
            crossing = walk.chance_below(rank + 1)
            if spent + crossing > due(count, most):
                break
            spent, rank = spent + crossing, rank + 1
            walk.end_below(rank)
        ranks.append(rank)
    return tuple(ranks)


@cache
def confidence_of(ranks: Ranks, correlation: float) -> float:
    """The chance that no interval of these ranks misses the median."""
    return 1 - 2 * missed_by(ranks, correlation)


def missed_by(ranks: Ranks, correlation: float, share: float = 0.5) -> float:
    """The chance that any end of these ranks lies beyond the quantile."""
    missed = 0.0
    for count, walk in _counted(len(ranks) - 1, correlation, share):
        missed += walk.chance_below(ranks[count])
        walk.end_below(ranks[count])
    return missed


def with_ranges(ranks: Ranks, plain: Sequence[int]) -> Ranks:
    """The same, with the widest interval where there is none and ``plain`` ranks have one."""
    return tuple(max(rank, min(1, other)) for rank, other in zip(ranks, plain, strict=True))


def looks_of(count: int, least: int, most: int) -> tuple[int, int]:
    """The first and the last look of a run that ended at ``count``: only that one where no choice
    was made, below ``least`` and above ``most``.
    """
    return (least, most) if least <= count <= most else (count, count)


def due(count: int, most: int) -> float:
    """What one end may have spent at a look: all of it at the last."""
    return _TAIL if count == most else _TAIL * _BEFORE_THE_LAST * count / most


def _counted(most: int, correlation: float, share: float) -> Iterator[tuple[int, _Walk]]:
    walk = _Walk(correlation, share)
    for count in range(1, most + 1):
        if count > 1:
            walk.go_on()
        yield count, walk
