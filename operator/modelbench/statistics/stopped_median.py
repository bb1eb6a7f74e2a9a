"""The median of trials that went on until it was known precisely; the interval allows for that.

It allows for trials that look like the one before, too: for as much as they show, and always for a
little, which twenty trials seldom show.
"""

from collections.abc import Sequence
from math import ceil, floor
from statistics import median

from modelbench.statistics.dependence import MOST, dependence_of, independent_count
from modelbench.statistics.intervals import MedianInterval
from modelbench.statistics.quantile_looks import (
    Ranks,
    confidence_of,
    looks_of,
    ranks_between,
    with_ranges,
)

_LEAST = 0.098
"""The correlation that is always allowed for: up to it six trials have an interval of 95%. It
makes an interval of 20 trials one rank wider, and two modes that last by 0.3 are held by 95%."""

_STEPS = 20
"""Correlations are rounded up to so many parts of 1: each has ranks of its own."""


def stopped_median(values: Sequence[float], least: int, most: int) -> MedianInterval:
    """The median of ``values``, in the order of the trials, with its interval.

    They ended at any number between ``least`` and ``most``, for whatever reason. The interval holds
    with 95% at the correlation that consecutive values show; where even that from the least value
    to the greatest does not, it is this one, with its lower ``confidence``. No choice was made
    below ``least`` or above ``most``: the interval is that of a fixed sample.
    ValueError when empty.
    """
    if not values:
        raise ValueError("values must not be empty")
    count, ordered, depends = len(values), sorted(values), dependence_of(values)
    ranks = ranks_at(count, least, most, depends.seen)
    rank = ranks[count]
    alike = floor(independent_count(count, depends.seen)) if depends.seen else None
    if not rank:
        return MedianInterval(median(ordered), None, None, None, 0, alike)
    ends = ordered[rank - 1], ordered[count - rank]
    confidence = confidence_of(ranks, rounded(depends.seen))
    sure = min(confidence, confidence_of(ranks, rounded(depends.possible)))
    return MedianInterval(median(ordered), *ends, confidence, rank, alike, sure)


def ranks_at(count: int, least: int, most: int, seen: float) -> Ranks:
    """The ranks of all looks of a run that has so many values, which show that correlation."""
    looks = looks_of(count, least, most)
    plain = ranks_between(*looks, rounded(0))
    return with_ranges(ranks_between(*looks, rounded(seen)), plain)


def rounded(correlation: float) -> float:
    """The correlation that is allowed for where values show this one."""
    return max(_LEAST, min(MOST, ceil(correlation * _STEPS) / _STEPS))
