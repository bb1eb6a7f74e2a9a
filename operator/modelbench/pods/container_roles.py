"""What a container of a model's pod is there for."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from modelbench.api.pod_samples import QUEUE_PROXY
from modelbench.api.quantity import quantity

_MEASURED = ("model", "user-container")
"""A template's or a Deployment's measured container, and Knative's name for one without."""

_OWN = (QUEUE_PROXY, "lambda-endpoint")
"""What Knative and the benchmark put beside the model."""


def cpu_limit(pod: Mapping[str, Any]) -> tuple[str, Decimal] | None:
    """The model's container and its limit of CPU, in cores; None where it has none.

    It is that of the pod itself, in which a LimitRange may have set it.
    """
    by_name = {one["name"]: one for one in pod["spec"]["containers"]}
    name = next((one for one in _MEASURED if one in by_name), None)
    if name is None:
        return None
    limit = by_name[name].get("resources", {}).get("limits", {}).get("cpu")
    return None if limit is None else (name, quantity(limit))


def described(pod: Mapping[str, Any], name: str) -> str:
    """The container in words: ``init container fetch``, ``sidecar cache``, ``container model``."""
    if name in _init_names(pod):
        return f"{'sidecar' if name in _restarted(pod) else 'init container'} {name}"
    return f"{'sidecar' if is_beside_the_model(pod, name) else 'container'} {name}"


def is_beside_the_model(pod: Mapping[str, Any], name: str) -> bool:
    """Whether it is an init container or a sidecar of the user's."""
    if name in _init_names(pod):
        return True
    names = [one["name"] for one in pod.get("status", {}).get("containerStatuses", ())]
    measured = next((one for one in _MEASURED if one in names), None)
    return measured is not None and name != measured and name not in _OWN


def running_init_container(pod: Mapping[str, Any]) -> str | None:
    """The name of the init container for whose end the others wait; None when there is none."""
    known = pod.get("status", {}).get("initContainerStatuses", ())
    running = (one["name"] for one in known if "running" in one.get("state", {}))
    return next((name for name in running if name not in _restarted(pod)), None)


def _init_names(pod: Mapping[str, Any]) -> list[str]:
    return [one["name"] for one in pod.get("status", {}).get("initContainerStatuses", ())]


def _restarted(pod: Mapping[str, Any]) -> list[str]:
    """The init containers that go on beside the others: Kubernetes calls them sidecars."""
    starting = pod.get("spec", {}).get("initContainers", ())
    return [one["name"] for one in starting if one.get("restartPolicy") == "Always"]
