"""The operator's pod: its metrics, and its restart."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tools.kubectl import kubectl
from tools.waiting import wait_until

_NAMESPACE = "modelbench-system"
_SELECTOR = "app.kubernetes.io/name=modelbench,app.kubernetes.io/component=operator"
_METRICS_PORT = 9090
_READY_SECONDS = 120
_REQUEST_BOUND = "--request-timeout=15s"


def restart() -> str:
    """Replace the pod, so that its memory is fresh; the name of the new one once it is ready."""
    old = {pod["metadata"]["name"] for pod in _pods()}
    kubectl("-n", _NAMESPACE, "delete", "pods", "-l", _SELECTOR, f"--timeout={_READY_SECONDS}s")
    return wait_until(
        lambda: next((name for name in ready_pods(_pods()) if name not in old), None),
        _READY_SECONDS,
        f"a new pod of the operator is ready in namespace {_NAMESPACE}",
    )


def metrics_text(pod: str) -> str:
    """What the pod serves at /metrics, through the API server."""
    path = f"/api/v1/namespaces/{_NAMESPACE}/pods/{pod}:{_METRICS_PORT}/proxy/metrics"
    return kubectl("get", "--raw", path, _REQUEST_BOUND)


def ready_pods(pods: Iterable[Mapping[str, Any]]) -> list[str]:
    """The names of those that are ready and do not end."""
    return [
        pod["metadata"]["name"]
        for pod in pods
        if "deletionTimestamp" not in pod["metadata"]
        and any(
            (condition["type"], condition["status"]) == ("Ready", "True")
            for condition in pod["status"].get("conditions", ())
        )
    ]


def _pods() -> list[dict[str, Any]]:
    listed = kubectl("-n", _NAMESPACE, "get", "pods", "-l", _SELECTOR, "-o", "json", _REQUEST_BOUND)
    items: list[dict[str, Any]] = json.loads(listed)["items"]
    return items
