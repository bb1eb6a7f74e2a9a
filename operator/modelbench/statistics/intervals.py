"""Distribution-free statistics of a small sample."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, comb, log
from statistics import median as _median


@dataclass(frozen=True)
class MedianInterval:
    """A median with its order-statistic confidence interval, in the unit of the sample.

    ``lower`` and ``upper`` are None when the sample is too small for the asked confidence.
    ``confidence`` is the exact coverage of the ranks that were taken, at least what was asked;
    ``rank`` is that of the lower end, 0 without one. ``independent_count`` is how many independent
    values a correlated sample is worth; ``least_confidence`` is what holds if its values depend on
    each other as much as they may without showing it.
    """

    median: float
    lower: float | None
    upper: float | None
    confidence: float | None
    rank: int = 0
    independent_count: int | None = None
    least_confidence: float | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the interval holds with 95%."""
        return self.confidence is not None and self.confidence >= 0.95

    @property
    def relative_half_width(self) -> float | None:
        """Half the interval's width over the median, or None without an interval."""
        if self.lower is None or self.upper is None or self.median <= 0:
            return None
        return (self.upper - self.lower) / 2 / self.median


def median_interval(values: Sequence[float], confidence: float = 0.95) -> MedianInterval:
    """Median and the narrowest symmetric order-statistic interval with the asked coverage.

    The coverage of ranks (k, n + 1 - k) is 1 - 2 * P(Binomial(n, 1/2) < k) whatever the
    distribution (Conover, Practical Nonparametric Statistics, 3.2). ValueError when empty.
    """
    if not values:
        raise ValueError("values must not be empty")
    ordered = sorted(values)
    count = len(ordered)
    rank, reached = median_rank(count, confidence)
    if rank == 0:
        return MedianInterval(_median(ordered), None, None, None)
    ends = ordered[rank - 1], ordered[count - rank]
    return MedianInterval(_median(ordered), *ends, reached, rank)


@cache
def median_rank(count: int, confidence: float = 0.95) -> tuple[int, float | None]:
    """The rank of the lower end and its exact coverage; 0 and None when none has what is asked."""
    tail, rank = 0, 0
    while 2 * (rank + 1) <= count and _coverage(count, tail + comb(count, rank)) >= confidence:
        tail += comb(count, rank)
        rank += 1
    return rank, _coverage(count, tail) if rank else None


def least_sample(confidence: float = 0.95) -> int:
    """How many values give a median an interval of that confidence: 1 - 2 * (1/2)^n reaches it."""
    count = 2
    while _coverage(count, 1) < confidence:
        count += 1
    return count


def _coverage(count: int, tail: int) -> float:
    """``tail`` of the 2^n ways lie beyond either end; whole numbers, since no float has them."""
    return 1 - 2 * (tail / (1 << count))


def trials_for_percentile(percentile: float, confidence: float = 0.95) -> int:
    """The least sample that can bound a percentile: n >= ln(1 - confidence) / ln(percentile).

    With fewer, even the largest value may lie below the percentile more often than allowed.
    """
    return ceil(log(1 - confidence) / log(percentile / 100))


def supported_percentiles(
    values: Sequence[float], wanted: Sequence[int] = (90, 95, 99)
) -> dict[int, float]:
    """The percentiles (nearest rank) that a sample of this size can support."""
    ordered = sorted(values)
    count = len(ordered)
    return {
        percentile: ordered[ceil(percentile / 100 * count) - 1]
        for percentile in wanted
        if count >= trials_for_percentile(percentile)
    }
