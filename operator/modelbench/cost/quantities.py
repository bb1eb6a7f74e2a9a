"""What a pod sets aside, as exact numbers for a price."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from modelbench.api.pod_samples import QUEUE_PROXY, ContainerRequest
from modelbench.api.quantity import quantity

_GIBIBYTE = Decimal(1024) ** 3
DEFAULT_QUEUE_PROXY = ContainerRequest(QUEUE_PROXY, 25, 0)
"""Knative: config-deployment's queue-sidecar-cpu-request. It asks for no memory by default."""


@dataclass(frozen=True)
class Footprint:
    """What is set aside for a pod: vCPUs and GiB."""

    vcpu: Decimal
    gibibytes: Decimal


CONTROL_PLANE = Footprint(Decimal("0.6"), Decimal(360) / 1024)
"""Knative's own requests (config/core/deployments): activator 300m and 60Mi; autoscaler, controller
and webhook 100m and 100Mi each. The ingress is not counted: containers need one, too."""


def container_request(name: str, resources: Mapping[str, Any]) -> ContainerRequest:
    """What the resources of a container set aside; a limit stands in for a request left out."""
    asked = {**resources.get("limits", {}), **resources.get("requests", {})}
    millicores = quantity(asked.get("cpu", 0)) * 1000
    return ContainerRequest(name, round(millicores), round(quantity(asked.get("memory", 0))))


def footprint(containers: Iterable[ContainerRequest]) -> Footprint:
    """All containers of a pod together."""
    known = list(containers)
    return Footprint(
        Decimal(sum(container.cpu_millicores for container in known)) / 1000,
        Decimal(sum(container.memory_bytes for container in known)) / _GIBIBYTE,
    )
