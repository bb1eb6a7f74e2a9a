"""A serverless variant: a Knative Service for each of its lanes."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.knative import DEFAULT_RESPONSE_START_SECONDS
from modelbench.api.names import LANE_LABEL, Role
from modelbench.api.spec import Model, Serverless, Spec
from modelbench.api.variants import Variant
from modelbench.resources.autoscaling import autoscaling_annotations
from modelbench.resources.knative_pods import knative_pod
from modelbench.resources.lambda_function import function_containers
from modelbench.resources.metadata import Manifest, child_metadata
from modelbench.resources.pods import (
    OwnImage,
    model_container,
    pod_fields,
    progress_deadline_seconds,
    pull_secrets_named,
)
from modelbench.resources.queue_proxy import queue_proxy_annotations
from modelbench.resources.template_pods import template_metadata

__all__ = ["autoscaling_annotations", "knative_service", "timeout_seconds"]

_PROGRESS_DEADLINE = "serving.knative.dev/progress-deadline"
_CLUSTER_LOCAL = {"networking.knative.dev/visibility": "cluster-local"}


def knative_service(
    benchmark: Benchmark, variant: Variant, endpoint_image: OwnImage, lane: int = 1
) -> Manifest:
    """The Knative Service of a lane, reachable from within the cluster only.

    ValueError when the variant is not serverless.
    """
    if variant.serverless is None:
        raise ValueError(f"variant {variant.name} is not serverless")
    name = benchmark.names.variant(variant.name, lane)
    lane_label = {LANE_LABEL: str(lane)}
    metadata = child_metadata(benchmark, name, Role.MODEL, variant.name, **lane_label)
    template = {
        "metadata": template_metadata(
            variant.model, dict(metadata["labels"]), _annotations(benchmark, variant.serverless)
        ),
        "spec": _revision(benchmark, variant, variant.serverless, endpoint_image),
    }
    metadata["labels"] |= _CLUSTER_LOCAL
    return {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {"template": template},
    }


def _annotations(benchmark: Benchmark, serverless: Serverless) -> dict[str, str]:
    return {
        **autoscaling_annotations(serverless),
        **queue_proxy_annotations(serverless.queue_proxy.resources),
        **_progress_deadline(benchmark.spec.model),
    }


def _revision(
    benchmark: Benchmark, variant: Variant, serverless: Serverless, endpoint_image: OwnImage
) -> dict[str, Any]:
    """Its probe has no period, so queue-proxy probes every 50 ms."""
    return {
        "containerConcurrency": serverless.container_concurrency,
        **_timeouts(benchmark, variant),
        **_pod(benchmark, variant.model, serverless, endpoint_image),
    }


def _pod(
    benchmark: Benchmark, model: Model, serverless: Serverless, endpoint_image: OwnImage
) -> dict[str, Any]:
    function, name = serverless.lambda_function, benchmark.metadata.name
    if model.template is not None:
        pod = knative_pod(model, as_function=function is not None).spec
    else:
        pod = {"containers": [model_container(model)], **pod_fields(model)}
        # Knative takes nothing but false; true is what a pod has by itself.
        if model.automount_service_account_token:
            del pod["automountServiceAccountToken"]
    if function is not None:
        pod["containers"] = function_containers(
            pod["containers"], model, function, name, endpoint_image
        )
        pod |= _with_own_pull_secrets(pod, endpoint_image)
    return pod


def timeout_seconds(spec: Spec, variant: Variant) -> int:
    """How long a request may take. It covers a whole cold start where there are any.

    The activator counts the time that a request waits for a pod; where pods are kept none waits.
    """
    if variant.scales_to_zero:
        return spec.start_seconds
    return max(spec.scenarios.cold_start_seconds, variant.model.request.timeout_seconds)


def _timeouts(benchmark: Benchmark, variant: Variant) -> dict[str, int]:
    """The revision's. Knative would wait for a response's first byte no longer than by default."""
    seconds = timeout_seconds(benchmark.spec, variant)
    if seconds <= DEFAULT_RESPONSE_START_SECONDS:
        return {"timeoutSeconds": seconds}
    return {"timeoutSeconds": seconds, "responseStartTimeoutSeconds": seconds}


def _with_own_pull_secrets(pod: Mapping[str, Any], endpoint_image: OwnImage) -> dict[str, Any]:
    """Those that the pod names, and those of the endpoint's image beside it."""
    named = [reference["name"] for reference in pod.get("imagePullSecrets", ())]
    return pull_secrets_named([*named, *endpoint_image.pods.image_pull_secret_names])


def _progress_deadline(model: Model) -> dict[str, str]:
    seconds = progress_deadline_seconds(model)
    return {} if seconds is None else {_PROGRESS_DEADLINE: f"{seconds}s"}
