"""By how much one sample is shifted from another, whatever their distribution.

The estimate is that of Hodges and Lehmann, the median of all differences of a value of one sample
and a value of the other. Its interval inverts the test of Wilcoxon, Mann and Whitney: the k-th
smallest and the k-th largest difference, where k is the greatest number for which the test's tail
stays within half of 5% (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 4.1 to
4.3). Values must be independent; that the interval speaks of one number supposes that the samples
differ by a shift, the test does not.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import comb, erfc, exp, floor, log, sqrt
from statistics import NormalDist, median
from sys import float_info

# Half of what an interval of 95% may miss: the usual level, and that of every other interval.
_TAIL = 0.025
# Exact up to this product of the sizes; above it the normal approximation may err to the wide side.
_EXACT = 4096


@dataclass(frozen=True)
class Shift:
    """How much greater the second sample is than the first, in their unit, and as a ratio.

    The ends are None when the samples are too small for 95%; so is ``p_value`` then. The ratio is
    the median of all ratios, None when a value is not positive.
    """

    estimate: float
    lower: float | None
    upper: float | None
    ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    p_value: float | None


def shift_of(first: Sequence[float], second: Sequence[float]) -> Shift:
    """The shift from ``first`` to ``second``, with an interval of at least 95%.

    ValueError when either is empty.
    """
    if not first or not second:
        raise ValueError("both samples must have values")
    rank = _rank(len(first), len(second))
    estimate, lower, upper = _between(first, second, rank)
    ratio = ratio_lower = ratio_upper = None
    if min(*first, *second) > 0:
        logs = [[log(value) for value in sample] for sample in (first, second)]
        ends = _between(logs[0], logs[1], rank)
        ratio, ratio_lower, ratio_upper = (None if end is None else exp(end) for end in ends)
    p_value = None if rank == 0 else _p_value(first, second)
    return Shift(estimate, lower, upper, ratio, ratio_lower, ratio_upper, p_value)


def _between(
    first: Sequence[float], second: Sequence[float], rank: int
) -> tuple[float, float | None, float | None]:
    differences = sorted(value - other for value in second for other in first)
    if rank == 0:
        return median(differences), None, None
    return median(differences), differences[rank - 1], differences[-rank]


def _rank(first: int, second: int) -> int:
    """The greatest k with P(U < k) of at most 2.5%; 0 when there is none."""
    if first * second <= _EXACT:
        counts, total, below = _counts(first, second), comb(first + second, first), 0
        for rank, count in enumerate(counts):
            below += count
            if below > _TAIL * total:
                return rank
    mean = first * second / 2
    deviation = sqrt(first * second * (first + second + 1) / 12)
    return max(0, floor(mean + NormalDist().inv_cdf(_TAIL) * deviation + 0.5))


@cache
def _counts(first: int, second: int) -> tuple[int, ...]:
    """How many orders of the values give U = 0, 1, 2, ... without ties.

    They are the coefficients of the Gaussian binomial: the product of (1 - q^(second + i)) over
    the product of (1 - q^i), for i from 1 to ``first``.
    """
    size = first * second
    counts = [1] + [0] * size
    for step in range(1, first + 1):
        for place in range(size, second + step - 1, -1):
            counts[place] -= counts[place - second - step]
        for place in range(step, size + 1):
            counts[place] += counts[place - step]
    return tuple(counts)


def _p_value(first: Sequence[float], second: Sequence[float]) -> float:
    """Two-sided; exact when the samples are small and have no ties, else normal, ties counted."""
    ordered = sorted(first)
    doubled = sum(bisect_left(ordered, one) + bisect_right(ordered, one) for one in second)
    sizes = (len(first), len(second))
    ties = [count for count in Counter([*first, *second]).values() if count > 1]
    if sizes[0] * sizes[1] <= _EXACT and not ties:
        extreme = min(doubled // 2, sizes[0] * sizes[1] - doubled // 2)
        tail = sum(_counts(*sizes)[: extreme + 1]) / comb(sum(sizes), sizes[0])
        return min(1.0, 2 * tail)
    found = _normal_p_value(abs(doubled - sizes[0] * sizes[1]) / 2, *sizes, ties)
    return max(found, least_p_value(*sizes))


def _normal_p_value(distance: float, first: int, second: int, ties: Sequence[int]) -> float:
    """The p value of a U so far from its mean, with the correction for continuity."""
    count = first + second
    tied = sum(size**3 - size for size in ties) / (count * (count - 1))
    variance = first * second * (count + 1 - tied) / 12
    if variance <= 0:
        return 1.0
    return erfc(max(0.0, distance - 0.5) / sqrt(2 * variance))


def least_p_value(first: int, second: int) -> float:
    """What samples of these sizes give that do not overlap at all; they cannot show more."""
    return max(float_info.min, min(1.0, 2 / comb(first + second, first)))


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values, each corrected for all that are tested (Holm 1979), in the same order."""
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    corrected, least = [1.0] * len(p_values), 0.0
    for done, place in enumerate(order):
        least = max(least, min(1.0, p_values[place] * (len(p_values) - done)))
        corrected[place] = least
    return corrected
