"""What a cluster must have, and what some benchmarks need: each is a fact of its own."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelbench import __version__
from modelbench.api.names import API_VERSION
from modelbench.api.spec import Spec
from modelbench.cli.checks.outcome import Outcome, State, UnreadableError, shown
from modelbench.kube.client import ApiError, KubernetesApi, url_of

# What the chart and the README say; older ones lack functions of the CRD's rules.
_LEAST_KUBERNETES = (1, 31)
_LEAST_KNATIVE = (1, 15)
_KNATIVE_CRD = (
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/services.serving.knative.dev"
)
_KNATIVE_NAMESPACE = "knative-serving"
_OPERATOR = "app.kubernetes.io/name=modelbench,app.kubernetes.io/component=operator"
_INSTALL = "Install it: kubectl apply -k manifests, or the Helm chart."
_HIDDEN = "no permission to read it"

Document = Mapping[str, Any]


def cluster_facts(api: KubernetesApi) -> Iterator[Outcome]:
    """Every fact of the cluster. ApiError when it does not answer at all."""
    for fact in _FACTS:
        yield fact(api)


def _kubernetes(api: KubernetesApi) -> Outcome:
    found = str((api.get("/version") or {}).get("gitVersion", ""))
    if _version(found) < _LEAST_KUBERNETES:
        return Outcome(
            "Kubernetes", State.MISSING, f"{found or 'unknown version'}",
            "ModelBench needs Kubernetes 1.31 or later.",
        )  # fmt: skip
    return Outcome("Kubernetes", State.OK, found)


def _resource(api: KubernetesApi) -> Outcome:
    what = "ModelBenchmark CRD"
    with shown():
        group = api.get(f"/apis/{API_VERSION}")
    if group is None:
        return Outcome(what, State.MISSING, "not installed", _INSTALL)
    lacking = sorted(set(Spec.__struct_encode_fields__) - _spec_fields(api))
    if lacking:
        fields = ", ".join(f"spec.{name}" for name in lacking)
        advice = "Upgrade it: kubectl apply --server-side -k crds"
        return Outcome(what, State.MISSING, f"an older one: it lacks {fields}", advice)
    return Outcome(what, State.OK, API_VERSION)


def _spec_fields(api: KubernetesApi) -> set[str]:
    """The fields that the API server knows, by its own description; all where it has none."""
    described = api.get(f"/openapi/v3/apis/{API_VERSION}") or {}
    schemas = described.get("components", {}).get("schemas", {})
    for name, schema in schemas.items():
        if name.endswith(".ModelBenchmark"):
            spec = schema.get("properties", {}).get("spec", {})
            return set(spec.get("properties", ()))
    return set(Spec.__struct_encode_fields__)


def _operator(api: KubernetesApi) -> Outcome:
    what = "ModelBench operator"
    try:
        with shown():
            path = url_of("apps/v1", "Deployment")
            found = api.list_all(path, {"labelSelector": _OPERATOR})["items"]
    except UnreadableError:
        return Outcome(what, State.UNKNOWN, "you may not list Deployments in all namespaces")
    if not found:
        return Outcome(what, State.MISSING, "its Deployment was not found", _INSTALL)
    metadata = found[0]["metadata"]
    place = f"{metadata['namespace']}/{metadata['name']}"
    if not found[0].get("status", {}).get("availableReplicas"):
        look = f"Look: kubectl -n {metadata['namespace']} logs deployment/{metadata['name']}"
        return Outcome(what, State.MISSING, f"{place} has no ready pod", look)
    image = found[0]["spec"]["template"]["spec"]["containers"][0]["image"]
    tag = image.rpartition(":")[2] if ":" in image.rpartition("/")[2] else "no tag"
    differs = "" if tag == __version__ else f"; this program is {__version__}"
    return Outcome(what, State.OK, f"{place}, image tag {tag}{differs}")


def _knative(api: KubernetesApi) -> Outcome:
    what = "Knative Serving"
    with shown():
        group = api.get("/apis/serving.knative.dev/v1")
    if group is None:
        return Outcome(what, State.MISSING, "not installed", "Install 1.15 or later.")
    try:
        with shown():
            labels = (api.get(_KNATIVE_CRD) or {}).get("metadata", {}).get("labels", {})
    except UnreadableError:
        return Outcome(what, State.OK, "installed; no permission to read its version")
    found = str(labels.get("app.kubernetes.io/version", ""))
    if found and _version(found) < _LEAST_KNATIVE:
        return Outcome(what, State.MISSING, found, "ModelBench needs 1.15 or later.")
    return Outcome(what, State.OK, found or "installed; its version is unknown")


def _ingress(api: KubernetesApi) -> Outcome:
    what = "Knative's ingress"
    try:
        with shown():
            data = _settings(api, "network")
    except UnreadableError:
        return Outcome(what, State.UNKNOWN, _HIDDEN)
    found = data.get("ingress-class") or data.get("ingress.class")
    return Outcome(what, State.OK, found or "Knative's default, Istio")


def _features(api: KubernetesApi) -> Outcome:
    what = "Knative's flags"
    try:
        with shown():
            data = _settings(api, "features")
    except UnreadableError:
        return Outcome(what, State.UNKNOWN, _HIDDEN)
    on = sorted(key for key, value in data.items() if value.lower() in ("enabled", "allowed"))
    return Outcome(what, State.OK, f"on: {', '.join(on)}" if on else "all at their defaults")


def _settings(api: KubernetesApi, part: str) -> dict[str, str]:
    path = url_of("v1", "ConfigMap", _KNATIVE_NAMESPACE, f"config-{part}")
    data = (api.get(path) or {}).get("data") or {}
    return {key: str(value) for key, value in data.items() if key != "_example"}


def _metrics(api: KubernetesApi) -> Outcome:
    found = _is_served(api, "/apis/metrics.k8s.io/v1beta1")
    if found:
        return Outcome("metrics-server", State.OK, "the metrics API responds")
    message = "only HorizontalPodAutoscalers and CPU and memory usage need it"
    return Outcome("metrics-server", State.ABSENT, message)


def _gateway(api: KubernetesApi) -> Outcome:
    found = _is_served(api, "/apis/gateway.networking.k8s.io/v1")
    if found:
        return Outcome("Gateway API", State.OK, "gateway.networking.k8s.io/v1")
    return Outcome("Gateway API", State.ABSENT, "no benchmark needs it")


def _is_served(api: KubernetesApi, path: str) -> bool:
    """Whether a group of the API answers; the API server has 503 for one whose server is gone."""
    try:
        return api.get(path) is not None
    except ApiError as error:
        if error.status == 503:
            return False
        raise


def _version(text: str) -> tuple[int, ...]:
    found = re.match(r"v?(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else ()


_FACTS: tuple[Callable[[KubernetesApi], Outcome], ...] = (
    _kubernetes, _resource, _operator, _knative, _ingress, _features, _metrics, _gateway,
)  # fmt: skip
NEEDED_BY_ANY = (_resource, _operator, _knative)
"""What the check of a file looks at, too."""
