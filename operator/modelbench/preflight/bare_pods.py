"""The pods that a workload will have, so that admission can be asked about them before.

A Deployment, a Job or a Knative Service is taken whatever its pods are: Pod Security, quotas and
webhooks look at pods alone, and refuse them when nobody waits for an answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from modelbench.api.knative import KNATIVE_GROUP
from modelbench.api.pod_samples import QUEUE_PROXY
from modelbench.resources.metadata import Manifest
from modelbench.resources.pods import KNATIVE_MODEL_CONTAINER, restricted_container
from modelbench.resources.queue_proxy import QUEUE_PROXY_ANNOTATIONS

_OF_A_REVISION = (
    "containerConcurrency",
    "timeoutSeconds",
    "responseStartTimeoutSeconds",
    "idleTimeoutSeconds",
)
"""Fields beside those of a pod, which Knative keeps to itself."""

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
"""Knative completes and moves them, so that as they stand a pod could not have them."""

_LEAST_CPU = "25m"
"""Knative: what queue-proxy requests where nothing is said."""


def bare_pods(
    workloads: Iterable[Mapping[str, Any]],
    accounts: Iterable[str],
    knative: Mapping[str, str],
) -> Iterator[tuple[str, Manifest]]:
    """A pod of each template, once, with the name of its workload.

    ``workloads`` are as a dry run returned them, with all defaults. ``accounts`` are service
    accounts yet to be created, which no pod can have now. ``knative`` has the data of its ConfigMap
    config-deployment.
    """
    known: list[Any] = []
    for workload in workloads:
        template = workload.get("spec", {}).get("template")
        if template is None or template["spec"] in known:
            continue
        known.append(template["spec"])
        spec = _pod_spec(workload, template, knative)
        if spec.get("serviceAccountName") in set(accounts):
            spec = {k: v for k, v in spec.items() if not k.startswith("serviceAccount")}
        yield workload["metadata"]["name"], _pod(workload, template, spec)


def _pod(workload: Mapping[str, Any], template: Mapping[str, Any], spec: Manifest) -> Manifest:
    metadata = template.get("metadata", {})
    own = {part: metadata[part] for part in ("labels", "annotations") if metadata.get(part)}
    name, namespace = workload["metadata"]["name"], workload["metadata"]["namespace"]
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": f"{name}-preflight", "namespace": namespace, **own},
        "spec": spec,
    }


def _pod_spec(
    workload: Mapping[str, Any], template: Mapping[str, Any], knative: Mapping[str, str]
) -> Manifest:
    spec: Manifest = dict(template["spec"])
    if not workload["apiVersion"].startswith(KNATIVE_GROUP):
        return spec
    for field in _OF_A_REVISION:
        spec.pop(field, None)
    containers = [_without_probes(number, one) for number, one in enumerate(spec["containers"])]
    annotations = template.get("metadata", {}).get("annotations", {})
    spec["containers"] = [*containers, _queue_proxy(containers, annotations, knative)]
    return spec


def _without_probes(number: int, container: Mapping[str, Any]) -> Manifest:
    kept = {field: value for field, value in container.items() if field not in _PROBES}
    return {"name": f"{KNATIVE_MODEL_CONTAINER}-{number}", **kept}


def _queue_proxy(
    containers: list[Manifest], annotations: Mapping[str, str], knative: Mapping[str, str]
) -> Manifest:
    """The container that Knative adds, as far as admission looks at it.

    Source: knative.dev/serving, pkg/reconciler/revision/resources/queue.go.
    """
    resources: Manifest = {"requests": {"cpu": _LEAST_CPU}}
    for (part, resource), annotation in QUEUE_PROXY_ANNOTATIONS.items():
        setting = f"queue-sidecar-{resource}-{part.removesuffix('s')}"
        if value := annotations.get(annotation) or knative.get(setting):
            resources.setdefault(part, {})[resource] = value
    return {
        "name": QUEUE_PROXY,
        "image": knative.get("queue-sidecar-image", containers[0]["image"]),
        "resources": resources,
        "securityContext": {**restricted_container(), "readOnlyRootFilesystem": True},
    }
