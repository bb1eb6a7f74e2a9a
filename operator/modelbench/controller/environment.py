"""Where the numbers were measured: versions and nodes."""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from modelbench import __version__
from modelbench.api.quantity import quantity
from modelbench.api.status import Environment
from modelbench.kube.client import ApiError, KubernetesApi, url_of

_KNATIVE_CRD = (
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/services.serving.knative.dev"
)

logger = logging.getLogger(__name__)


def read_environment(api: KubernetesApi, known: Environment) -> Environment:
    """``known`` with what the cluster tells; what it refuses to tell is left out."""
    found = replace(known, modelbench_version=__version__)
    for read in (_kubernetes, _knative, _nodes, _settings):
        try:
            found = replace(found, **read(api))
        except (ApiError, KeyError, ValueError) as error:
            logger.warning("status.environment is not complete: %r", error)
    return found


def _kubernetes(api: KubernetesApi) -> dict[str, Any]:
    return {"kubernetes_version": (api.get("/version") or {}).get("gitVersion")}


def _knative(api: KubernetesApi) -> dict[str, Any]:
    labels = (api.get(_KNATIVE_CRD) or {}).get("metadata", {}).get("labels", {})
    return {"knative_version": labels.get("app.kubernetes.io/version")}


def _settings(api: KubernetesApi) -> dict[str, Any]:
    """What was set in the ConfigMaps that rule scaling and routing; the rest is default."""
    settings: dict[str, str] = {}
    for part in ("autoscaler", "network"):
        path = url_of("v1", "ConfigMap", "knative-serving", f"config-{part}")
        data = (api.get(path) or {}).get("data", {})
        settings |= {f"{part}.{key}": value for key, value in data.items() if key[:1] != "_"}
    return {"cluster_settings": settings, "ingress": settings.get("network.ingress-class")}


def _nodes(api: KubernetesApi) -> dict[str, Any]:
    nodes = api.list_all("/api/v1/nodes")["items"]
    return {
        "nodes": len(nodes) or None,
        "kernel_version": _joined(nodes, "kernelVersion"),
        "container_runtime": _joined(nodes, "containerRuntimeVersion"),
        "cpu_count": int(sum(quantity(node["status"]["capacity"]["cpu"]) for node in nodes))
        or None,
    }


def _joined(nodes: Iterable[Mapping[str, Any]], field: str) -> str | None:
    return ", ".join(sorted({node["status"]["nodeInfo"][field] for node in nodes})) or None
