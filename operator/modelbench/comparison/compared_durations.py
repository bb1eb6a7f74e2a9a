"""The durations that two benchmarks have in common, each as a sample of independent values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modelbench.api.load_samples import LoadSegment
from modelbench.api.names import PATHS
from modelbench.api.samples import Samples
from modelbench.scenarios.cold_start.phases import phases_of
from modelbench.scenarios.cold_start.summary import accepted_trials
from modelbench.scenarios.steady.summary import COMPARED, steady_rates, steady_segments
from modelbench.segments.validity import invalid_reason
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.intervals import trials_for_percentile

COLD_START = "coldStart"
PHASE = "phase"
STEADY = "steady"


@dataclass(frozen=True)
class Pair:
    """One figure in milliseconds, as two samples. ``family``: those that are tested together."""

    family: str
    path: str
    figure: str
    before: tuple[float, ...]
    after: tuple[float, ...]


def pairs_of(before: Samples, after: Samples) -> Iterator[Pair]:
    """Cold starts, their phases, and steady percentiles, where both benchmarks have them."""
    for path in PATHS:
        yield from _cold_starts(before, after, path)
    for path in PATHS:
        yield from _phases(before, after, path)
    for path in PATHS:
        yield from _steady(before, after, path)


def left_out(before: Samples, after: Samples) -> Iterator[str]:
    """The steady rates of which nothing can be claimed, and why."""
    for path in PATHS:
        for rate in _common_rates(before, after, path):
            for name, samples in (("first", before), ("second", after)):
                reason = invalid_reason(steady_segments(samples, path, rate))
                if reason is not None:
                    yield f"{path} at {rate}/s is left out: of the {name} benchmark, {reason}"


def _cold_starts(before: Samples, after: Samples, path: str) -> Iterator[Pair]:
    first, second = (
        tuple(trial.total_nanoseconds / 1e6 for trial in accepted_trials(samples.of(path)))
        for samples in (before, after)
    )
    if first and second:
        yield Pair(COLD_START, path, COLD_START, first, second)


def _phases(before: Samples, after: Samples, path: str) -> Iterator[Pair]:
    """A phase that took the same in every trial of both has nothing to compare."""
    first, second = (_by_phase(samples, path) for samples in (before, after))
    for name, values in first.items():
        if name in second and len({*values, *second[name]}) > 1:
            yield Pair(PHASE, path, name, tuple(values), tuple(second[name]))


def _by_phase(samples: Samples, path: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for trial in accepted_trials(samples.of(path)):
        for phase in phases_of(trial):
            if phase.nanoseconds is not None:
                found.setdefault(phase.name, []).append(phase.nanoseconds / 1e6)
    return found


def _steady(before: Samples, after: Samples, path: str) -> Iterator[Pair]:
    """Requests of a round depend on each other: a round's own percentile is one value."""
    for rate in _common_rates(before, after, path):
        both = [steady_segments(samples, path, rate) for samples in (before, after)]
        if any(invalid_reason(segments) is not None for segments in both):
            continue
        for percentile in COMPARED:
            first, second = (_of_rounds(segments, percentile) for segments in both)
            if first and second:
                figure = f"p{percentile:g} at {rate}/s"
                yield Pair(STEADY, path, figure, first, second)


def _common_rates(before: Samples, after: Samples, path: str) -> Sequence[int]:
    other = steady_rates(after, path)
    return [rate for rate in steady_rates(before, path) if rate in other]


def _of_rounds(segments: Sequence[LoadSegment], percentile: float) -> tuple[float, ...]:
    histograms = [Histogram(one.latencies) for one in segments if one.latencies]
    known = (h for h in histograms if h.count >= trials_for_percentile(percentile))
    return tuple((one.percentile_microseconds(percentile) or 0) / 1000 for one in known)
