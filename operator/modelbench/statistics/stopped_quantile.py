"""A quantile of trials that ended when their median was known, and may look like the one before.

As stopped_median does it, with the quantile's share in the place of a half. A state that few trials
are in, as a slow node, hardly shows in the ranks of all: so what counts is how much trials look
alike in that, or in whether they are above the quantile, whichever is more.
"""

from collections.abc import Sequence
from math import ceil
from statistics import median

from modelbench.statistics.dependence import dependence_of
from modelbench.statistics.quantile_interval import QuantileInterval
from modelbench.statistics.quantile_looks import due, looks_of, ranks_between
from modelbench.statistics.stopped_median import rounded


def stopped_quantile(
    values: Sequence[float], share: float, least: int, most: int
) -> QuantileInterval:
    """The nearest-rank quantile of ``values``, in the order of the trials, with its interval.

    They ended at any number between ``least`` and ``most``, for whatever reason; below or above no
    choice was made. Each end holds with 97.5% at the correlation that the values show; one that no
    rank can give is open. ValueError when empty.
    """
    if not values:
        raise ValueError("values must not be empty")
    count, ordered = len(values), sorted(values)
    lower, upper = _ranks(count, share, least, most, _shown_by(values, share))
    return QuantileInterval(
        median(ordered) if share == 0.5 else _nearest(ordered, share),
        ordered[lower - 1] if lower else None,
        ordered[-upper] if upper else None,
    )


def trials_needed(share: float, least: int, most: int) -> int:
    """From how many trials on the quantile has an upper end, if they do not look alike.

    Where that is more than ``most``, so many must be asked for.
    """
    follows = share + (1 - share) * rounded(0)
    count, none_above = 1, share
    while none_above > due(count, count if count < least else max(count, most)):
        count, none_above = count + 1, none_above * follows
    return count


def _shown_by(values: Sequence[float], share: float) -> float:
    """The correlation of consecutive values, in their ranks or in whether they are in the tail."""
    limit = _nearest(sorted(values), share)
    tail = [float(value > limit) for value in values]
    return max(dependence_of(values).seen, dependence_of(tail).seen)


def _ranks(count: int, share: float, least: int, most: int, seen: float) -> tuple[int, int]:
    """Those of the lower end from below and of the upper from above; 0: that end is open."""
    looks = looks_of(count, least, most)
    sides = (share, 1 - share)
    lower, upper = (ranks_between(*looks, rounded(seen), side)[count] for side in sides)
    return lower, upper


def _nearest(ordered: Sequence[float], share: float) -> float:
    return ordered[max(1, ceil(share * len(ordered))) - 1]
