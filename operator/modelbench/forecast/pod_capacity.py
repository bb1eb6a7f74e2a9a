"""How many requests a second one pod of a model answers, where a queue has shown it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from modelbench.api.mode import Mode
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.forecast.options import MeasuredVariant
from modelbench.scenarios.steady.rates import (
    SATURATION,
    steady_rates,
    steady_segments,
    throughput,
)
from modelbench.segments.queue_growth import queue_growth


def shared_capacity(asked: MeasuredVariant, found: Sequence[MeasuredVariant]) -> float | None:
    """Of the variant itself, or of another one of the same image, variables and resources.

    A fixed number of pods tells it best; without any that had a queue, those that come and go do.
    """
    same = [asked, *(one for one in found if one.variant.model == asked.variant.model)]
    fixed = [one for one in same if one.variant.mode is Mode.CONTAINERIZED]
    known = ((one.most_pods, one.overload) for one in fixed)
    of_fixed = (
        o.beyond / pods for pods, o in known if o is not None and pods and o.beyond < o.rate
    )
    of_scaled = (one.pod_capacity for one in same)
    return next((one for one in (*of_fixed, *of_scaled) if one is not None), None)


def service_capacity(samples: Samples, name: str) -> float | None:
    """Responses a second for each ready pod of a variant while its queue grew, the most that was
    seen; None where none grew.

    Pods that have come late answered for a part of the time, and count for it.
    """
    found = [
        throughput(rounds) / pods
        for rounds in _rounds(samples, name)
        if queue_growth(rounds) is not None and (pods := _mean_ready(rounds))
    ]
    return max(found, default=None)


def _rounds(samples: Samples, name: str) -> Iterator[Sequence[LoadSegment]]:
    """The rounds of each steady rate, and the steps of the saturation, each by itself."""
    for rate in steady_rates(samples, name):
        yield steady_segments(samples, name, rate)
    for segment in samples.segments:
        if (segment.scenario, segment.variant) == (SATURATION, name):
            yield (segment,)


def _mean_ready(rounds: Sequence[LoadSegment]) -> float:
    """Over the time from the first due request to the last response; 0 where it is not known."""
    spans = [one.answered_span_nanoseconds for one in rounds]
    if not all(spans) or not all(one.scale for one in rounds):
        return 0.0
    return sum(map(_pod_nanoseconds, rounds)) / sum(spans)


def _pod_nanoseconds(segment: LoadSegment) -> float:
    end = segment.answered_span_nanoseconds
    begins = [min(end, max(0, change.offset_nanoseconds)) for change in segment.scale]
    spans = (after - before for before, after in pairwise([*begins, end]))
    return sum(c.ready * span for c, span in zip(segment.scale, spans, strict=True))
