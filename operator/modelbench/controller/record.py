"""What a step has to say of a benchmark: its next status, its Events and the log."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from modelbench.api.names import API_VERSION, KIND
from modelbench.controller.events import post_event
from modelbench.controller.status import StatusBuilder
from modelbench.kube.client import KubernetesApi, path_of

logger = logging.getLogger(__name__)


class Record:
    """Collects the changes to a status in ``status``, and writes them."""

    def __init__(self, api: KubernetesApi, benchmark: Mapping[str, Any], now: datetime) -> None:
        self._api = api
        self._benchmark = benchmark
        self._now = now
        self.status = StatusBuilder(benchmark, now)

    def write(self) -> bool:
        """Write the status if it differs; True when it did."""
        before, after = self._benchmark.get("status", {}), self.status.status
        if after == before:
            return False
        metadata = self._benchmark["metadata"]
        path = path_of(API_VERSION, KIND, metadata["namespace"], metadata["name"])
        body = {"metadata": {"uid": metadata["uid"]}, "status": merge_patch(before, after)}
        self._api.merge(f"{path}/status", body)
        return True

    def event(self, reason: str, message: str, *, warning: bool = False) -> None:
        """Tell it to who describes the benchmark and to who reads the operator's log."""
        metadata = self._benchmark["metadata"]
        logger.info("%s/%s: %s: %s", metadata["namespace"], metadata["name"], reason, message)
        post_event(self._api, self._benchmark, reason, message, self._now, warning=warning)


def merge_patch(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON merge patch (RFC 7386) that turns one into the other; null removes a field."""
    patch: dict[str, Any] = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            if inner := merge_patch(old, value):
                patch[name] = inner
        elif old != value:
            patch[name] = value
    return patch
