"""The containers of a ServingRuntime, with what an InferenceService's model changes in them."""

import re
from collections.abc import Sequence
from typing import Any

from modelbench.conversion.findings import Document, Json, items, mapping

SERVING_CONTAINER = "kserve-container"
PLACEHOLDER_IMAGE = "example.com/image-of-the-runtime"
# Fields of a model beside those of a container.
_NOT_OF_A_CONTAINER = (
    "modelFormat", "runtime", "storageUri", "storage", "protocolVersion", "runtimeVersion",
)  # fmt: skip
_OF_A_RUNTIME_ALONE = (
    "supportedModelFormats", "protocolVersions", "multiModel", "disabled", "grpcEndpoint",
    "grpcDataEndpoint", "httpDataEndpoint", "builtInAdapter", "storageHelper", "workerSpec",
    "replicas", "annotations", "labels", "containers",
)  # fmt: skip


def model_format(model: Json) -> str:
    """The name of a model's format, such as sklearn."""
    return str(mapping(model.get("modelFormat")).get("name") or "")


def chosen_runtime(model: Json, documents: Sequence[Document]) -> Json | None:
    """The runtime that a model names, or the one that KServe would choose for its format.

    One of the namespace comes before one of the cluster, as with KServe.
    """
    runtimes = [mapping(one) for one in documents
                if one.get("kind") in ("ServingRuntime", "ClusterServingRuntime")]  # fmt: skip
    runtimes.sort(key=lambda one: one["kind"] != "ServingRuntime")
    named = model.get("runtime")
    if named:
        fitting = [one for one in runtimes if mapping(one.get("metadata")).get("name") == named]
    else:
        fitting = [one for one in runtimes if _priority(one, model) is not None]
        fitting.sort(key=lambda one: -(_priority(one, model) or 0))
    return fitting[0] if fitting else None


def _priority(runtime: Json, model: Json) -> int | None:
    """How much a runtime is to be preferred for a format; None where it is not chosen by itself."""
    spec, wanted = mapping(runtime.get("spec")), mapping(model.get("modelFormat"))
    protocol = model.get("protocolVersion")
    if spec.get("disabled") or (protocol and protocol not in (spec.get("protocolVersions") or ())):
        return None
    for one in items(spec.get("supportedModelFormats")):
        version = wanted.get("version") in (None, one.get("version"))
        if one.get("name") == wanted.get("name") and version and one.get("autoSelect"):
            return int(one.get("priority") or 0)
    return None


def merged_pod(pod: Json, model: Json, runtime: Json, metadata: Json) -> Json:
    """The pod of a runtime with a predictor's fields, its model's container merged in by name."""
    spec = mapping(runtime.get("spec"))
    base = {key: value for key, value in spec.items() if key not in _OF_A_RUNTIME_ALONE}
    own = {key: value for key, value in model.items() if key not in _NOT_OF_A_CONTAINER}
    containers = [
        _merged_container(one, own) if one.get("name") == SERVING_CONTAINER else one
        for one in items(spec.get("containers"))
    ]
    filled: list[Json] = _filled(containers, metadata)
    lists = {
        key: [*items(base.get(key)), *items(pod.get(key))]
        for key in ("volumes", "tolerations", "imagePullSecrets")
        if base.get(key) or pod.get(key)
    }
    return {**base, **pod, **lists, "containers": filled}


def _merged_container(runtime: Json, model: Json) -> Json:
    """KServe: a model's args come after the runtime's, its variables replace those of the name."""
    found = {**runtime, **model, "name": SERVING_CONTAINER}
    found["args"] = [*(runtime.get("args") or ()), *(model.get("args") or ())]
    variables = {one.get("name"): one for one in items(runtime.get("env"))}
    variables |= {one.get("name"): one for one in items(model.get("env"))}
    found["env"] = list(variables.values())
    before, after = mapping(runtime.get("resources")), mapping(model.get("resources"))
    found["resources"] = {
        part: {**mapping(before.get(part)), **mapping(after.get(part))}
        for part in ("requests", "limits")
        if part in before or part in after
    }
    return {key: value for key, value in found.items() if value not in ([], {})}


def _filled(value: Any, metadata: Json) -> Any:
    """Texts of a runtime with the name, labels and annotations of the InferenceService in them."""
    if isinstance(value, dict):
        return {key: _filled(inner, metadata) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, metadata) for inner in value]
    return _text(value, metadata) if isinstance(value, str) else value


def _text(text: str, metadata: Json) -> str:
    for field in ("Name", "Namespace"):
        if metadata.get(field.lower()):
            text = re.sub(rf"{{{{\s*\.{field}\s*}}}}", str(metadata[field.lower()]), text)
    for field in ("Labels", "Annotations"):
        for key, value in mapping(metadata.get(field.lower())).items():
            text = re.sub(rf"{{{{\s*\.{field}\.{re.escape(key)}\s*}}}}", str(value), text)
    return text
