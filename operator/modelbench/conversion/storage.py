"""How a model comes to /mnt/models: what KServe's storage initializer does, in words of a pod."""

import json
from collections.abc import Sequence

from modelbench.conversion.findings import Document, Findings, Json, items, mapping
from modelbench.conversion.serving_runtime import SERVING_CONTAINER

_TARGET = "/mnt/models"
_VOLUME = "kserve-provision-location"
_CONFIGURATION = "inferenceservice-config"
_CLAIM = "pvc://"


def with_storage(pod: Json, model: Json, others: Sequence[Document], findings: Findings) -> Json:
    """The pod with the volume of its model, and with the container that fetches it where needed.

    A claim is mounted as it is. Anything else is fetched by the image in KServe's configuration,
    which is a ConfigMap of the cluster.
    """
    uri = model.get("storageUri")
    if not uri:
        if model.get("storage"):
            findings.lack("spec.model.template", "spec.predictor.model.storage names a key of a "
                          "Secret that only KServe reads: add what fetches the model")  # fmt: skip
        return pod
    if str(uri).startswith(_CLAIM):
        return _with_claim(pod, str(uri).removeprefix(_CLAIM))
    image = initializer_image(others)
    if image is None:
        findings.lack(
            "spec.model.template",
            f"KServe fetches {uri} into {_TARGET}: the image of its storage initializer is in "
            f"ConfigMap {_CONFIGURATION}, which was not found; add it as an init container",
        )
        return _mounted(pod, {"name": _VOLUME, "emptyDir": {}}, {})
    findings.note(f"the init container fetches {uri}, without KServe's credentials")
    mounted = _mounted(pod, {"name": _VOLUME, "emptyDir": {}}, {})
    fetch = {
        "name": "storage-initializer",
        "image": image,
        "args": [str(uri), _TARGET],
        "volumeMounts": [{"name": _VOLUME, "mountPath": _TARGET}],
    }
    return {**mounted, "initContainers": [*items(pod.get("initContainers")), fetch]}


def initializer_image(documents: Sequence[Document]) -> str | None:
    """The image in KServe's ConfigMap, or None where it is not among the documents."""
    for one in documents:
        if mapping(one.get("metadata")).get("name") == _CONFIGURATION:
            text = mapping(one.get("data")).get("storageInitializer")
            try:
                return str(json.loads(str(text))["image"])
            except (ValueError, KeyError, TypeError):
                return None
    return None


def _with_claim(pod: Json, rest: str) -> Json:
    claim, _, path = rest.partition("/")
    volume = {"name": _VOLUME, "persistentVolumeClaim": {"claimName": claim, "readOnly": True}}
    return _mounted(pod, volume, {"subPath": path} if path.strip("/") else {})


def _mounted(pod: Json, volume: Json, more: Json) -> Json:
    mount = {"name": _VOLUME, "mountPath": _TARGET, "readOnly": True, **more}
    containers = [
        {**one, "volumeMounts": [*items(one.get("volumeMounts")), mount]}
        if one.get("name") == SERVING_CONTAINER
        else one
        for one in items(pod.get("containers"))
    ]
    return {**pod, "volumes": [*items(pod.get("volumes")), volume], "containers": containers}
