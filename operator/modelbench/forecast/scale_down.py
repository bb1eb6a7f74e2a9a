"""What pods cost that the autoscaler takes away when a spell of a shape is over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modelbench.forecast.idle_model import Edge


@dataclass(frozen=True)
class Leaving:
    """Pods that are taken away in a month, and how long they exist meanwhile, all together."""

    pods: float
    pod_seconds: float


def leaving(
    edges: Sequence[Edge],
    pods_at: Callable[[float], int],
    window: float,
    drain: float,
    delay: float = 0.0,
) -> Leaving:
    """All falling edges of a month. The autoscaler averages what is under way over its window, so
    the pods that it wants fall in a straight line over it. It takes each away a delay after it has
    ceased to want it (scaleDownDelaySeconds), and each that goes drains:

    pod-seconds = sum of (pods before - pods after) * (delay + window / 2 + drain)

    ``pods_at`` tells the pods at a rate; ``window``, ``drain`` and ``delay`` are seconds.
    """
    found = [_of_edge(edge, pods_at, window, drain, delay) for edge in edges]
    return Leaving(sum(one.pods for one in found), sum(one.pod_seconds for one in found))


def _of_edge(
    edge: Edge, pods_at: Callable[[float], int], window: float, drain: float, delay: float
) -> Leaving:
    """A spell shorter than the window and the delay has only the beginning: all pods for the delay,
    then a part of the line.
    """
    pods = max(0, pods_at(edge.before) - pods_at(edge.after)) * edge.times
    waited = min(delay, edge.after_seconds)
    seconds = min(window, edge.after_seconds - waited)
    part = seconds / window
    return Leaving(pods * part, pods * (waited + seconds * (1 - part / 2) + part * drain))
