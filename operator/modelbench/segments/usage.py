"""What the pods under load use, by the metrics API."""

from collections.abc import Mapping, Sequence
from typing import Any

from modelbench.api.quantity import quantity

_MEBIBYTE = 1 << 20


def pods_usage(items: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Millicores and MiB of all containers of these PodMetrics together."""
    usages = [container["usage"] for item in items for container in item["containers"]]
    cpu = sum(quantity(usage["cpu"]) for usage in usages)
    memory = sum(quantity(usage["memory"]) for usage in usages)
    return float(cpu * 1000), float(memory / _MEBIBYTE)
