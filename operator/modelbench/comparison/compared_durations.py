"""The durations that two benchmarks have in common, each as a sample of independent values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.comparison.changes import Family
from modelbench.scenarios.cold_start.phases import phases_of
from modelbench.scenarios.cold_start.summary import accepted_trials
from modelbench.scenarios.paired_rounds import COMPARED
from modelbench.scenarios.steady.rates import steady_rates, steady_segments
from modelbench.segments.validity import invalid_reason
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.intervals import trials_for_percentile
from modelbench.statistics.numbers import percentile_name


@dataclass(frozen=True)
class Pair:
    """One duration in milliseconds, as two samples. ``family``: those that are tested together."""

    family: Family
    variant: str
    metric: str
    before: tuple[float, ...]
    after: tuple[float, ...]


def pairs_of(before: Samples, after: Samples, variants: Sequence[str]) -> Iterator[Pair]:
    """Cold starts, their phases, and steady percentiles, where both benchmarks have them."""
    for of_family in (_cold_starts, _phases, _steady):
        for variant in variants:
            yield from of_family(before, after, variant)


def left_out(before: Samples, after: Samples, variants: Sequence[str]) -> Iterator[str]:
    """The steady rates of which nothing can be claimed, and why."""
    for variant in variants:
        for rate in _common_rates(before, after, variant):
            for name, samples in (("first", before), ("second", after)):
                reason = invalid_reason(steady_segments(samples, variant, rate))
                if reason is not None:
                    yield f"{variant} at {rate}/s is left out: of the {name} benchmark, {reason}"


def _cold_starts(before: Samples, after: Samples, variant: str) -> Iterator[Pair]:
    first, second = (
        tuple(trial.total_nanoseconds / 1e6 for trial in accepted_trials(samples.of(variant)))
        for samples in (before, after)
    )
    if first and second:
        yield Pair(Family.COLD_START, variant, Family.COLD_START, first, second)


def _phases(before: Samples, after: Samples, variant: str) -> Iterator[Pair]:
    """A phase that took the same in every trial of both has nothing to compare."""
    first, second = (_by_phase(samples, variant) for samples in (before, after))
    for name, values in first.items():
        if name in second and len({*values, *second[name]}) > 1:
            yield Pair(Family.PHASE, variant, name, tuple(values), tuple(second[name]))


def _by_phase(samples: Samples, variant: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for trial in accepted_trials(samples.of(variant)):
        for phase in phases_of(trial):
            if phase.nanoseconds is not None:
                found.setdefault(phase.name, []).append(phase.nanoseconds / 1e6)
    return found


def _steady(before: Samples, after: Samples, variant: str) -> Iterator[Pair]:
    """Requests of a round depend on each other: a round's own percentile is one value."""
    for rate in _common_rates(before, after, variant):
        both = [steady_segments(samples, variant, rate) for samples in (before, after)]
        if any(invalid_reason(segments) is not None for segments in both):
            continue
        for percentile in COMPARED:
            first, second = (_of_rounds(segments, percentile) for segments in both)
            if first and second:
                metric = f"p{percentile_name(percentile)} at {rate}/s"
                yield Pair(Family.STEADY, variant, metric, first, second)


def _common_rates(before: Samples, after: Samples, variant: str) -> Sequence[int]:
    other = steady_rates(after, variant)
    return [rate for rate in steady_rates(before, variant) if rate in other]


def _of_rounds(segments: Sequence[LoadSegment], percentile: float) -> tuple[float, ...]:
    histograms = [Histogram(one.latencies) for one in segments if one.latencies]
    known = (h for h in histograms if h.count >= trials_for_percentile(percentile))
    return tuple((one.percentile_microseconds(percentile) or 0) / 1000 for one in known)
