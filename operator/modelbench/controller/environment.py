"""Where the numbers were measured: versions and nodes."""

from typing import Any

from modelbench.kube.client import ApiError, KubernetesApi

_KNATIVE_CRD = (
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/services.serving.knative.dev"
)


def read_environment(api: KubernetesApi) -> dict[str, Any]:
    """``status.environment`` as far as the cluster tells; what it refuses to tell is left out."""
    environment: dict[str, Any] = {}
    try:
        environment["kubernetesVersion"] = (api.get("/version") or {}).get("gitVersion", "")
        environment["knativeVersion"] = _knative_version(api)
        environment.update(_nodes(api))
    except ApiError:
        pass
    return {name: value for name, value in environment.items() if value}


def _knative_version(api: KubernetesApi) -> str:
    labels = (api.get(_KNATIVE_CRD) or {}).get("metadata", {}).get("labels", {})
    version: str = labels.get("app.kubernetes.io/version", "")
    return version


def _nodes(api: KubernetesApi) -> dict[str, Any]:
    nodes = api.list_all("/api/v1/nodes")["items"]
    info = [node["status"]["nodeInfo"] for node in nodes]
    return {
        "nodes": len(nodes),
        "kernelVersion": _joined(item["kernelVersion"] for item in info),
        "containerRuntime": _joined(item["containerRuntimeVersion"] for item in info),
        "cpuCount": sum(int(node["status"]["capacity"]["cpu"]) for node in nodes),
    }


def _joined(values: Any) -> str:
    return ", ".join(sorted(set(values)))
