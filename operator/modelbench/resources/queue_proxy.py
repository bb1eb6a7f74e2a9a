"""The annotations by which a revision sets the resources of its queue-proxy."""

from collections.abc import Mapping
from typing import Any

_GROUP = "queue.sidecar.serving.knative.dev"

QUEUE_PROXY_ANNOTATIONS = {
    (f"{part}s", resource): f"{_GROUP}/{resource}-resource-{part}"
    for part in ("request", "limit")
    for resource in ("cpu", "memory", "ephemeral-storage")
}
"""Annotations by part and resource: knative.dev/serving, pkg/apis/serving/register.go."""


def queue_proxy_annotations(resources: Mapping[str, Any]) -> dict[str, str]:
    """The annotations for these resources; what is not given is left to Knative."""
    return {
        annotation: str(resources[part][resource])
        for (part, resource), annotation in QUEUE_PROXY_ANNOTATIONS.items()
        if resource in resources.get(part, {})
    }
