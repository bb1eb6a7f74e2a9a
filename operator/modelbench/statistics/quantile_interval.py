"""The interval of a quantile. Either end may be open when the sample is too small."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from statistics import median

from modelbench.statistics.distributions import beta_share

_TAIL = 0.025
"""Half of what an interval of 95% may miss: the usual level, and that of every other interval."""


@dataclass(frozen=True)
class QuantileInterval:
    """A quantile with its order-statistic interval of at least 95%; None: that end is open."""

    value: float
    lower: float | None
    upper: float | None


def quantile_interval(values: Sequence[float], share: float) -> QuantileInterval:
    """The nearest-rank quantile, for 0.5 the median, with the ranks that bound it.

    They do so whatever the distribution. The number of values below the quantile is
    Binomial(n, share). The lower end is the largest rank k with P(fewer than k values below)
    <= 2.5%, the upper the smallest with P(k or more below) <= 2.5% (Conover, Practical
    Nonparametric Statistics, 3.2). ValueError when empty.
    """
    if not values:
        raise ValueError("values must not be empty")
    ordered = sorted(values)
    count = len(ordered)
    lower, upper = quantile_ranks(count, share)
    return QuantileInterval(
        median(ordered) if share == 0.5 else ordered[max(1, ceil(share * count)) - 1],
        ordered[lower - 1] if lower is not None else None,
        ordered[upper - 1] if upper is not None else None,
    )


@cache
def quantile_ranks(count: int, share: float) -> tuple[int | None, int | None]:
    """The ranks, from 1, of the ends of the quantile's interval of 95%; None: that end is open."""
    ranks = range(1, count + 1)
    lower = bisect_right(ranks, _TAIL, key=lambda rank: _at_most(rank - 1, count, share))
    upper = bisect_left(ranks, 1 - _TAIL, key=lambda rank: _at_most(rank - 1, count, share)) + 1
    return lower or None, upper if upper <= count else None


def _at_most(hits: int, count: int, share: float) -> float:
    """P(Binomial(count, share) <= hits), by the beta distribution: for any count."""
    return beta_share(1 - share, count - hits, hits + 1) if hits < count else 1.0
