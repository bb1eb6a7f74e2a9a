"""What is left out of the samples when they outgrow a ConfigMap: what the results need least."""

from collections.abc import Callable
from functools import lru_cache

from msgspec.structs import replace

from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.scenarios.steady.rates import SATURATION, STEADY
from modelbench.segments.queue_growth import queue_growth
from modelbench.statistics.histogram import Histogram, merge


def compacted(samples: Samples, degree: int) -> Samples:
    """The samples with the first ``degree`` steps taken; 0 leaves them as they are."""
    left_out = list(samples.left_out)
    for step, words in _STEPS[:degree]:
        samples = step(samples)
        left_out.append(words)
    return replace(samples, left_out=tuple(dict.fromkeys(left_out)))


def _without_seconds(samples: Samples) -> Samples:
    """Keep the seconds of rises, and of segments in which a queue grew: results come of them."""
    return replace(samples, segments=tuple(_flat(one) for one in samples.segments))


def _flat(segment: LoadSegment) -> LoadSegment:
    level = segment.scenario in (STEADY, SATURATION) and queue_growth([segment]) is None
    return replace(segment, seconds=()) if level else segment


def _with_delays_of_all_rounds(samples: Samples) -> Samples:
    return _merged(samples, "schedule_delays")


def _with_service_of_all_rounds(samples: Samples) -> Samples:
    return _merged(_merged(samples, "service_times"), "handler_times")


def _merged(samples: Samples, name: str) -> Samples:
    """One histogram for all rounds of a steady rate, in the first of its segments."""
    groups: dict[tuple[str, int], list[LoadSegment]] = {}
    for segment in samples.segments:
        if segment.scenario == STEADY:
            groups.setdefault((segment.variant, segment.rate), []).append(segment)
    places = {id(one): place for group in groups.values() for place, one in enumerate(group)}
    totals = {key: _total(_texts(group, name)) for key, group in groups.items()}

    def kept(segment: LoadSegment) -> LoadSegment:
        if id(segment) not in places:
            return segment
        total = totals[segment.variant, segment.rate]
        return replace(segment, **{name: "" if places[id(segment)] else total})

    return replace(samples, segments=tuple(kept(one) for one in samples.segments))


def _texts(segments: list[LoadSegment], name: str) -> tuple[str, ...]:
    return tuple(text for one in segments if (text := getattr(one, name)))


@lru_cache(maxsize=256)
def _total(texts: tuple[str, ...]) -> str:
    """Remembered, since all samples are stored after each segment, and most rates are done then."""
    return merge(map(Histogram, texts)).encoded if texts else ""


_STEPS: tuple[tuple[Callable[[Samples], Samples], str], ...] = (
    (_without_seconds, "the seconds of steady load in which no queue grew"),
    (
        _with_delays_of_all_rounds,
        "the schedule delays of each round (those of all rounds are kept)",
    ),
    (
        _with_service_of_all_rounds,
        "the service and handler times of each round (those of all rounds are kept)",
    ),
)
MOST = len(_STEPS)
"""The degree at which all steps are taken."""
