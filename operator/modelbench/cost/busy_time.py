"""When the measured requests of a variant were under way."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from modelbench.api.pod_samples import PodInterval
from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import Instant
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.replay_samples import ReplayBlock

Window = tuple[int, int]
"""From when until when, in nanoseconds of the runner's clock."""


def busy_windows(samples: Samples, variant: str) -> Iterator[Window]:
    """One for each cold start that was answered, and for each stretch of load but a replay that
    tells more.
    """
    for trial in samples.of(variant):
        begin, end = trial.stamps.get(Instant.INTENDED), trial.stamps.get(Instant.ANSWERED)
        if begin is not None and end is not None:
            yield begin.nanoseconds, end.nanoseconds
    for segment in samples.segments:
        if segment.variant == variant and not _told_blocks(segment):
            begin_at = segment.started_nanoseconds
            yield begin_at, begin_at + segment.actual_span_nanoseconds


def busy_parts(
    samples: Samples, variant: str, pods: Sequence[PodInterval]
) -> Iterator[tuple[Window, float]]:
    """The parts of a replay, each with the share of the time with a pod in which a request was
    under way.
    """
    present = merged((pod.started_nanoseconds, pod.ended_nanoseconds) for pod in pods)
    for segment in samples.segments:
        blocks = _told_blocks(segment) if segment.variant == variant else ()
        duration = segment.replay.duration_nanoseconds if segment.replay else 0
        parts = parts_of_replay(segment.started_nanoseconds, duration, len(blocks))
        for part, block in zip(parts, blocks, strict=True):
            held = sum(overlap(part, one) for one in present)
            if held:
                yield part, min(1.0, (block.busy_nanoseconds or 0) / held)


def parts_of_replay(begin: int, duration: int, count: int) -> list[Window]:
    """As many equally long parts of a stretch, in nanoseconds; none of no part."""
    ends = [begin + duration * number // count for number in range(count + 1)] if count else []
    return list(pairwise(ends))


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


def _told_blocks(segment: LoadSegment) -> tuple[ReplayBlock, ...]:
    """The parts of a replay that tell how long requests were under way; none of any other load."""
    blocks = segment.replay.blocks if segment.replay else ()
    return blocks if all(one.busy_nanoseconds is not None for one in blocks) else ()
