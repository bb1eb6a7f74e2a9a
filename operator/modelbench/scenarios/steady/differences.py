"""Steady latencies of the variants against the first one: the median of paired rounds. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.steady import SteadyDifference
from modelbench.scenarios.steady.rates import steady_segments
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.intervals import least_sample, median_interval, trials_for_percentile
from modelbench.statistics.numbers import percent, percentile_name

COMPARED = (50.0, 95.0, 99.0)
"""The middle and the tail. More would say the same again, and every test weakens all others."""

# One interval in twenty may miss: the usual level, and that of every other interval of a status.
MISSES = 0.05

Rounds = Mapping[int, LoadSegment]


def differences(
    samples: Samples, variants: Sequence[str], rates: Sequence[int]
) -> Iterator[SteadyDifference]:
    """Compare the first of the variants with each other one, at each rate.

    With several others each interval has a higher level (Bonferroni), so that in at most one case
    of twenty any of the intervals of a rate and percentile misses.
    """
    first, *others = variants
    confidence = 1 - MISSES / max(1, len(others))
    for rate in rates:
        own = _rounds(samples, first, rate)
        for other in others:
            rounds = _rounds(samples, other, rate)
            for percentile in COMPARED:
                draft = SteadyDifference(first, other, rate, percentile_name(percentile))
                values = _paired(own, rounds, percentile)
                if values:
                    yield _difference(draft, values, confidence)


def _rounds(samples: Samples, variant: str, rate: int) -> Rounds:
    return {segment.round: segment for segment in steady_segments(samples, variant, rate)}


def _paired(first: Rounds, second: Rounds, percentile: float) -> list[int]:
    """Compute first minus second in each round that both have, in microseconds."""
    pairs = (
        (_microseconds(first[number], percentile), _microseconds(second[number], percentile))
        for number in sorted(first.keys() & second.keys())
    )
    return [one - other for one, other in pairs if one is not None and other is not None]


def _microseconds(segment: LoadSegment, percentile: float) -> int | None:
    histogram = Histogram(segment.latencies)
    if not histogram.encoded or histogram.count < trials_for_percentile(percentile):
        return None
    return histogram.percentile_microseconds(percentile)


def _difference(
    draft: SteadyDifference, values: Sequence[int], confidence: float
) -> SteadyDifference:
    interval = median_interval(values, confidence)
    found = replace(draft, difference_microseconds=round(interval.median), pairs=len(values))
    if interval.lower is None or interval.upper is None:
        least, level = least_sample(confidence), f"{100 * confidence:.3g} %"
        return replace(
            found, missing_reason=f"fewer than {least} pairs cannot give a {level} interval"
        )
    return replace(
        found,
        lower_microseconds=round(interval.lower),
        upper_microseconds=round(interval.upper),
        confidence_percent=percent(interval.confidence or 0),
    )
