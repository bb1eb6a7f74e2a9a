"""Requests, pods and an autoscaler, event by event.

The pods of a variant are one pool: a request goes to any that has room, and waits in one queue
where none has. A pod that is asked to end takes no more requests, and is paid for while it drains.
"""

from collections import deque
from collections.abc import Iterable
from heapq import heappop, heappush
from math import floor, inf
from random import Random

from modelbench.api.knative import TICK_SECONDS
from modelbench.forecast.arrivals import Stretch, drawn
from modelbench.forecast.scaler import Load, Scaler
from modelbench.forecast.tally import Tally
from modelbench.forecast.workload import Knative, Workload

MOST_QUEUED = 100_000
"""A longer queue is one that nobody waits in."""

_ANSWERED, _READY = 0, 1


class BacklogError(ValueError):
    """Requests come faster than they are answered, for as long as they come."""


class Simulation:
    """One variant; time goes on from one stretch to the next, and so does its state."""

    def __init__(self, workload: Workload, seed: int) -> None:
        self.tally = Tally()
        self.steps = 0
        self._workload = workload
        self._random = Random(seed)  # noqa: S311 (a simulation needs the same numbers again)
        self._weight, self._slow = 0.0, 1.0
        self._clock = self._counted = 0.0
        self._events: list[tuple[float, int, int]] = []
        self._queue: deque[tuple[float, float, bool]] = deque()
        self._running = self._under_way = self._leaving = 0
        self._starting: dict[int, float] = {}
        self._number = 0
        self._tick = self._end = inf
        self._gone = self._last = -inf
        self._over = -inf
        settings = workload.autoscaler
        self._settings = settings
        self._load = Load()
        self._scaler = None if settings is None else Scaler(settings)
        self._ready = workload.replicas if settings is None else settings.min_scale
        self._rest = 0 if settings is None else max(1, settings.min_scale)
        self._limit = _quiet_below(settings, self._rest)
        hold = 0.0 if settings is None else settings.hold
        self._hold, self._ideal_hold = hold, hold + workload.service

    def run(self, stretch: Stretch, counts: bool = True) -> None:
        """Let one stretch pass; without ``counts`` only the state stays of it."""
        self._count(self._clock)
        self._weight, self._slow = stretch.weight if counts else 0.0, stretch.slow
        self.serve(drawn(stretch, self._clock, self._random), self._clock + stretch.seconds)

    def serve(self, instants: Iterable[float], end: float) -> None:
        """Requests at these instants, which ascend, until ``end``."""
        for instant in instants:
            self._pass(instant)
            self._arrive(instant)
        self._pass(end)
        self._count(end)
        self._clock = end

    def _pass(self, until: float) -> None:
        """All that happens by itself until an instant."""
        events = self._events
        while True:
            timer = self._tick if self._tick < self._end else self._end
            if events and events[0][0] <= timer:
                if events[0][0] > until:
                    return
                instant, kind, number = heappop(events)
                self._count(instant)
                if kind == _ANSWERED:
                    self._answered(instant)
                elif number in self._starting:
                    self._is_ready(instant, number)
            elif timer > until:
                return
            elif self._end <= self._tick:
                self._to_zero(self._end)
            else:
                self._count(self._tick)
                self._decide(self._tick)

    def _count(self, instant: float) -> None:
        """Add what has existed since the last change."""
        seconds = (instant - self._counted) * self._weight
        self._counted = instant
        if not seconds:
            return
        tally, ready = self.tally, self._ready
        tally.seconds += seconds
        tally.pod_seconds += (ready + len(self._starting)) * seconds
        if self._running and ready:
            tally.busy_seconds += seconds * self._busy()

    def _busy(self) -> float:
        """How many pods have a request, where requests are spread at random."""
        ready = self._ready
        if ready == 1:
            return 1.0
        if self._workload.slots == 1:
            return float(min(self._running, ready))
        return ready * (1.0 - (1.0 - 1.0 / ready) ** self._running)

    def _arrive(self, instant: float) -> None:
        self._count(instant)
        self.steps += 1
        tally, weight = self.tally, self._weight
        tally.requests += weight * self._slow
        gap = instant - self._last
        self._last = instant
        if gap > self._ideal_hold:
            tally.gaps += weight
            tally.held += weight * self._ideal_hold
        else:
            tally.held += weight * gap
        self._end = inf
        self._under_way += 1
        if self._settings is not None:
            self._seen(instant)
        if self._running < self._ready * self._workload.slots:
            self._answer(instant, 0.0, weight * self._slow, False)
            return
        self._queue.append((instant, weight * self._slow, self._ready == 0))
        tally.longest_queue = max(tally.longest_queue, len(self._queue))
        if len(self._queue) > MOST_QUEUED:
            raise BacklogError

    def _seen(self, instant: float) -> None:
        """What the autoscaler sees of a request that comes."""
        settings = self._settings
        if settings is None or self._scaler is None:
            return
        is_none = not self._ready and not self._starting
        if is_none:
            self._begin_windows(instant, settings, self._scaler)
        if settings.by_rate:
            self._load.jump(instant, self._slow)
        else:
            self._load.rise(instant, self._under_way)
        if is_none:
            self.tally.starts += self._weight
            wanted = self._scaler.wanted(instant, self._load, 0)
            self._start(instant, max(wanted, 1, settings.activation_scale))
            self._tick = _next_tick(instant)
        elif self._under_way > self._limit:
            self._tick = min(self._tick, _next_tick(instant))

    def _begin_windows(self, instant: float, settings: Knative, scaler: Scaler) -> None:
        """Until the last pod went its autoscaler was told that there is nothing."""
        silent = instant - self._gone
        if silent > settings.window:
            self._load.begin(instant)
            scaler.forget()
        if silent > settings.panic_window:
            self._load.begin_panic(instant)

    def _answer(self, instant: float, waited: float, weight: float, was_none: bool) -> None:
        services = self._workload.services
        service = services[int(self._random.random() * len(services))]
        self._running += 1
        heappush(self._events, (instant + self._slow * service, _ANSWERED, 0))
        if weight:
            self.tally.latencies.append((waited + service, weight, was_none))

    def _answered(self, instant: float) -> None:
        if (
            self._leaving
            and self._random.random() * (self._running + self._leaving) < self._leaving
        ):
            self._leaving -= 1
        else:
            self._running -= 1
        if self._under_way > self._limit:
            self._over = instant
        self._under_way -= 1
        if self._settings is not None and not self._settings.by_rate:
            self._load.rise(instant, self._under_way)
        if self._queue and self._running < self._ready * self._workload.slots:
            came, weight, was_none = self._queue.popleft()
            self.tally.cold_from_zero += weight if was_none else 0.0
            self._answer(instant, self._waited(instant - came), weight, was_none)
        if not self._under_way and self._settings is not None and not self._settings.min_scale:
            self._end = instant + self._hold

    def _waited(self, seconds: float) -> float:
        """A queue moves as fast as responses end; the start of a pod is no slower."""
        return seconds / self._slow

    def _is_ready(self, instant: float, number: int) -> None:
        del self._starting[number]
        self._ready += 1
        while self._queue and self._running < self._ready * self._workload.slots:
            came, weight, was_none = self._queue.popleft()
            if was_none:
                self.tally.cold_from_zero += weight
            else:
                self.tally.cold_beside += weight
            self._answer(instant, instant - came, weight, was_none)

    def _decide(self, instant: float) -> None:
        """One tick of the autoscaler."""
        self.steps += 1
        if self._scaler is None:
            return
        wanted = self._scaler.wanted(instant, self._load, self._ready)
        have = self._ready + len(self._starting)
        if wanted > have:
            self._start(instant, wanted - have)
        elif 0 < wanted < have:
            self._stop(have - wanted)
        self._tick = self._next_decision(instant, self._scaler)

    def _next_decision(self, instant: float, scaler: Scaler) -> float:
        """The next tick at which it may decide anything else; infinite until a request comes."""
        window = panic_window = 0.0
        if self._settings is not None:
            window, panic_window = self._settings.window, self._settings.panic_window
        is_over = instant > self._over + panic_window
        if not self._under_way and is_over and scaler.panic_since is not None:
            return max(instant + TICK_SECONDS, _next_tick(scaler.panic_since + window))
        at_rest = scaler.panic_since is None and self._ready + len(self._starting) <= self._rest
        quiet = not self._under_way or (
            self._under_way <= self._limit and instant > self._over + window
        )
        return inf if at_rest and quiet else instant + TICK_SECONDS

    def _start(self, instant: float, pods: int) -> None:
        """All pods of one decision take as long: they start on the same cluster at once."""
        starts = self._workload.starts
        start = starts[int(self._random.random() * len(starts))]
        self.tally.lives += pods * self._weight
        for _ in range(pods):
            self._number += 1
            self._starting[self._number] = instant
            heappush(self._events, (instant + start, _READY, self._number))

    def _stop(self, pods: int) -> None:
        """Those that have not yet answered go first, the youngest before the others."""
        self.tally.pod_seconds += pods * self._workload.drain * self._weight
        for number in sorted(self._starting, reverse=True)[:pods]:
            del self._starting[number]
            pods -= 1
        if self._running and pods:
            self._leave(pods)
        self._ready -= pods

    def _leave(self, pods: int) -> None:
        """Some of the requests are on pods that end: they are answered, and free no room."""
        share, slots = pods / self._ready, self._workload.slots
        drawn = sum(self._random.random() < share for _ in range(self._running))
        least = self._running - (self._ready - pods) * slots
        leaving = int(max(least, min(drawn, pods * slots)))
        self._running -= leaving
        self._leaving += leaving

    def _to_zero(self, instant: float) -> None:
        self._count(instant)
        self._stop(self._ready + len(self._starting))
        self._tick = self._end = inf
        self._gone = instant


def _next_tick(instant: float) -> float:
    return (floor(instant / TICK_SECONDS) + 1.0) * TICK_SECONDS


def _quiet_below(settings: Knative | None, pods: int) -> float:
    """With no more requests under way than this it never wants more pods than it has at rest."""
    if settings is None:
        return inf
    return -1.0 if settings.by_rate else settings.target * pods
