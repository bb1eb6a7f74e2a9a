"""Intervals of a quantile and of a share. Either end may be open when the sample is too small."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, comb, sqrt
from statistics import median

from modelbench.statistics.intervals import median_interval

_TAIL = 0.025
"""Half of what an interval of 95 % may miss: the usual level, and that of every other interval."""

_DEVIATIONS = 1.959964
"""The quantile of the normal distribution that leaves that tail."""


@dataclass(frozen=True)
class QuantileInterval:
    """A quantile with its order-statistic interval of at least 95 %; None: that end is open."""

    value: float
    lower: float | None
    upper: float | None


def quantile_interval(values: Sequence[float], share: float) -> QuantileInterval:
    """The nearest-rank quantile, for 0.5 the median, with the ranks that bound it.

    They do so whatever the distribution. The number of values below the quantile is
    Binomial(n, share). The lower end is the largest rank k with P(fewer than k values below)
    <= 2.5 %, the upper the smallest with P(k or more below) <= 2.5 % (Conover, Practical
    Nonparametric Statistics, 3.2). ValueError when empty.
    """
    if not values:
        raise ValueError("values must not be empty")
    ordered = sorted(values)
    count = len(ordered)
    below = _cumulative(count, share)
    lower = [rank for rank in range(1, count + 1) if below[rank - 1] <= _TAIL]
    upper = [rank for rank in range(1, count + 1) if 1 - below[rank - 1] <= _TAIL]
    return QuantileInterval(
        median(ordered) if share == 0.5 else ordered[max(1, ceil(share * count)) - 1],
        ordered[max(lower) - 1] if lower else None,
        ordered[min(upper) - 1] if upper else None,
    )


def _cumulative(count: int, share: float) -> list[float]:
    """P(Binomial(count, share) <= k) for k from 0 to count."""
    total, found = 0.0, []
    for k in range(count + 1):
        total += comb(count, k) * share**k * (1 - share) ** (count - k)
        found.append(total)
    return found


@dataclass(frozen=True)
class ShareInterval:
    """A share (0 to 1) with its interval of 95 %."""

    value: float
    lower: float
    upper: float


def share_interval(hits: int, count: int) -> ShareInterval:
    """A share with Wilson's interval of 95 %. ValueError when nothing was counted.

    (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n), z = 1.96 (Wilson 1927).
    """
    if count <= 0:
        raise ValueError("nothing was counted")
    share, square = hits / count, _DEVIATIONS**2
    middle = share + square / (2 * count)
    width = _DEVIATIONS * sqrt(share * (1 - share) / count + square / (4 * count**2))
    scale = 1 + square / count
    return ShareInterval(
        share, max(0.0, (middle - width) / scale), min(1.0, (middle + width) / scale)
    )


def grouped_share_interval(groups: Sequence[tuple[int, int]]) -> ShareInterval:
    """The share of hits in groups (hits, count), whose members may depend on each other.

    Wilson's interval takes them to be independent, and would be too narrow where one group has most
    hits: so it is widened to the order-statistic interval of the groups' own shares. Fewer than
    6 groups have none. ValueError when nothing was counted.
    """
    whole = share_interval(sum(hits for hits, _ in groups), sum(count for _, count in groups))
    own = median_interval([hits / count for hits, count in groups if count])
    if own.lower is None or own.upper is None:
        return whole
    return ShareInterval(whole.value, min(whole.lower, own.lower), max(whole.upper, own.upper))
