"""A quantile of all values of several groups, such as the requests of rounds, with its interval.

A group's own quantile is biased where it has few values, so that the groups' quantiles do not bound
that of all. The share of a group's values up to the quantile is not: its variance between the
groups says how many independent values all of them are worth (Woodruff 1952; Korn and Graubard
1998, as in :mod:`modelbench.statistics.share_interval`); the binomial ranks of so many bound it.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor

from modelbench.statistics.quantile_interval import quantile_ranks
from modelbench.statistics.share_interval import few_groups, variance_inflation

Counts = Mapping[int, int]
"""How often each value was seen."""


class Pool:
    """The values of several groups together, sorted."""

    def __init__(self, groups: Sequence[Counts]) -> None:
        total: Counter[int] = Counter()
        for group in groups:
            total.update(group)
        self._values = sorted(total)
        self._up_to = list(accumulate(total[value] for value in self._values))
        self.count = self._up_to[-1] if self._up_to else 0

    def at(self, rank: int) -> int:
        """The value with that rank, from 1."""
        return self._values[bisect_right(self._up_to, rank - 1)]

    def quantile(self, share: float) -> float:
        """The value at p (n + 1), between neighbours: unbiased in the share that lies below it.

        Hyndman and Fan 1996, definition 6.
        """
        place = min(max(1.0, share * (self.count + 1)), float(self.count))
        low = self.at(floor(place))
        return low + (place - floor(place)) * (self.at(ceil(place)) - low)


@dataclass(frozen=True)
class Bounds:
    """The ends of an interval of 95%; None: that end is open."""

    lower: int | None
    upper: int | None


def pooled_quantile_bounds(groups: Sequence[Counts], share: float) -> Bounds:
    """The interval of the quantile of all values together. ValueError when there are none."""
    pool = Pool(groups)
    if not pool.count:
        raise ValueError("groups must have values")
    value = pool.at(max(1, ceil(round(share * pool.count, 9))))
    known = [group for group in groups if group]
    # Below it, too: up to a value that whole groups have, all groups may look alike.
    inflation = max(1.0, *(_inflation(known, end) for end in (value - 1, value)))
    worth = pool.count / inflation * few_groups(len(known))
    return _bounds(pool, max(1, floor(worth)), share)


def _bounds(pool: Pool, worth: int, share: float) -> Bounds:
    """The ranks of so many values, as ranks of all of them, rounded outwards."""
    lower, upper = quantile_ranks(worth, share)
    return Bounds(
        None if lower is None else pool.at(1 + (lower - 1) * pool.count // worth),
        None if upper is None else pool.at(min(pool.count, -(-upper * pool.count // worth))),
    )


def _inflation(groups: Sequence[Counts], value: int) -> float:
    return variance_inflation([(_up_to(one, value), sum(one.values())) for one in groups])


def _up_to(group: Counts, value: int) -> int:
    return sum(count for one, count in group.items() if one <= value)
