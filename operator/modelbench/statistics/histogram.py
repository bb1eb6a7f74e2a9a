"""Distributions of durations that can be merged and stored: HDR histograms of microseconds.

Three significant digits: a recorded value is off by 0.1% at most.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from hdrh.histogram import HdrHistogram  # type: ignore[import-untyped]

from modelbench.statistics.encoded_histogram import DIGITS, HIGHEST_MICROSECONDS, decode


@dataclass(frozen=True)
class Histogram:
    """A distribution in the HdrHistogram V2 encoding (compressed, base64).

    All that is read of it is a FormatError when it is damaged, or has other bounds than those here.
    """

    encoded: str

    @staticmethod
    def of(nanoseconds: Iterable[int]) -> "Histogram":
        """The distribution of these durations; negative ones count as 1 microsecond."""
        histogram = _empty()
        for value in nanoseconds:
            histogram.record_value(min(HIGHEST_MICROSECONDS, max(1, round(value / 1000))))
        return Histogram(histogram.encode().decode())

    @staticmethod
    def of_counts(pairs: Iterable[tuple[int, int]]) -> "Histogram":
        """The distribution of these microseconds, each with how often it was there."""
        histogram = _empty()
        for value, count in pairs:
            histogram.record_value(min(HIGHEST_MICROSECONDS, max(1, value)), count)
        return Histogram(histogram.encode().decode())

    @property
    def count(self) -> int:
        """How many durations were recorded."""
        return int(decode(self.encoded).get_total_count())

    @property
    def mean_microseconds(self) -> float:
        """The mean; 0 when nothing was recorded."""
        histogram = decode(self.encoded)
        count = histogram.get_total_count()
        return float(_total(histogram)) / count if count else 0.0

    def counts(self) -> Mapping[int, int]:
        """How often each duration was recorded, by its microseconds as percentiles give them."""
        return {int(highest): count for _, highest, count in _counters(decode(self.encoded))}

    def counts_microseconds(self) -> list[tuple[int, int]]:
        """Each duration that was recorded, as the middle of its counter, and how often it was."""
        return list(_counts(decode(self.encoded)))

    def evenly_microseconds(self, number: int) -> tuple[float, ...]:
        """So many values that lie evenly in the distribution: the middles of as many parts of equal
        count; nothing when nothing was recorded.
        """
        histogram = decode(self.encoded)
        total = histogram.get_total_count()
        found: list[float] = []
        reached = 0
        for lowest, _, count in _counters(histogram):
            reached += count
            while len(found) < number and (len(found) + 0.5) / number * total <= reached:
                found.append(float(lowest))
        return tuple(found)

    def percentiles_microseconds(self, percentiles: Iterable[float]) -> Mapping[float, int]:
        """The asked percentiles (0 to 100), nearest rank; nothing when nothing was recorded."""
        histogram = decode(self.encoded)
        count = histogram.get_total_count()
        if not count:
            return {}
        asked = {p: _for_nearest_rank(p, count) for p in percentiles}
        return {p: int(histogram.get_value_at_percentile(q)) for p, q in asked.items()}

    def percentile_microseconds(self, percentile: float) -> int | None:
        """One percentile, or None when nothing was recorded."""
        return self.percentiles_microseconds([percentile]).get(percentile)


def merge(histograms: Iterable[Histogram]) -> Histogram:
    """The distribution of all of them together: counts are added, nothing is averaged."""
    total = _empty()
    for histogram in histograms:
        total.add(decode(histogram.encoded))
    return Histogram(total.encode().decode())


def _for_nearest_rank(percentile: float, count: int) -> float:
    """The percentile for which the library takes the rank ceil(p * n / 100), the nearest rank.

    For p it takes floor(p * n / 100 + 0.5), which is one less for about half of all n.
    """
    # The products have noise in their last digits: 99.9 * 41000 / 100 is more than 40959.
    rank = ceil(round(percentile * count / 100, 9))
    return 100 * (rank - 0.25) / count if rank else 0.0


def _empty() -> HdrHistogram:
    return HdrHistogram(1, HIGHEST_MICROSECONDS, DIGITS)


def _total(histogram: HdrHistogram) -> int:
    """The sum of all durations, each as the middle of what its counter stands for.

    The library's own mean gives the same, and looks at each of 23,000 counters for it.
    """
    return sum(count * middle for middle, count in _counts(histogram))


def _counts(histogram: HdrHistogram) -> Iterator[tuple[int, int]]:
    for lowest, highest, count in _counters(histogram):
        yield lowest + (highest + 1 - lowest) // 2, count


def _counters(histogram: HdrHistogram) -> Iterator[tuple[int, int, int]]:
    """The lowest and the highest value that each counter stands for, and what it has counted."""
    for index, count in enumerate(list(histogram.counts)):
        if count:
            lowest = histogram.get_value_from_index(index)
            yield lowest, histogram.get_highest_equivalent_value(lowest), count
