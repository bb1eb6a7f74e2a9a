"""KServe's InferenceService: the pod of its predictor, with the ServingRuntime where it is known.

Names and merging: github.com/kserve/kserve, pkg/apis/serving/v1beta1 and
pkg/controller/v1beta1/inferenceservice/utils.
"""

from collections.abc import Sequence

from modelbench.conversion.findings import Document, Findings, Json, Workload, mapping
from modelbench.conversion.scaling import serverless_of
from modelbench.conversion.serving_runtime import (
    PLACEHOLDER_IMAGE,
    SERVING_CONTAINER,
    chosen_runtime,
    merged_pod,
    model_format,
)
from modelbench.conversion.storage import with_storage

_POD_FIELD = "spec.model.template"
# What a predictor has beside the fields of a pod.
_SETTINGS = (
    "minReplicas", "maxReplicas", "scaleTarget", "scaleMetric", "scaleMetricType", "autoScaling",
    "containerConcurrency", "timeout", "canaryTrafficPercent", "logger", "batcher", "annotations",
    "labels", "deploymentStrategy", "workerSpec", "model",
)  # fmt: skip
# Predictors as they were written before there were runtimes, by their format.
_OLD_FORMATS = (
    "sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "pmml", "lightgbm", "paddle",
    "huggingface",
)  # fmt: skip
_PATHS = {"v1": "/v1/models/{name}:predict", "v2": "/v2/models/{name}/infer"}


def inference_service(
    document: Document, others: Sequence[Document], findings: Findings
) -> Workload:
    """Its predictor as a workload. ``others`` may have runtimes and KServe's configuration."""
    metadata, spec = mapping(document.get("metadata")), mapping(document.get("spec"))
    predictor = mapping(spec.get("predictor"))
    for part in ("transformer", "explainer"):
        if part in spec:
            findings.note(f"left out: the {part}; only the predictor is measured")
    name = str(metadata.get("name") or "model")
    model = _model_of(predictor)
    pod = {key: value for key, value in predictor.items() if key not in _SETTINGS + _OLD_FORMATS}
    path = None
    if model:
        pod = _with_model(pod, model, mapping(document.get("metadata")), others, findings)
        path = _PATHS.get(str(model.get("protocolVersion") or "v1"), "").format(name=name) or None
    return Workload(
        kind="InferenceService",
        name=name,
        pod=pod,
        annotations=mapping(predictor.get("annotations")),
        labels=mapping(predictor.get("labels")),
        serverless=_serverless(predictor, mapping(metadata.get("annotations")), findings),
        containerized=_containerized(predictor),
        path=path,
        container=SERVING_CONTAINER,
    )


def _model_of(predictor: Json) -> Json:
    model = mapping(predictor.get("model"))
    for name in _OLD_FORMATS:
        if name in predictor:
            model = {"modelFormat": {"name": name}, **mapping(predictor[name])}
    return model


def _with_model(
    pod: Json, model: Json, metadata: Json, others: Sequence[Document], findings: Findings
) -> Json:
    runtime = chosen_runtime(model, others)
    if runtime is None:
        named = model.get("runtime")
        what = f"ServingRuntime {named}" if named else f"a runtime for {model_format(model)}"
        findings.lack(
            _POD_FIELD,
            f"the container's image, command and args are those of {what}, which was not found: "
            "put its spec.containers here, or its manifest into the same file",
        )
        container = {"name": SERVING_CONTAINER, "image": PLACEHOLDER_IMAGE}
        runtime = {"spec": {"containers": [container]}}
    else:
        told = mapping(runtime.get("metadata")).get("name")
        findings.note(f"the container is that of {runtime.get('kind', 'ServingRuntime')} {told}")
    merged = merged_pod(pod, model, runtime, metadata)
    return with_storage(merged, model, others, findings)


def _serverless(predictor: Json, annotations: Json, findings: Findings) -> Json:
    """The scaling of a predictor in KServe's serverless mode."""
    given = {**annotations, **mapping(predictor.get("annotations"))}
    group = "autoscaling.knative.dev/"
    metric = predictor.get("scaleMetric")
    for field, name in (("minReplicas", "min-scale"), ("maxReplicas", "max-scale")):
        if predictor.get(field) is not None:
            given[f"{group}{name}"] = predictor[field]
    if metric in ("cpu", "memory"):
        findings.note(
            f"left out: scaleMetric: {metric}, which Knative's own autoscaler does not support"
        )
    elif predictor.get("scaleTarget"):
        given |= {f"{group}target": predictor["scaleTarget"]}
        given |= {f"{group}metric": metric} if metric else {}
    return serverless_of(given, predictor.get("containerConcurrency"), findings)


def _containerized(predictor: Json) -> Json:
    """KServe's raw deployment mode keeps that many pods; none is kept where it may go to zero."""
    least = int(predictor.get("minReplicas") or 1)
    return {"replicas": min(least, 100)} if least > 1 else {}


def parts_to_look_up(documents: Sequence[Document]) -> bool:
    """Whether the cluster may know something that an InferenceService among documents needs."""
    if any(str(one.get("kind", "")).endswith("ServingRuntime") for one in documents):
        return False
    found = (one for one in documents if one.get("kind") == "InferenceService")
    return any(_model_of(mapping(mapping(one.get("spec")).get("predictor"))) for one in found)
