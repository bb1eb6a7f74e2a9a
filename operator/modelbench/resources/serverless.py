"""A serverless variant: a Knative Service for each of its lanes."""

from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.knative import DEFAULT_RESPONSE_START_SECONDS
from modelbench.api.names import LANE_LABEL, Role
from modelbench.api.spec import Model, Serverless, Spec
from modelbench.api.variants import Variant
from modelbench.resources.autoscaling import autoscaling_annotations
from modelbench.resources.lambda_function import function_containers
from modelbench.resources.metadata import Manifest, child_metadata
from modelbench.resources.pods import (
    OwnImage,
    model_container,
    progress_deadline_seconds,
    pull_secrets,
    pull_secrets_named,
)
from modelbench.resources.queue_proxy import queue_proxy_annotations

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
    template = _template(benchmark, variant, variant.serverless, endpoint_image)
    template["metadata"]["labels"] = dict(metadata["labels"])
    metadata["labels"] |= _CLUSTER_LOCAL
    return {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {"template": template},
    }


def _template(
    benchmark: Benchmark, variant: Variant, serverless: Serverless, endpoint_image: OwnImage
) -> dict[str, Any]:
    """The revision. Its probe has no period, so queue-proxy probes every 50 ms."""
    return {
        "metadata": {
            "annotations": {
                **autoscaling_annotations(serverless),
                **queue_proxy_annotations(serverless.queue_proxy.resources),
                **_progress_deadline(benchmark.spec.model),
            }
        },
        "spec": {
            "containerConcurrency": serverless.container_concurrency,
            **_timeouts(benchmark, variant),
            "enableServiceLinks": False,
            "automountServiceAccountToken": False,
            "containers": _containers(benchmark, variant, serverless, endpoint_image),
            **_pull_secrets(variant, endpoint_image),
        },
    }


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


def _pull_secrets(variant: Variant, endpoint_image: OwnImage) -> dict[str, Any]:
    """Those of the model's image, and of the endpoint's where it has one beside it."""
    settings = variant.serverless
    if settings is None or settings.lambda_function is None:
        return pull_secrets(variant.model)
    name = variant.model.image_pull_secret_name
    own = endpoint_image.pods.image_pull_secret_names
    return pull_secrets_named(own if name is None else (name, *own))


def _progress_deadline(model: Model) -> dict[str, str]:
    seconds = progress_deadline_seconds(model)
    return {} if seconds is None else {_PROGRESS_DEADLINE: f"{seconds}s"}


def _containers(
    benchmark: Benchmark, variant: Variant, serverless: Serverless, endpoint_image: OwnImage
) -> list[dict[str, Any]]:
    function = serverless.lambda_function
    if function is None:
        return [model_container(variant.model)]
    name = benchmark.metadata.name
    return function_containers(variant.model, function, name, endpoint_image)
