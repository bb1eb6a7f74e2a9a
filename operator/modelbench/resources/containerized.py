"""The containerized arm: a fixed Deployment, and a second one whose start is measured."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.names import (
    CONTAINERIZED,
    CONTAINERIZED_START,
    PATH_LABEL,
    Names,
    labels,
    owner_reference,
)
from modelbench.api.spec import Model, Spec
from modelbench.resources.pods import (
    MODEL_CONTAINER,
    TERMINATION_GRACE_SECONDS,
    model_container,
    pull_secrets,
)

KUBELET_PROBE_SECONDS = 1


def fixed_deployment(benchmark: Mapping[str, Any], names: Names, spec: Spec) -> dict[str, Any]:
    """The Deployment that always runs the asked number of replicas."""
    replicas = spec.containerized.replicas
    return _deployment(benchmark, names, spec.model, names.containerized, CONTAINERIZED, replicas)


def start_deployment(benchmark: Mapping[str, Any], names: Names, spec: Spec) -> dict[str, Any]:
    """A Deployment of the same pods at zero replicas; the runner scales it for each trial."""
    return _deployment(
        benchmark, names, spec.model, names.containerized_start, CONTAINERIZED_START, 0
    )


def fixed_service(benchmark: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The Service of the fixed Deployment, on port 80."""
    return _service(benchmark, names, names.containerized, CONTAINERIZED)


def start_service(benchmark: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The Service of the Deployment whose start is measured, on port 80."""
    return _service(benchmark, names, names.containerized_start, CONTAINERIZED_START)


def _deployment(
    benchmark: Mapping[str, Any], names: Names, model: Model, name: str, path: str, replicas: int
) -> dict[str, Any]:
    selector = _selector(names, path)
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _metadata(benchmark, names, name, path),
        "spec": {
            "replicas": replicas,
            "revisionHistoryLimit": 0,
            "selector": {"matchLabels": selector},
            "template": {
                "metadata": {"labels": labels(names.benchmark, path)},
                "spec": _pod_spec(model),
            },
        },
    }


def _pod_spec(model: Model) -> dict[str, Any]:
    container = model_container(model)
    # Knative sets it on the other path, and an image may listen where it says.
    container["env"].append({"name": "PORT", "value": str(model.port)})
    # The kubelet cannot probe more often than once a second.
    container["readinessProbe"]["periodSeconds"] = KUBELET_PROBE_SECONDS
    return {
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": TERMINATION_GRACE_SECONDS,
        "containers": [{"name": MODEL_CONTAINER, **container}],
        **pull_secrets(model),
    }


def _service(benchmark: Mapping[str, Any], names: Names, name: str, path: str) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(benchmark, names, name, path),
        "spec": {
            "selector": _selector(names, path),
            "ports": [{"name": "http", "port": 80, "targetPort": _target_port(benchmark)}],
        },
    }


def _target_port(benchmark: Mapping[str, Any]) -> int:
    port: int = benchmark["spec"]["model"]["port"]
    return port


def _selector(names: Names, path: str) -> dict[str, str]:
    return {"app.kubernetes.io/instance": names.benchmark, PATH_LABEL: path}


def _metadata(benchmark: Mapping[str, Any], names: Names, name: str, path: str) -> dict[str, Any]:
    return {
        "name": name,
        "namespace": names.namespace,
        "labels": labels(names.benchmark, path),
        "ownerReferences": [owner_reference(benchmark)],
    }
