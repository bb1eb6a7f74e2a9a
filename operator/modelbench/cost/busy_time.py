"""When the measured requests of a variant were under way."""

from collections.abc import Iterable, Iterator

from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import Instant

Window = tuple[int, int]
"""From when until when, in nanoseconds of the runner's clock."""


def busy_windows(samples: Samples, variant: str) -> Iterator[Window]:
    """One for each cold start that was answered, and for each stretch of load."""
    for trial in samples.of(variant):
        begin, end = trial.stamps.get(Instant.INTENDED), trial.stamps.get(Instant.ANSWERED)
        if begin is not None and end is not None:
            yield begin.nanoseconds, end.nanoseconds
    for segment in samples.segments:
        if segment.variant == variant:
            begin_at = segment.started_nanoseconds
            yield begin_at, begin_at + segment.actual_span_nanoseconds


def merged(windows: Iterable[Window]) -> list[Window]:
    """Join spans that overlap, so that nothing counts twice."""
    found: list[Window] = []
    for begin, end in sorted(windows):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def overlap(first: Window, second: Window) -> int:
    """How many nanoseconds two windows have in common."""
    return max(0, min(first[1], second[1]) - max(first[0], second[0]))
