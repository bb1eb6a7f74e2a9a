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
    model_container,
    pod_fields,
    progress_deadline_seconds,
)
from modelbench.resources.template_pods import (
    KUBELET_PROBE_SECONDS,
    deployment_pod,
    template_metadata,
)


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
    name, deadline = benchmark.metadata.name, progress_deadline_seconds(variant.model)
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _metadata(benchmark, variant, role),
        "spec": {
            "replicas": replicas,
            "revisionHistoryLimit": 0,
            **({} if deadline is None else {"progressDeadlineSeconds": deadline}),
            "selector": {"matchLabels": selector(name, role, variant.name)},
            "template": {
                "metadata": template_metadata(variant.model, labels(name, role, variant.name)),
                "spec": _pod_spec(variant.model, role),
            },
        },
    }


def _pod_spec(model: Model, role: Role) -> dict[str, Any]:
    pod = _short_pod(model) if model.template is None else deployment_pod(model)
    if role is Role.START:
        pod["terminationGracePeriodSeconds"] = START_GRACE_SECONDS
    return pod


def _short_pod(model: Model) -> dict[str, Any]:
    container = model_container(model)
    # Knative sets it in its pods, and an image may listen where it says.
    container["env"].append({"name": "PORT", "value": str(model.port)})
    container["readinessProbe"]["periodSeconds"] = KUBELET_PROBE_SECONDS
    return {"containers": [{"name": MODEL_CONTAINER, **container}], **pod_fields(model)}


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
