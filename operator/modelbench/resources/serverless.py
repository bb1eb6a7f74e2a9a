"""A serverless variant: a Knative Service for each of its lanes."""

from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import LANE_LABEL, Role
from modelbench.api.spec import Model, Serverless
from modelbench.api.variants import Variant
from modelbench.resources.autoscaling import autoscaling_annotations
from modelbench.resources.knative_pods import knative_pod
from modelbench.resources.lambda_function import function_containers
from modelbench.resources.metadata import Manifest, child_metadata
from modelbench.resources.pods import OwnImage, model_container, pod_fields
from modelbench.resources.template_pods import template_metadata

__all__ = ["autoscaling_annotations", "knative_service"]

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
    template["metadata"] = template_metadata(
        variant.model, dict(metadata["labels"]), autoscaling_annotations(variant.serverless)
    )
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
    """The revision. Its probe has no period, so queue-proxy probes every 50 ms.

    ``timeoutSeconds`` must cover the whole cold start, since the activator counts the time that a
    request waits for a pod.
    """
    return {
        "spec": {
            "containerConcurrency": serverless.container_concurrency,
            "timeoutSeconds": benchmark.spec.scenarios.cold_start_seconds,
            **_pod(benchmark, variant.model, serverless, endpoint_image),
        },
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
    return pod
