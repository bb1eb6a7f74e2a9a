"""The interval of a quantile. Either end may be open when the sample is too small."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache

from modelbench.statistics.distributions import beta_share

_TAIL = 0.025
"""Half of what an interval of 95% may miss: the usual level, and that of every other interval."""


@dataclass(frozen=True)
class QuantileInterval:
    """A quantile with its order-statistic interval of at least 95%; None: that end is open."""

    value: float
    lower: float | None
    upper: float | None


@cache
def quantile_ranks(count: int, share: float) -> tuple[int | None, int | None]:
    """The ranks, from 1, of the ends of the quantile's interval of 95%; None: that end is open.

    They hold whatever the distribution. The number of values below the quantile is
    Binomial(n, share). The lower end is the largest rank k with P(fewer than k values below)
    <= 2.5%, the upper the smallest with P(k or more below) <= 2.5% (Conover, Practical
    Nonparametric Statistics, 3.2).
    """
    ranks = range(1, count + 1)
    lower = bisect_right(ranks, _TAIL, key=lambda rank: _at_most(rank - 1, count, share))
    upper = bisect_left(ranks, 1 - _TAIL, key=lambda rank: _at_most(rank - 1, count, share)) + 1
    return lower or None, upper if upper <= count else None


def _at_most(hits: int, count: int, share: float) -> float:
    """P(Binomial(count, share) <= hits), by the beta distribution: for any count."""
    return beta_share(1 - share, count - hits, hits + 1) if hits < count else 1.0
