"""Requests at a provider that bills each: one environment answers one request at a time.

A request takes the environment that was used last, and one that finds none free waits for a new
one. A free environment is kept for as long as the price sheet says.
"""

from collections import deque
from heapq import heappop, heappush
from math import inf
from random import Random

from modelbench.forecast.arrivals import Stretch, drawn
from modelbench.forecast.tally import Tally
from modelbench.forecast.workload import Workload


class Environments:
    """One function; time goes on from one stretch to the next, and so does its state."""

    def __init__(self, workload: Workload, keep_seconds: float, seed: int) -> None:
        self.tally = Tally()
        self.steps = 0
        self._workload, self._keep = workload, keep_seconds
        self._random = Random(seed)  # noqa: S311 (a simulation needs the same numbers again)
        self._busy: list[float] = []
        self._free: deque[float] = deque()
        self._clock, self._last = 0.0, -inf
        self._hold = keep_seconds + workload.service

    @property
    def settle_seconds(self) -> float:
        """After a change of the rate all is as it stays."""
        return self._keep + max(self._workload.starts) + 10 * self._workload.service

    def run(self, stretch: Stretch, counts: bool = True) -> None:
        """Let one stretch pass; without ``counts`` only the state stays of it."""
        weight = stretch.weight if counts else 0.0
        begin = self._clock
        self._clock += stretch.seconds
        self.tally.seconds += stretch.seconds * weight
        for instant in drawn(stretch, begin, self._random):
            self.arrive(instant, weight)

    def arrive(self, instant: float, weight: float) -> None:
        """Answer one request, which counts ``weight`` times."""
        self.steps += 1
        busy, free, work, draw = self._busy, self._free, self._workload, self._random.random
        while busy and busy[0] <= instant:
            free.append(heappop(busy))
        while free and free[0] + self._keep < instant:
            free.popleft()
        seconds = work.services[int(draw() * len(work.services))]
        if free:
            free.pop()
        else:
            seconds += work.starts[int(draw() * len(work.starts))]
            self._cold(weight, instant)
        self._last = instant
        heappush(busy, instant + seconds)
        self.tally.requests += weight
        self.tally.pod_seconds += weight * seconds
        if weight:
            self.tally.latencies.append((seconds, weight, False))

    def _cold(self, weight: float, instant: float) -> None:
        """After a pause longer than the hold time, or beside others that are busy."""
        self.tally.lives += weight
        if instant - self._last > self._hold:
            self.tally.starts += weight
            self.tally.gaps += weight
            self.tally.cold_from_zero += weight
        else:
            self.tally.cold_beside += weight
