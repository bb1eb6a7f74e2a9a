"""What the pods under load use, by the metrics API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from modelbench.api.quantity import quantity

_MEBIBYTE = 1 << 20

Limits = Mapping[str, tuple[str, Decimal]]
"""By the name of a pod the container of its model, and how many cores that may use."""


@dataclass(frozen=True)
class LimitUse:
    """How much of its limit of CPU a container used, of all its pods together."""

    used_cores: Decimal
    limit_cores: Decimal
    pods: int

    @property
    def percent(self) -> float:
        """The share in percent; slightly above 100 where readings are not of quite equal length."""
        return float(100 * self.used_cores / self.limit_cores)

    @property
    def limit_millicores(self) -> int:
        """The limit of one pod: all of a variant have the same."""
        return round(1000 * self.limit_cores / self.pods)


def pods_usage(items: Sequence[Mapping[str, Any]]) -> tuple[float, float]:
    """Millicores and MiB of all containers of these PodMetrics together."""
    usages = [container["usage"] for item in items for container in item["containers"]]
    cpu = sum(quantity(usage["cpu"]) for usage in usages)
    memory = sum(quantity(usage["memory"]) for usage in usages)
    return float(cpu * 1000), float(memory / _MEBIBYTE)


def limit_use(items: Sequence[Mapping[str, Any]], limits: Limits) -> LimitUse | None:
    """How near the model's containers of these PodMetrics are to their limits; None without any."""
    found: list[tuple[Decimal, Decimal]] = []
    for item in items if limits else ():
        name, limit = limits.get(item["metadata"]["name"], ("", Decimal(0)))
        usages = (one["usage"] for one in item["containers"] if limit and one["name"] == name)
        found += ((quantity(usage["cpu"]), limit) for usage in usages)
    if not found:
        return None
    used, limited = (sum(column, Decimal(0)) for column in zip(*found, strict=True))
    return LimitUse(used, limited, len(found))
