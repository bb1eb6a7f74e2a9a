"""The serverless arm: a Knative Service that scales to zero."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.names import LANE_LABEL, SERVERLESS, Names, labels, owner_reference
from modelbench.api.spec import TARGET_UTILIZATION_PERCENT, Spec
from modelbench.resources.lambda_function import EndpointImage, function_containers
from modelbench.resources.pods import model_container, pull_secrets

_AUTOSCALING = "autoscaling.knative.dev"
# Knative's own defaults, which a cluster may have changed for all its services.
_DEFAULTS = {
    "class": "kpa.autoscaling.knative.dev",
    "scale-down-delay": "0s",
    "scale-to-zero-pod-retention-period": "0s",
    "panic-window-percentage": "10.0",
    "panic-threshold-percentage": "200.0",
    "target-utilization-percentage": str(TARGET_UTILIZATION_PERCENT),
}


def knative_service(
    benchmark: Mapping[str, Any],
    names: Names,
    spec: Spec,
    endpoint_image: EndpointImage,
    lane: int = 1,
) -> dict[str, Any]:
    """The Knative Service of a lane, reachable from within the cluster only.

    Its probe has no period, so queue-proxy probes every 50 ms. ``timeoutSeconds`` must cover the
    whole cold start, since the activator counts the time that a request waits for a pod.
    """
    lane_labels = {**labels(names.benchmark, SERVERLESS), LANE_LABEL: str(lane)}
    return {
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": {
            "name": names.serverless(lane),
            "namespace": names.namespace,
            "labels": {
                **lane_labels,
                "networking.knative.dev/visibility": "cluster-local",
            },
            "ownerReferences": [owner_reference(benchmark)],
        },
        "spec": {
            "template": {
                "metadata": {
                    "labels": lane_labels,
                    "annotations": autoscaling_annotations(spec),
                },
                "spec": {
                    "containerConcurrency": spec.serverless.container_concurrency,
                    "timeoutSeconds": spec.scenarios.cold_start_seconds,
                    "enableServiceLinks": False,
                    "automountServiceAccountToken": False,
                    "containers": _containers(names, spec, endpoint_image),
                    **pull_secrets(spec.model),
                },
            }
        },
    }


def _containers(names: Names, spec: Spec, endpoint_image: EndpointImage) -> list[dict[str, Any]]:
    function = spec.serverless.function
    if function is None:
        return [model_container(spec.model)]
    return function_containers(spec.model, function, names.benchmark, endpoint_image)


def autoscaling_annotations(spec: Spec) -> dict[str, str]:
    """The autoscaler's settings: they are part of the experiment.

    None that a revision can have is left to the cluster. Its alone are whether anything goes to
    zero, the grace period on the way there, and how fast pods may be added and taken away.
    """
    settings = spec.serverless
    own = {
        "min-scale": "0",
        "max-scale": str(settings.max_scale),
        "initial-scale": "1",
        "metric": "concurrency",
        "target": str(settings.target_concurrency),
        "target-burst-capacity": str(settings.target_burst_capacity),
        "window": f"{settings.stable_window_seconds}s",
    }
    return {f"{_AUTOSCALING}/{name}": value for name, value in (_DEFAULTS | own).items()}
