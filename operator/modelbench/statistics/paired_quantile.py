"""The difference of a quantile between two series of rounds that were made in pairs.

Pairs are merged into six to eight groups of rounds that follow each other, so that what lasts
longer than a round does not narrow the interval. The difference is the mean of the groups', with
Student's interval. A group's own quantile is biased where it has few values, and by another amount
where the tails differ; that of all values together is hardly, but says nothing where rounds lie far
apart. So the interval is widened until it would hold the one around the other estimate, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import mean, stdev

from modelbench.statistics.distributions import student_quantile
from modelbench.statistics.intervals import trials_for_percentile
from modelbench.statistics.pooled_quantile import Counts, Pool

FEWEST_GROUPS, _MOST_GROUPS = 6, 8
"""Fewer tell the spread too vaguely; more would hardly narrow an interval."""

Rounds = Mapping[int, Counts]
"""The values of each round, by its number."""


@dataclass(frozen=True)
class PairedDifference:
    """The mean over so many paired rounds, in their unit; without an interval the reason."""

    value: float
    pairs: int
    lower: float | None = None
    upper: float | None = None
    confidence: float | None = None
    missing: str | None = None


def paired_difference(
    first: Rounds, second: Rounds, percentile: float, confidence: float
) -> PairedDifference | None:
    """A percentile (0 to 100) of the first minus that of the second.

    Only rounds that both have count. None when no group has values enough for the percentile.
    """
    shared = sorted(first.keys() & second.keys())
    groups = _groups(first, second, shared, trials_for_percentile(percentile))
    if not groups:
        return None
    share = percentile / 100
    values = [one.quantile(share) - other.quantile(share) for one, other in groups]
    middle, pairs = mean(values), len(shared)
    if len(values) < FEWEST_GROUPS:
        few = f"fewer than {FEWEST_GROUPS} pairs with enough successful responses"
        return PairedDifference(middle, pairs, missing=f"{few} cannot give an interval")
    quantile = student_quantile((1 + confidence) / 2, len(values) - 1)
    half = quantile * stdev(values) / sqrt(len(values))
    whole = _pool(first, shared).quantile(share) - _pool(second, shared).quantile(share)
    lower, upper = min(middle, whole) - half, max(middle, whole) + half
    return PairedDifference(middle, pairs, lower, upper, confidence)


def _groups(
    first: Rounds, second: Rounds, numbers: Sequence[int], least: int
) -> list[tuple[Pool, Pool]]:
    """Groups of nearly as many rounds, those of both with values enough: as many as can be."""
    most = min(len(numbers), max(FEWEST_GROUPS, min(_MOST_GROUPS, len(numbers) // 2)))
    found: list[tuple[Pool, Pool]] = []
    for count in range(most, min(most, FEWEST_GROUPS) - 1, -1):
        cut = [(_pool(first, part), _pool(second, part)) for part in _parts(numbers, count)]
        enough = [pair for pair in cut if min(one.count for one in pair) >= least]
        found = max(found, enough, key=len)
        if len(found) == count:
            break
    return found


def _parts(numbers: Sequence[int], count: int) -> list[Sequence[int]]:
    cuts = [round(place * len(numbers) / count) for place in range(count + 1)] if count else []
    return [numbers[start:end] for start, end in pairwise(cuts)]


def _pool(rounds: Rounds, numbers: Sequence[int]) -> Pool:
    return Pool([rounds[number] for number in numbers])
