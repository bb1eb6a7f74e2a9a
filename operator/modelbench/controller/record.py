"""What a reconciliation has to record of a benchmark: its next status, and its Events."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from modelbench.api.benchmark import Benchmark, Metadata
from modelbench.api.bounds import within_bounds
from modelbench.api.names import API_VERSION, KIND
from modelbench.api.values import dump
from modelbench.controller.events import post_event
from modelbench.controller.status import StatusBuilder
from modelbench.kube.client import ApiError, KubernetesApi, url_of

_GONE = 404
_CONFLICT = 409


class Record:
    """Collects the changes to a status in ``status``, and writes them.

    ``stored`` is the status as it stands in the API server: what this version cannot read of it
    goes with the first write.
    """

    def __init__(
        self, api: KubernetesApi, benchmark: Benchmark, stored: Mapping[str, Any], now: datetime
    ) -> None:
        self._api = api
        self._benchmark = benchmark
        self._stored = stored
        self._now = now

    @cached_property
    def status(self) -> StatusBuilder:
        """The next status. FormatError when the spec has a variant that is none."""
        return StatusBuilder(self._benchmark, self._now)

    def write(self) -> bool:
        """Write the status, cut to its bounds, if it differs; True when it did."""
        wanted = dump(within_bounds(self.status.status))
        patch = merge_patch(self._stored, wanted)
        if not patch:
            return False
        self._stored = write_status(self._api, self._benchmark.metadata, self._stored, patch)
        return True

    def event(self, reason: str, message: str, *, warning: bool = False) -> None:
        """Post an Event."""
        post_event(self._api, self._benchmark.metadata, reason, message, self._now, warning=warning)


def write_status(
    api: KubernetesApi, benchmark: Metadata, stored: Mapping[str, Any], patch: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Patch the status of this very benchmark, where it is still ``stored``; the new one.

    The API server takes no notice of a uid in a patch of a status, and does of the version. A
    JSON patch could test the uid, but what it then refuses looks like a status against the schema.
    ApiError 404 when the benchmark is gone, 409 when it was changed at this very moment or another
    operator has written its status since it was read.
    """
    url = url_of(API_VERSION, KIND, benchmark.namespace, benchmark.name)
    name = f"{KIND} {benchmark.namespace}/{benchmark.name}"
    found = api.get(url)
    if found is None or found["metadata"]["uid"] != benchmark.uid:
        raise ApiError(_GONE, f"{name} is gone")
    if found.get("status", {}) != stored:
        raise ApiError(_CONFLICT, f"the status of {name} was written by another operator")
    version = {"resourceVersion": found["metadata"].get("resourceVersion")}
    written = api.merge(f"{url}/status", {"metadata": version, "status": dict(patch)})
    status: Mapping[str, Any] = written.get("status", {})
    return status


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
