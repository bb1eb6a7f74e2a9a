"""What one variant brings to a simulation: how it starts, answers and is scaled."""

from dataclasses import dataclass, field
from math import floor, inf

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
        """Whole seconds, one at least, as pkg/reconciler/autoscaling/resources, ``MakeMetric``, has
        it: a half is rounded up.
        """
        return max(1.0, float(floor(PANIC_SHARE * self.window + 0.5)))

    @property
    def hold(self) -> float:
        """How long after the last response the last pod is asked to end."""
        return self.window + self.delay + self.grace

    def seen(self, rate: float, service: float) -> float:
        """What it looks at, in the mean: requests at a time, or a second where ``by_rate``."""
        return rate if self.by_rate else rate * service

    def variance(self, rate: float, service: float, window: float) -> float:
        """Of the mean of that over a window: n requests under way vary by 2 n service / window,
        a rate by rate / window.
        """
        return self.seen(rate, service) / window * (1.0 if self.by_rate else 2 * service)


SYNC_SECONDS = 15.0
"""How often a HorizontalPodAutoscaler decides: kube-controller-manager,
``horizontal-pod-autoscaler-sync-period``."""

METRICS_SECONDS = 15.0
"""Over how long metrics-server averages what a pod uses: ``metric-resolution`` of its manifest."""

LAG_SECONDS = 15.0
"""How long ago that time ended, in the mean: half a resolution until the next reading, and as much
for the age of what the kubelet has, which it looks at every 10 s or so."""

TOLERANCE = 0.1
"""Nearer than this to its target it changes nothing: ``horizontal-pod-autoscaler-tolerance``."""

_NOISE = 1e-6
"""What floating point leaves of a whole percent."""


@dataclass(frozen=True)
class Horizontal:
    """Settings of a HorizontalPodAutoscaler by CPU, and what it sees. Durations are seconds.

    A pod asks for ``requested`` cores, of which ``target_percent`` are to be used. ``used`` are the
    cores that one request uses while it is answered. ``stabilization`` is how long fewer pods must
    have been enough.
    """

    min_pods: int
    max_pods: int
    target_percent: int
    requested: float
    used: float
    stabilization: float

    @property
    def settle_seconds(self) -> float:
        """Until what it sees is of one rate, its pods are seen, and none are kept any longer."""
        return self.stabilization + 3 * (SYNC_SECONDS + METRICS_SECONDS + LAG_SECONDS)

    def utilization(self, under_way: float) -> int:
        """Of the requested cores, in whole percent, as Kubernetes counts it: of a pod with so many
        requests under way.
        """
        return floor(100 * under_way * self.used / self.requested + _NOISE)

    def most_pods(self, slots: float) -> int:
        """How many there may ever be. Pods that answer all they can, and still use too little CPU
        for it to add one, stay the fewest.
        """
        if slots < inf and self.utilization(slots) <= (1 + TOLERANCE) * self.target_percent:
            return self.min_pods
        return self.max_pods


@dataclass(frozen=True)
class Workload:
    """One variant as it was measured. Durations are seconds.

    ``starts`` are how long a pod takes until it answers, ``services`` how long a response takes:
    samples from which values are drawn. ``slots`` is how many requests one pod answers at a time.
    ``replicas`` are the pods where Knative's autoscaler does not rule them: always, or without
    any load where ``horizontal`` does.
    """

    services: tuple[float, ...]
    starts: tuple[float, ...] = (0.0,)
    slots: float = inf
    drain: float = 0.0
    replicas: int = 1
    autoscaler: Knative | None = field(default=None)
    horizontal: Horizontal | None = None

    @property
    def service(self) -> float:
        """The mean response."""
        return sum(self.services) / len(self.services)

    @property
    def scales_to_zero(self) -> bool:
        """Whether it has no pod where nothing comes."""
        return self.autoscaler is not None and not self.autoscaler.min_scale

    @property
    def settle_seconds(self) -> float:
        """After a change of the rate all is as it stays: the windows, and two starts."""
        if self.horizontal is not None:
            return self.horizontal.settle_seconds + 2 * max(self.starts) + 10 * self.service
        if self.autoscaler is None:
            return 100 * self.service
        return self.autoscaler.hold + 2 * max(self.starts) + 10 * self.service + 10

    @property
    def most_per_second(self) -> float:
        """What all of its pods together can answer in a second."""
        return self.most_pods * self.slots / self.service if self.service else inf

    @property
    def most_pods(self) -> int:
        """As many as its autoscaler may make of them."""
        if self.horizontal is not None:
            return self.horizontal.most_pods(self.slots)
        return self.replicas if self.autoscaler is None else self.autoscaler.max_scale
