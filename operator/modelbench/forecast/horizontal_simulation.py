"""Requests, pods and a HorizontalPodAutoscaler, event by event."""

from math import floor, inf, sqrt

from modelbench.forecast.arrivals import Stretch
from modelbench.forecast.horizontal_scaler import HorizontalScaler
from modelbench.forecast.scaler import Load
from modelbench.forecast.simulation import Simulation
from modelbench.forecast.workload import (
    LAG_SECONDS,
    METRICS_SECONDS,
    SYNC_SECONDS,
    Horizontal,
    Workload,
)


def simulation_of(workload: Workload, seed: int) -> Simulation:
    """The simulation of a variant, by what changes its pods."""
    if workload.horizontal is None:
        return Simulation(workload, seed)
    return HorizontalSimulation(workload, workload.horizontal, seed)


class HorizontalSimulation(Simulation):
    """A Deployment whose pods are as many as their CPU asks for.

    What a request uses, it uses evenly while it is answered, and requests are spread evenly.
    """

    def __init__(self, workload: Workload, settings: Horizontal, seed: int) -> None:
        super().__init__(workload, seed)
        self._horizontal = settings
        self._autoscaler = HorizontalScaler(settings)
        self._under_way_a_pod, self._expected_a_pod = Load(), Load()
        self._demand, self._is_behind = 0.0, False
        self._running_at = self._queued_at = -inf

    def run(self, stretch: Stretch, counts: bool = True) -> None:
        """Let one stretch pass; without ``counts`` only the state stays of it."""
        self._demand = stretch.rate * stretch.slow * self._workload.service
        self._changed(self._clock)
        super().run(stretch, counts)

    def _arrive(self, instant: float) -> None:
        super()._arrive(instant)
        self._changed(instant)
        if self._tick == inf:
            self._tick = _next_sync(instant)

    def _answered(self, instant: float) -> None:
        super()._answered(instant)
        self._changed(instant)

    def _is_ready(self, instant: float, number: int) -> None:
        self._autoscaler.is_ready(self._starting[number], instant)
        super()._is_ready(instant, number)
        self._changed(instant)

    def _stop(self, pods: int) -> None:
        self._autoscaler.stopped(max(0, pods - len(self._starting)))
        super()._stop(pods)

    def _changed(self, instant: float) -> None:
        """From now on a pod uses as much CPU as it has requests."""
        self._under_way_a_pod.rise(instant, self._running / self._ready)
        self._expected_a_pod.rise(instant, self._demand / self._ready)
        self._running_at = instant if self._running else self._running_at
        self._queued_at = instant if self._queue else self._queued_at
        is_too_much = self._demand >= self._ready * self._workload.slots
        self._is_behind = is_too_much or (self._is_behind and bool(self._queue))

    def _waited(self, seconds: float) -> float:
        """Until there are enough pods a queue grows as fast, however slow each request is."""
        return seconds if self._is_behind else super()._waited(seconds)

    def _decide(self, instant: float) -> None:
        """One decision of the autoscaler; at rest the next one comes after a request."""
        self.steps += 1
        percent = self._horizontal.utilization(self._seen_a_pod(instant - LAG_SECONDS))
        starting = self._starting.values()
        wanted = self._autoscaler.wanted(instant, percent, self._ready, starting)
        have = self._ready + len(self._starting)
        if wanted > have:
            self._start(instant, wanted - have)
        elif wanted < have:
            self._stop(have - wanted)
            self._changed(instant)
        is_quiet = not self._running and self._running_at < instant - LAG_SECONDS - METRICS_SECONDS
        at_rest = is_quiet and max(wanted, have) <= self._horizontal.min_pods
        self._tick = inf if at_rest else instant + SYNC_SECONDS

    def _seen_a_pod(self, end: float) -> float:
        """Requests under way in a pod, in the mean over the last reading.

        Where few slow requests stand for many, chance moves that sqrt(slow) times as far from what
        is expected. Pods that all are busy it does not move.
        """
        found = self._under_way_a_pod.mean(end, METRICS_SECONDS, -inf)
        if self._slow == 1 or self._queue or self._queued_at > end - METRICS_SECONDS:
            return found
        expected = self._expected_a_pod.mean(end, METRICS_SECONDS, -inf)
        return expected + (found - expected) / sqrt(self._slow)


def _next_sync(instant: float) -> float:
    return (floor(instant / SYNC_SECONDS) + 1.0) * SYNC_SECONDS
