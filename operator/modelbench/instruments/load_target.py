"""A variant under load: where its requests go, which pods serve them, how many it wants."""

from collections.abc import Callable
from dataclasses import dataclass

from modelbench.api.names import BENCHMARK_LABEL, LANE_LABEL, ROLE_LABEL, VARIANT_LABEL, Role
from modelbench.api.spec import Containerized, Serverless
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.http_request import Target


@dataclass(frozen=True)
class LoadTarget:
    """One variant. ``scale`` gives the replicas that are wanted and those that are ready.

    After load its autoscaler waits ``calm_seconds`` before it goes back to the ``fewest`` replicas.
    """

    variant: Variant
    target: Target
    selector: str
    scale: Callable[[], tuple[int, int]]
    fewest: int = 1
    calm_seconds: int = 0

    @property
    def left_over(self) -> int:
        """How many replicas beyond the fewest are wanted or ready."""
        return max(0, max(self.scale()) - self.fewest)


def load_target(context: Context, variant: Variant) -> LoadTarget:
    """A variant as its users reach it."""
    if variant.serverless is not None:
        return _first_lane(context, variant, variant.serverless)
    return _deployment(context, variant, variant.containerized)


def _first_lane(context: Context, variant: Variant, settings: Serverless) -> LoadTarget:
    """The first lane's Knative Service, through the ingress.

    At zero it has fewer than its fewest: one pod is what a single request makes of it.
    """
    return LoadTarget(
        variant,
        context.target_of(variant),
        f"{_selector(context, variant)},{LANE_LABEL}=1",
        lambda: context.observer.lane_scale(variant.name, 1),
        max(1, settings.min_scale),
        settings.stable_window_seconds + settings.scale_down_delay_seconds,
    )


def _deployment(context: Context, variant: Variant, settings: Containerized | None) -> LoadTarget:
    """The Deployment that always runs, through its Service."""
    autoscaler = settings.horizontal_pod_autoscaler if settings else None
    return LoadTarget(
        variant,
        context.target_of(variant),
        _selector(context, variant),
        lambda: context.observer.deployment_scale(variant.name),
        variant.kept_pods,
        autoscaler.scale_down_stabilization_seconds if autoscaler else 0,
    )


def _selector(context: Context, variant: Variant) -> str:
    labels = {
        BENCHMARK_LABEL: context.names.benchmark,
        VARIANT_LABEL: variant.name,
        ROLE_LABEL: Role.MODEL,
    }
    return ",".join(f"{name}={value}" for name, value in labels.items())
