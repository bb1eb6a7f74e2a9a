"""Finds what a source runs: a Deployment, a Knative or Cloud Run Service, an InferenceService."""

from collections.abc import Iterable, Sequence

from modelbench.conversion.findings import (
    ConversionError,
    Document,
    Findings,
    Json,
    Workload,
    items,
    mapping,
)
from modelbench.conversion.inference_service import inference_service
from modelbench.conversion.scaling import autoscaler_of, replicas_of, serverless_of

_KNATIVE = "serving.knative.dev/"
_KSERVE = "serving.kserve.io/"
_CLOUD_RUN = "run.googleapis.com/"
_SERVICE_BOUNDS = ("minScale", "maxScale")
# What Cloud Run writes about a service, which says nothing of how it runs.
_OF_CLOUD_RUN_ALONE = ("ingress", "ingress-status", "operation-id", "urls", *_SERVICE_BOUNDS)
_KNATIVE_TIMEOUT_SECONDS = 300
"""Knative: the default of ``timeoutSeconds``, which it writes into every revision."""


def unpacked(documents: Iterable[object]) -> list[Document]:
    """The documents of a file, with the items of each List in its place.

    ConversionError when one is no manifest.
    """
    found: list[Document] = []
    for document in documents:
        one = mapping(document)
        found += unpacked(one.get("items") or []) if one.get("kind") == "List" else [one]
    return found


def is_workload(document: Document) -> bool:
    """Whether a document is something that a benchmark can be made of."""
    group, kind = str(document.get("apiVersion", "")), document.get("kind")
    return (
        (kind == "Deployment" and group.startswith("apps/"))
        or (kind == "Service" and group.startswith(_KNATIVE))
        or (kind == "InferenceService" and group.startswith(_KSERVE))
    )


def workload_of(documents: Sequence[Document], findings: Findings) -> Workload:
    """The only workload among documents, with what others among them say of it.

    ConversionError when there is none, or more than one.
    """
    found = [one for one in documents if is_workload(one)]
    if len(found) != 1:
        kinds = "a Deployment, Knative Service, Cloud Run service or InferenceService"
        names = ", ".join(f"{one.get('kind')} {_name(one)}" for one in found)
        problem = f"it has {len(found)} ({names}): give one of them" if found else "it has none"
        raise ConversionError(f"a benchmark is made from {kinds}, and {problem}")
    [one] = found
    others = [other for other in documents if other is not one]
    if one["kind"] == "Deployment":
        return _deployment(one, others, findings)
    if one["kind"] == "Service":
        return _knative_service(one, findings)
    return inference_service(one, others, findings)


def _name(document: Document) -> str:
    return str(mapping(document.get("metadata")).get("name") or "model")


def _deployment(document: Document, others: Sequence[Document], findings: Findings) -> Workload:
    spec, name = mapping(document.get("spec")), _name(document)
    template = mapping(spec.get("template"))
    metadata = mapping(template.get("metadata"))
    return Workload(
        kind="Deployment",
        name=name,
        pod=mapping(template.get("spec")),
        annotations=mapping(metadata.get("annotations")),
        labels=mapping(metadata.get("labels")),
        containerized=replicas_of(spec.get("replicas"), autoscaler_of(others, name), findings),
    )


def _knative_service(document: Document, findings: Findings) -> Workload:
    spec = mapping(document.get("spec"))
    template = mapping(spec.get("template"))
    metadata, pod = mapping(template.get("metadata")), mapping(template.get("spec"))
    annotations = mapping(metadata.get("annotations"))
    # Cloud Run takes the bounds of a whole service, beside those of a revision.
    outer = mapping(mapping(document.get("metadata")).get("annotations"))
    is_cloud_run = any(key.startswith(_CLOUD_RUN) for key in (*outer, *annotations))
    _note_cloud_run({**outer, **annotations}, findings)
    _note_traffic(spec, findings)
    concurrency, timeout = pod.pop("containerConcurrency", None), pod.pop("timeoutSeconds", None)
    for name in ("responseStartTimeoutSeconds", "idleTimeoutSeconds"):
        pod.pop(name, None)
    if pod.get("enableServiceLinks") is False:
        # Knative's own default, which it writes into every revision.
        del pod["enableServiceLinks"]
    if timeout and timeout != _KNATIVE_TIMEOUT_SECONDS:
        findings.note(f"left out: timeoutSeconds: {timeout}; set model.request.timeoutSeconds")
    return Workload(
        kind="Cloud Run service" if is_cloud_run else "Knative Service",
        name=_name(document),
        pod=_on_kubernetes(pod, findings) if is_cloud_run else pod,
        annotations=annotations,
        labels=mapping(metadata.get("labels")),
        serverless=serverless_of(_scaling(outer, annotations), concurrency, findings),
    )


def _scaling(outer: Json, annotations: Json) -> Json:
    """The annotations of a revision, with the bounds that Cloud Run has on a whole service."""
    bounds = {
        f"autoscaling.knative.dev/{name}": outer[f"{_CLOUD_RUN}{name}"]
        for name in _SERVICE_BOUNDS
        if f"{_CLOUD_RUN}{name}" in outer
    }
    return {**outer, **annotations, **bounds}


def _note_cloud_run(annotations: Json, findings: Findings) -> None:
    for key, value in sorted(annotations.items()):
        group, _, name = key.partition("/")
        told = name in _OF_CLOUD_RUN_ALONE or name.startswith("client")
        if f"{group}/" == _CLOUD_RUN and not told:
            findings.note(f"left out: {key}: {value}, which only Cloud Run knows")


def _note_traffic(spec: Json, findings: Findings) -> None:
    targets = items(spec.get("traffic"))
    if any(not target.get("latestRevision", True) for target in targets) or len(targets) > 1:
        findings.note("left out: spec.traffic; only the template is measured")


def _on_kubernetes(pod: Json, findings: Findings) -> Json:
    """A pod without the fields that Cloud Run gives another meaning than Kubernetes."""
    found = dict(pod)
    account = str(found.get("serviceAccountName") or "")
    if "@" in account:
        del found["serviceAccountName"]
        findings.note(f"left out: the Google service account {account}")
    selector = mapping(found.pop("nodeSelector", None))
    for key, value in selector.items():
        findings.note(f"left out: nodeSelector {key}: {value}; choose nodes of this cluster")
    for container in items(found.get("containers")):
        for variable in items(container.get("env")):
            secret = mapping(mapping(variable.get("valueFrom")).get("secretKeyRef"))
            if secret:
                findings.note(
                    f"env {variable.get('name')}: Cloud Run's Secret {secret.get('name')} has a "
                    f"version, {secret.get('key')}, where Kubernetes has a key: create a Secret "
                    "for it"
                )
    return found
