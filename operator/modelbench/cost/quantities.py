"""What a pod sets aside, as exact numbers for a price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any

from modelbench.api.knative import (
    CONTROL_PLANE_CPU_MILLICORES,
    CONTROL_PLANE_MEMORY_MEBIBYTES,
    QUEUE_PROXY_CPU_MILLICORES,
)
from modelbench.api.pod_samples import QUEUE_PROXY, ContainerRequest
from modelbench.api.quantity import quantity

_GIBIBYTE = Decimal(1024) ** 3

DEFAULT_QUEUE_PROXY = ContainerRequest(QUEUE_PROXY, QUEUE_PROXY_CPU_MILLICORES, 0)


@dataclass(frozen=True)
class Footprint:
    """What is set aside for a pod: vCPUs and GiB."""

    vcpu: Decimal
    gibibytes: Decimal


CONTROL_PLANE = Footprint(
    Decimal(CONTROL_PLANE_CPU_MILLICORES) / 1000, Decimal(CONTROL_PLANE_MEMORY_MEBIBYTES) / 1024
)


def container_request(name: str, resources: Mapping[str, Any]) -> ContainerRequest:
    """What the resources of a container set aside; a limit stands in for a request left out.

    Kubernetes rounds up, too.
    """
    asked = {**resources.get("limits", {}), **resources.get("requests", {})}
    millicores, size = quantity(asked.get("cpu", 0)) * 1000, quantity(asked.get("memory", 0))
    return ContainerRequest(name, ceil(millicores), ceil(size))


def footprint(containers: Iterable[ContainerRequest]) -> Footprint:
    """All containers of a pod together."""
    known = list(containers)
    return Footprint(
        Decimal(sum(container.cpu_millicores for container in known)) / 1000,
        Decimal(sum(container.memory_bytes for container in known)) / _GIBIBYTE,
    )
