"""A containerized variant: a Deployment that serves, and a second one whose start is measured."""

from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import Role, labels, selector
from modelbench.api.spec import Model
from modelbench.api.variants import Variant
from modelbench.resources.metadata import Manifest, child_metadata
from modelbench.resources.pods import (
    MODEL_CONTAINER,
    START_GRACE_SECONDS,
    TERMINATION_GRACE_SECONDS,
    model_container,
    pull_secrets,
)

_KUBELET_PROBE_SECONDS = 1
"""The kubelet cannot probe more often."""


def deployment(benchmark: Benchmark, variant: Variant) -> Manifest:
    """The Deployment that always runs the asked number of replicas."""
    return _deployment(benchmark, variant, Role.MODEL, variant.kept_pods)


def start_deployment(benchmark: Benchmark, variant: Variant) -> Manifest:
    """A Deployment of the same pods at zero replicas; the runner scales it for each trial."""
    return _deployment(benchmark, variant, Role.START, 0)


def service(benchmark: Benchmark, variant: Variant) -> Manifest:
    """The Service of the Deployment that serves, on port 80."""
    return _service(benchmark, variant, Role.MODEL)


def start_service(benchmark: Benchmark, variant: Variant) -> Manifest:
    """The Service of the Deployment whose start is measured, on port 80."""
    return _service(benchmark, variant, Role.START)


def _deployment(benchmark: Benchmark, variant: Variant, role: Role, replicas: int) -> Manifest:
    name = benchmark.metadata.name
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _metadata(benchmark, variant, role),
        "spec": {
            "replicas": replicas,
            "revisionHistoryLimit": 0,
            "selector": {"matchLabels": selector(name, role, variant.name)},
            "template": {
                "metadata": {"labels": labels(name, role, variant.name)},
                "spec": _pod_spec(variant.model, role),
            },
        },
    }


def _pod_spec(model: Model, role: Role) -> dict[str, Any]:
    grace = START_GRACE_SECONDS if role is Role.START else TERMINATION_GRACE_SECONDS
    container = model_container(model)
    # Knative sets it in its pods, and an image may listen where it says.
    container["env"].append({"name": "PORT", "value": str(model.port)})
    container["readinessProbe"]["periodSeconds"] = _KUBELET_PROBE_SECONDS
    return {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": grace,
        "containers": [{"name": MODEL_CONTAINER, **container}],
        **pull_secrets(model),
    }


def _service(benchmark: Benchmark, variant: Variant, role: Role) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(benchmark, variant, role),
        "spec": {
            "selector": selector(benchmark.metadata.name, role, variant.name),
            "ports": [{"name": "http", "port": 80, "targetPort": variant.model.port}],
        },
    }


def _metadata(benchmark: Benchmark, variant: Variant, role: Role) -> Manifest:
    names = benchmark.names
    name = names.start(variant.name) if role is Role.START else names.variant(variant.name)
    return child_metadata(benchmark, name, role, variant.name)
