"""Asks the cluster's Prometheus, through the API server's proxy of its Service."""

import json
from typing import Any
from urllib.parse import urlencode

from tools.kubectl import kubectl

NAMESPACE = "modelbench-monitoring"
_PROXY = f"/api/v1/namespaces/{NAMESPACE}/services/http:prometheus:9090/proxy/api/v1"


def ask(path: str, **parameters: str) -> Any:
    """The ``data`` of an answer of its HTTP API; RuntimeError when there is none, or no success."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    answer = json.loads(kubectl("get", "--raw", f"{_PROXY}/{path}{query}"))
    if answer["status"] != "success":
        raise RuntimeError(f"Prometheus: {answer}")
    return answer["data"]


def query(expression: str) -> list[dict[str, Any]]:
    """The samples of an instant query: each with ``metric`` and ``value``."""
    found: list[dict[str, Any]] = ask("query", query=expression)["result"]
    return found


def targets(job: str) -> list[dict[str, Any]]:
    """The targets of a job that are scraped at present, with their ``health``."""
    active = ask("targets", state="active")["activeTargets"]
    return [target for target in active if target["labels"]["job"] == job]
