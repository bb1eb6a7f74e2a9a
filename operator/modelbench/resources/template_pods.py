"""The pods of a template: what a Deployment's have, and what pods of both modes share."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.pod_template import (
    PodTemplate,
    containers,
    mappings,
    measured_container,
    measured_index,
)
from modelbench.api.spec import Model
from modelbench.api.template_check import checked_template
from modelbench.resources.pods import MODEL_CONTAINER, readiness_probe

KUBELET_PROBE_SECONDS = 1
"""The kubelet cannot probe more often."""

_CRASH_WORDS = "FallbackToLogsOnError"
"""The end of the log becomes the termination message, so that a crash can be told."""


def template_metadata(
    model: Model, labels: dict[str, str], annotations: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The metadata of a pod: the template's own, and in their place the benchmark's."""
    own = None if model.template is None else model.template.metadata
    found = {**(own.annotations if own else {}), **(annotations or {})}
    metadata: dict[str, Any] = {"labels": {**(own.labels if own else {}), **labels}}
    return {**metadata, "annotations": found} if found else metadata


def deployment_pod(model: Model) -> dict[str, Any]:
    """The template's spec as a pod of a Deployment. FormatError names what is wrong with it."""
    template = checked_template(model)
    found = [dict(one) for one in containers(template)]
    index = measured_index(template) or 0
    found[index] = measured(model, template)
    names = [one.get("name") for one in mappings(found[index].get("env"))]
    if "PORT" not in names:
        # Knative sets it in its pods, and an image may listen where it says.
        port = {"name": "PORT", "value": str(model.port)}
        found[index]["env"] = [*(found[index].get("env") or ()), port]
    if measured_container(template).get("readinessProbe") is None:
        found[index]["readinessProbe"]["periodSeconds"] = KUBELET_PROBE_SECONDS
    return {**template.spec, "containers": found}


def measured(model: Model, template: PodTemplate) -> dict[str, Any]:
    """The measured container with what a benchmark must own: name, port, a probe, last words."""
    container = {**measured_container(template), "name": MODEL_CONTAINER}
    if not container.get("ports"):
        container["ports"] = [{"containerPort": model.port}]
    if container.get("readinessProbe") is None:
        container["readinessProbe"] = readiness_probe(model)
    container.setdefault("terminationMessagePolicy", _CRASH_WORDS)
    return container
