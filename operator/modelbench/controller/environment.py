"""Where the numbers were measured: versions and nodes."""

import logging
from typing import Any

from modelbench import __version__
from modelbench.api.quantity import quantity
from modelbench.kube.client import ApiError, KubernetesApi, path_of

_KNATIVE_CRD = (
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/services.serving.knative.dev"
)

logger = logging.getLogger(__name__)


def read_environment(api: KubernetesApi) -> dict[str, Any]:
    """``status.environment`` as far as the cluster tells; what it refuses to tell is left out."""
    environment: dict[str, Any] = {"modelbenchVersion": __version__}
    try:
        environment["kubernetesVersion"] = (api.get("/version") or {}).get("gitVersion", "")
        environment["knativeVersion"] = _knative_version(api)
        environment.update(_nodes(api))
        environment["clusterSettings"] = _knative_settings(api)
        environment["ingress"] = environment["clusterSettings"].get("network.ingress-class", "")
    except (ApiError, KeyError, ValueError, ArithmeticError) as error:
        logger.warning("status.environment is not complete: %r", error)
    return {name: value for name, value in environment.items() if value}


def _knative_version(api: KubernetesApi) -> str:
    labels = (api.get(_KNATIVE_CRD) or {}).get("metadata", {}).get("labels", {})
    version: str = labels.get("app.kubernetes.io/version", "")
    return version


def _knative_settings(api: KubernetesApi) -> dict[str, str]:
    """What was set in the ConfigMaps that rule scaling and routing; the rest is default."""
    settings: dict[str, str] = {}
    for part in ("autoscaler", "network"):
        path = path_of("v1", "ConfigMap", "knative-serving", f"config-{part}")
        data = (api.get(path) or {}).get("data", {})
        settings |= {f"{part}.{key}": value for key, value in data.items() if key[:1] != "_"}
    return settings


def _nodes(api: KubernetesApi) -> dict[str, Any]:
    nodes = api.list_all("/api/v1/nodes")["items"]
    info = [node["status"]["nodeInfo"] for node in nodes]
    return {
        "nodes": len(nodes),
        "kernelVersion": _joined(item["kernelVersion"] for item in info),
        "containerRuntime": _joined(item["containerRuntimeVersion"] for item in info),
        "cpuCount": int(sum(quantity(node["status"]["capacity"]["cpu"]) for node in nodes)),
    }


def _joined(values: Any) -> str:
    return ", ".join(sorted(set(values)))
