"""A path under load: where its requests go, which pods serve them, how many it wants."""

from collections.abc import Callable
from dataclasses import dataclass

from modelbench.api.names import (
    BENCHMARK_LABEL,
    CONTAINERIZED,
    LANE_LABEL,
    PATH_LABEL,
    SERVERLESS,
)
from modelbench.instruments.context import Context
from modelbench.instruments.http_request import Target


@dataclass(frozen=True)
class LoadArm:
    """One path. ``scale`` gives the replicas that are wanted and those that are ready.

    After load its autoscaler waits ``calm_seconds`` before it goes back to the ``fewest`` replicas.
    """

    path: str
    target: Target
    selector: str
    scale: Callable[[], tuple[int, int]]
    fewest: int = 1
    calm_seconds: int = 0

    @property
    def left_over(self) -> int:
        """How many replicas beyond the fewest are wanted or ready."""
        return max(0, max(self.scale()) - self.fewest)


def serverless_load_arm(context: Context, target: Target) -> LoadArm:
    """The first lane's Knative Service, through the ingress as its users reach it.

    At zero it has fewer than its fewest: one pod is what a single request makes of it.
    """
    observer, window = context.observer, context.spec.serverless.stable_window_seconds
    selector = f"{_selector(context, SERVERLESS)},{LANE_LABEL}=1"
    return LoadArm(
        SERVERLESS, target, selector, lambda: observer.serverless_scale(1), calm_seconds=window
    )


def containerized_load_arm(context: Context, target: Target) -> LoadArm:
    """The fixed Deployment, through its Service."""
    settings, selector = context.spec.containerized, _selector(context, CONTAINERIZED)
    autoscaler, scale = settings.autoscaler, context.observer.containerized_scale
    calm = autoscaler.scale_down_stabilization_seconds if autoscaler else 0
    return LoadArm(CONTAINERIZED, target, selector, scale, settings.replicas, calm)


def _selector(context: Context, path: str) -> str:
    return f"{BENCHMARK_LABEL}={context.names.benchmark},{PATH_LABEL}={path}"
