"""From the requests of a stretch to its samples: which of them found no pod, part by part."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from modelbench.api.scenarios.parts import ScaleChange
from modelbench.api.scenarios.replay_samples import ReplayBlock
from modelbench.cost.busy_time import merged, overlap, parts_of_replay
from modelbench.segments.sent_requests import SentRequest
from modelbench.statistics.histogram import Histogram

BLOCKS = 20
"""Intervals come of how much these parts differ. Fewer tell that vaguely; in more of them a pod
that stays from one to the next makes neighbours alike."""


def blocks_of(
    requests: Sequence[SentRequest],
    scale: Sequence[ScaleChange],
    begin_nanoseconds: int,
    duration_nanoseconds: int,
) -> tuple[ReplayBlock, ...]:
    """The requests by when they were due; ``scale`` counts from the same begin."""
    groups: list[list[tuple[SentRequest, bool]]] = [[] for _ in range(BLOCKS)]
    for request, cold in zip(requests, found_none(requests, scale, begin_nanoseconds), strict=True):
        place = (request.intended_nanoseconds - begin_nanoseconds) * BLOCKS // duration_nanoseconds
        groups[min(max(place, 0), BLOCKS - 1)].append((request, cold))
    busy = _busy(requests, begin_nanoseconds, duration_nanoseconds)
    return tuple(_block(group, one) for group, one in zip(groups, busy, strict=True))


def _block(group: Sequence[tuple[SentRequest, bool]], busy_nanoseconds: int) -> ReplayBlock:
    good = [request.latency_nanoseconds for request, _ in group if request.failure is None]
    encoded = Histogram.of(good).encoded if good else ""
    return ReplayBlock(len(group), sum(cold for _, cold in group), encoded, busy_nanoseconds)


def _busy(requests: Sequence[SentRequest], begin: int, duration: int) -> Iterator[int]:
    """How long any request was under way in each part."""
    windows = merged(
        (one.intended_nanoseconds, one.intended_nanoseconds + one.latency_nanoseconds)
        for one in requests
    )
    for part in parts_of_replay(begin, duration, BLOCKS):
        yield sum(overlap(part, window) for window in windows)


def found_none(
    requests: Sequence[SentRequest], scale: Sequence[ScaleChange], begin_nanoseconds: int
) -> Iterator[bool]:
    """Whether each request, in the order in which they were due, was sent while there was no pod
    that answers, so that it waited for one to start.

    A pod is known to be ready up to a second after it answers. So one that has answered a request
    of the same time without pods is there, although it is not seen yet.
    """
    answered = _FirstAnswers(requests, begin_nanoseconds)
    offsets = [change.offset_nanoseconds for change in scale]
    gone_since = list(_gone_since(scale))
    for request in requests:
        sent = request.sent_nanoseconds - begin_nanoseconds
        place = bisect_right(offsets, sent) - 1
        since = gone_since[place] if place >= 0 else None
        yield since is not None and not answered.any_between(since, sent)


def _gone_since(scale: Sequence[ScaleChange]) -> Iterator[int | None]:
    """Since when no pod has been ready, at each change; None while one is."""
    since: int | None = None
    for change in scale:
        if change.ready:
            since = None
        elif since is None:
            since = change.offset_nanoseconds
        yield since


class _FirstAnswers:
    """When the first good response came of the requests that were sent from an instant on."""

    def __init__(self, requests: Sequence[SentRequest], begin_nanoseconds: int) -> None:
        good = sorted(
            (one.sent_nanoseconds - begin_nanoseconds, one.service_nanoseconds)
            for one in requests
            if one.failure is None
        )
        self._sent = [sent for sent, _ in good]
        self._ended = [sent + service for sent, service in good]

    def any_between(self, since: int, until: int) -> bool:
        """Whether one that was sent from ``since`` on was answered before ``until``."""
        first, last = (bisect_right(self._sent, at - 1) for at in (since, until))
        return any(self._ended[place] < until for place in range(first, last))
