"""Steady latencies of the variants against the first one: the mean of paired rounds. Pure.

Paired rounds are merged into six to eight groups: a single round has a biased percentile where it
has few requests, and many biased ones would show a difference that is not there. The groups are of
rounds that follow each other, so that what lasts longer than a round does not narrow the interval.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import mean, stdev

from msgspec.structs import replace

from modelbench.api.samples import Samples
from modelbench.api.scenarios.steady import SteadyDifference
from modelbench.scenarios.steady.rates import steady_segments
from modelbench.statistics.distributions import student_quantile
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.intervals import trials_for_percentile
from modelbench.statistics.numbers import percent, percentile_name
from modelbench.statistics.pooled_quantile import Counts, Pool

COMPARED = (50.0, 95.0, 99.0)
"""The middle and the tail. More would say the same again, and every test weakens all others."""

# One interval in twenty may miss: the usual level, and that of every other interval of a status.
MISSES = 0.05
# Fewer tell the spread too vaguely; more than eight would hardly narrow an interval.
_GROUPS = (6, 8)

Rounds = Mapping[int, Counts]
"""The latencies of each round, by its number."""


def differences(
    samples: Samples, variants: Sequence[str], rates: Sequence[int]
) -> Iterator[SteadyDifference]:
    """Compare the first of the variants with each other one, at each rate.

    The level of each interval is raised by the number of all of them (Bonferroni), so that in at
    most one case of twenty any of them misses.
    """
    first, *others = variants
    confidence = 1 - MISSES / max(1, len(others) * len(rates) * len(COMPARED))
    for rate in rates:
        own = _rounds(samples, first, rate)
        for other in others:
            rounds = _rounds(samples, other, rate)
            for percentile in COMPARED:
                found = group_difference(own, rounds, percentile, confidence)
                if found is not None:
                    draft = SteadyDifference(first, other, rate, percentile_name(percentile))
                    yield _told(draft, found)


@dataclass(frozen=True)
class GroupDifference:
    """The mean of so many paired rounds in microseconds; without an interval the reason."""

    value: float
    pairs: int
    lower: float | None = None
    upper: float | None = None
    confidence: float | None = None
    missing: str | None = None


def group_difference(
    first: Rounds, second: Rounds, percentile: float, confidence: float
) -> GroupDifference | None:
    """The first minus the second with Student's interval; None without enough responses."""
    shared = sorted(first.keys() & second.keys())
    values = _paired(_grouped(first, shared), _grouped(second, shared), percentile)
    if not values:
        return None
    middle, fewest = mean(values), _GROUPS[0]
    if len(values) < fewest:
        few = f"fewer than {fewest} pairs with enough successful responses"
        return GroupDifference(middle, len(shared), missing=f"{few} cannot give an interval")
    quantile = student_quantile((1 + confidence) / 2, len(values) - 1)
    half = quantile * stdev(values) / sqrt(len(values))
    return GroupDifference(middle, len(shared), middle - half, middle + half, confidence)


def _rounds(samples: Samples, variant: str, rate: int) -> Rounds:
    segments = steady_segments(samples, variant, rate)
    return {one.round: Histogram(one.latencies).counts() for one in segments if one.latencies}


def _grouped(rounds: Rounds, numbers: Sequence[int]) -> list[Pool]:
    """The latencies of these rounds in groups of nearly as many rounds."""
    fewest, most = _GROUPS
    count = min(len(numbers), max(fewest, min(most, len(numbers) // 2)))
    cuts = [round(place * len(numbers) / count) for place in range(count + 1)] if count else []
    return [
        Pool([rounds[number] for number in numbers[start:end]]) for start, end in pairwise(cuts)
    ]


def _paired(first: Sequence[Pool], second: Sequence[Pool], percentile: float) -> list[float]:
    """Compute first minus second, in microseconds, in each group with enough responses of both."""
    least, share = trials_for_percentile(percentile), percentile / 100
    return [
        one.quantile(share) - other.quantile(share)
        for one, other in zip(first, second, strict=True)
        if min(one.count, other.count) >= least
    ]


def _told(draft: SteadyDifference, found: GroupDifference) -> SteadyDifference:
    lower, upper = (None if end is None else round(end) for end in (found.lower, found.upper))
    return replace(
        draft,
        difference_microseconds=round(found.value),
        lower_microseconds=lower,
        upper_microseconds=upper,
        confidence_percent=None if found.confidence is None else percent(found.confidence),
        pairs=found.pairs,
        missing_reason=found.missing,
    )
