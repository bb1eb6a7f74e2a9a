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
_CPU, _MEMORY = "cpu", "memory"

Amounts = tuple[tuple[str, Decimal], ...]
"""By the names of resources, which are sorted, in their base units."""

DEFAULT_QUEUE_PROXY = ContainerRequest(QUEUE_PROXY, QUEUE_PROXY_CPU_MILLICORES, 0)


@dataclass(frozen=True)
class Footprint:
    """What is set aside for a pod: vCPUs, GiB, and any other resource such as a GPU."""

    vcpu: Decimal
    gibibytes: Decimal
    others: Amounts = ()

    def __add__(self, other: "Footprint") -> "Footprint":
        return Footprint(
            self.vcpu + other.vcpu,
            self.gibibytes + other.gibibytes,
            summed([*self.others, *other.others]),
        )


CONTROL_PLANE = Footprint(
    Decimal(CONTROL_PLANE_CPU_MILLICORES) / 1000, Decimal(CONTROL_PLANE_MEMORY_MEBIBYTES) / 1024
)


def summed(amounts: Iterable[tuple[str, Decimal]]) -> Amounts:
    """One amount for each name."""
    found: dict[str, Decimal] = {}
    for name, amount in amounts:
        found[name] = found.get(name, Decimal(0)) + amount
    return tuple(sorted(found.items()))


def scaled(amounts: Amounts, factor: Decimal) -> Amounts:
    """So many times as much of each."""
    return tuple((name, amount * factor) for name, amount in amounts)


def container_request(name: str, resources: Mapping[str, Any]) -> ContainerRequest:
    """What the resources of a container set aside; a limit stands in for a request left out.

    Kubernetes rounds up, too.
    """
    limits, requests = resources.get("limits", {}), resources.get("requests", {})
    asked = {resource: quantity(amount) for resource, amount in {**limits, **requests}.items()}
    millicores, size = asked.pop(_CPU, Decimal(0)) * 1000, asked.pop(_MEMORY, Decimal(0))
    others = {resource: format(amount, "f") for resource, amount in asked.items() if amount}
    return ContainerRequest(name, ceil(millicores), ceil(size), others)


def requested_footprint(requests: Mapping[str, Decimal]) -> Footprint:
    """What is set aside, of amounts in base units; what is asked for as 0 is not asked for.

    Kubernetes rounds up to millicores and bytes, too.
    """
    others = {n: a for n, a in requests.items() if n not in (_CPU, _MEMORY) and a}
    return Footprint(
        Decimal(ceil(requests.get(_CPU, Decimal(0)) * 1000)) / 1000,
        Decimal(ceil(requests.get(_MEMORY, Decimal(0)))) / _GIBIBYTE,
        tuple(sorted(others.items())),
    )


def footprint(containers: Iterable[ContainerRequest]) -> Footprint:
    """All containers of a pod together."""
    known = list(containers)
    return Footprint(
        Decimal(sum(container.cpu_millicores for container in known)) / 1000,
        Decimal(sum(container.memory_bytes for container in known)) / _GIBIBYTE,
        summed((n, Decimal(a)) for container in known for n, a in container.others.items()),
    )
