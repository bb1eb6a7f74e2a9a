"""What one variant brings to a simulation: how it starts, answers and is scaled."""

from dataclasses import dataclass, field
from math import inf

from modelbench.api.knative import TICK_SECONDS

PANIC_SHARE = 0.1
"""The panic window as a part of the stable one: config-autoscaler, ``panic-window-percentage``."""

PANIC_THRESHOLD = 2.0
"""So many times the ready pods wanted begin a panic: ``panic-threshold-percentage``."""

MOST_UP, MOST_DOWN = 1000.0, 2.0
"""By what factor one decision changes the pods: ``max-scale-up-rate``, ``max-scale-down-rate``."""


@dataclass(frozen=True)
class Knative:
    """Settings of Knative's autoscaler. Durations are seconds.

    ``target`` is what it wants in one pod, utilization included: requests at a time, or requests a
    second where ``by_rate``. ``grace`` is how long after the window and the delay the last pod is
    asked to end.
    """

    window: float
    target: float
    by_rate: bool = False
    min_scale: int = 0
    max_scale: int = 1_000_000
    activation_scale: int = 1
    delay: float = 0.0
    grace: float = 2.0 * TICK_SECONDS

    @property
    def panic_window(self) -> float:
        """Whole seconds, one at least: the metric has buckets of a second."""
        return max(1.0, float(round(PANIC_SHARE * self.window)))

    @property
    def hold(self) -> float:
        """How long after the last response the last pod is asked to end."""
        return self.window + self.delay + self.grace


@dataclass(frozen=True)
class Workload:
    """One variant as it was measured. Durations are seconds.

    ``starts`` are how long a pod takes until it answers, ``services`` how long a response takes:
    samples from which values are drawn. ``slots`` is how many requests one pod answers at a time.
    ``replicas`` are the pods where no autoscaler changes them.
    """

    services: tuple[float, ...]
    starts: tuple[float, ...] = (0.0,)
    slots: float = inf
    drain: float = 0.0
    replicas: int = 1
    autoscaler: Knative | None = field(default=None)

    @property
    def service(self) -> float:
        """The mean response."""
        return sum(self.services) / len(self.services)

    @property
    def settle_seconds(self) -> float:
        """After a change of the rate all is as it stays: the windows, and two starts."""
        if self.autoscaler is None:
            return 100 * self.service
        return self.autoscaler.hold + 2 * max(self.starts) + 10 * self.service + 10

    @property
    def most_per_second(self) -> float:
        """What all of its pods together can answer in a second."""
        pods = self.replicas if self.autoscaler is None else self.autoscaler.max_scale
        return pods * self.slots / self.service if self.service else inf
