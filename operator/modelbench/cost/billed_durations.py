"""What a provider bills of durations of which the whole distribution was measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import ceil, fsum

from modelbench.cost.price_sheet import PriceSheet

_NOISE_STEPS = 1e-9
"""Of a step. So much a duration may be above a step through binary rounding alone."""


@dataclass(frozen=True)
class Spread:
    """Durations in seconds, each with how often it was measured. At least one was."""

    counts: tuple[tuple[float, int], ...]

    @staticmethod
    def of(seconds: Iterable[float]) -> "Spread":
        """Durations that were measured once each."""
        return Spread(tuple((one, 1) for one in seconds))

    @property
    def mean_seconds(self) -> float:
        """The mean of all of them."""
        return fsum(seconds * count for seconds, count in self.counts) / self._total

    def __hash__(self) -> int:
        # All of hundreds of values would take longer than what is remembered by it.
        return hash((len(self.counts), self.counts[0]))

    @property
    def _total(self) -> int:
        return sum(count for _, count in self.counts)

    def with_mean(self, mean_seconds: float, added_seconds: float = 0.0) -> "Spread":
        """The same shape at another mean, as at an end of the mean's interval; and every one longer
        by ``added_seconds``, as a cold request is by its start.
        """
        factor = mean_seconds / self.mean_seconds
        return Spread(tuple((factor * one + added_seconds, n) for one, n in self.counts))


@lru_cache(maxsize=1024)
def mean_billed_at(
    sheet: PriceSheet, spread: Spread, mean_seconds: float, added_seconds: float
) -> Decimal:
    """The same of a spread at another mean. Remembered: a search for the rates at which two options
    cost the same asks a thousand times for the few ends of an interval.
    """
    return mean_billed_seconds(sheet, spread.with_mean(mean_seconds, added_seconds))


def mean_billed_seconds(sheet: PriceSheet, spread: Spread) -> Decimal:
    """The mean of what is billed, each duration by itself: not below the minimum, and rounded up.

    sum of count * ceil(max(duration, minimum) / step) * step, divided by the number of durations
    """
    step, least = float(sheet.rounding_seconds), float(sheet.minimum_seconds)
    total = fsum(_billed(max(one, least), step) * count for one, count in spread.counts)
    number = sum(count for _, count in spread.counts)
    return Decimal(repr(total / number))


def _billed(seconds: float, step: float) -> float:
    return ceil(seconds / step - _NOISE_STEPS) * step if step else seconds
