"""What one pod of a model asks for: any resource, as the scheduler counts it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from modelbench.api.container_resources import complete
from modelbench.api.pod_template import containers, mapping
from modelbench.api.quantity import quantity
from modelbench.api.spec import Model

Requests = dict[str, Decimal]


def pod_requests(model: Model) -> Requests:
    """Each resource in its base unit: cores, bytes, or how many.

    Kubernetes' effective request of a pod: the sum over its containers and its sidecars among the
    init containers, or what one of the other init containers needs where that is more. A limit
    stands in for a request left out. FormatError when a quantity is none.
    """
    if model.template is None:
        return container_requests(complete(model.resources))
    running = [container_requests(one.get("resources")) for one in containers(model.template)]
    sidecars, starting = Requests(), Requests()
    for one in containers(model.template, "initContainers"):
        asked = container_requests(one.get("resources"))
        if one.get("restartPolicy") == "Always":
            sidecars = _sum([sidecars, asked])
            starting = _most(starting, sidecars)
        else:
            starting = _most(starting, _sum([sidecars, asked]))
    return _most(_sum([*running, sidecars]), starting)


def container_requests(resources: Any) -> Requests:
    """What one container's resources ask for. FormatError when a quantity is none."""
    found = mapping(resources)
    asked: Mapping[str, Any] = {**mapping(found.get("limits")), **mapping(found.get("requests"))}
    return {name: quantity(str(value)) for name, value in asked.items()}


def _sum(parts: Iterable[Requests]) -> Requests:
    total = Requests()
    for part in parts:
        for name, amount in part.items():
            total[name] = total.get(name, Decimal(0)) + amount
    return total


def _most(first: Requests, second: Requests) -> Requests:
    names = {**first, **second}
    return {name: max(first.get(name, Decimal(0)), second.get(name, Decimal(0))) for name in names}
