"""From the requests of one segment to its samples, and to the plan that the generator follows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from statistics import linear_regression
from typing import Any

from msgspec.structs import replace

from modelbench.api.scenarios.parts import LoadSegment, SecondOfLoad
from modelbench.api.units import SECOND
from modelbench.segments.sent_requests import SentRequest
from modelbench.statistics.histogram import Histogram


def complete_segment(
    segment: LoadSegment, requests: Iterable[SentRequest], offsets_nanoseconds: Sequence[int]
) -> LoadSegment:
    """The segment with what follows from its requests, of all generators together.

    ``offsets_nanoseconds`` are the planned instants of all of them.
    """
    ordered = sorted(requests, key=lambda request: request.intended_nanoseconds)
    if not ordered:
        return segment
    good = [request for request in ordered if request.failure is None]
    handled = [r.handler_nanoseconds for r in good if r.handler_nanoseconds is not None]
    sent = [request.sent_nanoseconds for request in ordered]
    started = ordered[0].intended_nanoseconds - offsets_nanoseconds[0]
    planned_span = ordered[-1].intended_nanoseconds - ordered[0].intended_nanoseconds
    return replace(
        segment,
        started_nanoseconds=started,
        planned_span_nanoseconds=planned_span,
        actual_span_nanoseconds=max(sent) - min(sent),
        fitted_span_nanoseconds=round(planned_span * _stretch(ordered)) if planned_span else 0,
        answered_span_nanoseconds=_answered_span(good, ordered[0].intended_nanoseconds),
        backlog_at_end=_open_at(ordered[-1].intended_nanoseconds, ordered),
        requests=len(ordered),
        failures=count_failures(ordered),
        latencies=Histogram.of(r.latency_nanoseconds for r in good).encoded,
        service_times=Histogram.of(r.service_nanoseconds for r in good).encoded,
        schedule_delays=Histogram.of(r.schedule_delay_nanoseconds for r in ordered).encoded,
        handler_times=Histogram.of(handled).encoded if handled else "",
        seconds=_seconds(ordered, started),
    )


def count_failures(requests: Iterable[SentRequest]) -> Mapping[str, int]:
    """How many failed, by kind."""
    return dict(sorted(Counter(r.failure for r in requests if r.failure is not None).items()))


def _stretch(requests: Sequence[SentRequest]) -> float:
    """The slope of the least-squares line of the sent instants over the intended ones.

    First and last request alone would rule it otherwise: one that a busy machine sends 60 ms late
    is a hundredth of six seconds.
    """
    start = requests[0].intended_nanoseconds
    intended = [float(request.intended_nanoseconds - start) for request in requests]
    sent = [float(request.sent_nanoseconds - start) for request in requests]
    return linear_regression(intended, sent).slope


def _answered_span(good: Sequence[SentRequest], first_due_nanoseconds: int) -> int:
    ends = [one.intended_nanoseconds + one.latency_nanoseconds for one in good]
    return max(ends, default=first_due_nanoseconds) - first_due_nanoseconds


def _open_at(nanoseconds: int, requests: Sequence[SentRequest]) -> int:
    """How many of the requests had no response yet, good or bad, at that instant."""
    ends = (one.intended_nanoseconds + one.latency_nanoseconds for one in requests)
    return sum(end > nanoseconds for end in ends)


def _seconds(requests: Sequence[SentRequest], started_nanoseconds: int) -> tuple[SecondOfLoad, ...]:
    last = (requests[-1].intended_nanoseconds - started_nanoseconds) // SECOND
    by_second: list[list[SentRequest]] = [[] for _ in range(last + 1)]
    for request in requests:
        by_second[(request.intended_nanoseconds - started_nanoseconds) // SECOND].append(request)
    return tuple(_second(group) for group in by_second)


def _second(requests: Sequence[SentRequest]) -> SecondOfLoad:
    good = sorted(r.latency_nanoseconds for r in requests if r.failure is None)

    def rank(share: float) -> int | None:
        return round(good[ceil(share * len(good)) - 1] / 1000) if good else None

    failures = len(requests) - len(good)
    return SecondOfLoad(len(requests), failures, rank(0.50), rank(0.95), rank(0.99))


def plan(
    url: str, host: str, offsets_nanoseconds: Sequence[int], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """The generator's input; ``settings`` holds what does not change between segments."""
    return {
        "url": url,
        "host": host,
        "offsetsNanoseconds": list(offsets_nanoseconds),
        **settings,
    }


def span_seconds(plan: Mapping[str, Any]) -> float:
    """From the first request of a generator's input to its last, at most."""
    users = (plan.get("stream") or {}).get("users")
    if users:
        return float(users["durationNanoseconds"] / 1e9)
    offsets = plan["offsetsNanoseconds"]
    return float(offsets[-1] / 1e9) if offsets else 0.0
