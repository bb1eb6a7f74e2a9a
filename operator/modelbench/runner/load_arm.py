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
from modelbench.runner.context import Context
from modelbench.runner.http_request import Target


@dataclass(frozen=True)
class LoadArm:
    """One path. ``scale`` gives the replicas that are wanted and those that are ready."""

    path: str
    target: Target
    selector: str
    scale: Callable[[], tuple[int, int]]


def serverless_load_arm(context: Context, target: Target) -> LoadArm:
    """The first lane's Knative Service, through the ingress as its users reach it."""
    observer = context.observer
    selector = f"{_selector(context, SERVERLESS)},{LANE_LABEL}=1"
    return LoadArm(SERVERLESS, target, selector, lambda: observer.serverless_scale(1))


def containerized_load_arm(context: Context, target: Target) -> LoadArm:
    """The fixed Deployment, through its Service."""
    selector = _selector(context, CONTAINERIZED)
    return LoadArm(CONTAINERIZED, target, selector, context.observer.containerized_scale)


def _selector(context: Context, path: str) -> str:
    return f"{BENCHMARK_LABEL}={context.names.benchmark},{PATH_LABEL}={path}"
