"""An API server on loopback that has one benchmark which measures, and others that wait for it."""

import json
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

from modelbench.api.progress import PROGRESS_KEY, Progress, RunState, dump_progress

from tests.unit.controller.fake_api_server import FakeApiServer
from tests.unit.controller.memory_api import merged

_MEASURING = "m"
_BENCHMARKS = "/namespaces/n/modelbenchmarks/"
_PODS = "/api/v1/pods"
_OWNER = {"kind": "ModelBenchmark", "name": _MEASURING, "uid": f"uid-{_MEASURING}"}


class BusyApiServer(FakeApiServer):
    """Takes statuses and Events, and has every child that is asked for.

    ``looks`` are the times, in seconds of the monotonic clock, at which the operator has read the
    benchmark that measures.
    """

    def __init__(self) -> None:
        self.looks: list[float] = []
        super().__init__()

    def put_measuring(self) -> None:
        """Have one that began just now."""
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.put(_MEASURING, tell=False, status={"startTime": now})

    @property
    def queued(self) -> int:
        """How many benchmarks say that they wait."""
        return sum('"Queued"' in json.dumps(one.get("status")) for one in self._objects.values())

    def found(self, path: str) -> dict[str, Any] | None:
        """What a GET of one object gives; None: it is none of those that are served here."""
        if _BENCHMARKS in path:
            name = path.rpartition("/")[2]
            if name == _MEASURING:
                self.looks.append(time.monotonic())
            found: dict[str, Any] | None = self._objects.get(name)
            return found
        if path == _PODS:
            return {"items": [], "metadata": {}}
        return _child(path) if "/namespaces/n/" in path else None

    def write_status(self, path: str, patch: dict[str, Any]) -> dict[str, Any]:
        """Merge a status, and tell the watches."""
        name = path.removesuffix("/status").rpartition("/")[2]
        self.put(name, status=merged(self._objects[name].get("status"), patch["status"]))
        changed: dict[str, Any] = self._objects[name]
        return changed

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        return _handler(self, super()._handler())


def _child(path: str) -> dict[str, Any]:
    name = path.rpartition("/")[2]
    child: dict[str, Any] = {"metadata": {"name": name, "uid": name, "ownerReferences": [_OWNER]}}
    if "/configmaps/" in path:
        child["data"] = {PROGRESS_KEY: dump_progress(Progress(RunState.MEASURING, "cold starts"))}
    if "/jobs/" in path:
        child["metadata"]["creationTimestamp"] = "2026-01-01T00:00:00Z"
        child["status"] = {"active": 1, "ready": 1}
    return child


def _handler(server: BusyApiServer, base: Any) -> type[BaseHTTPRequestHandler]:
    class Handler(base):
        def do_GET(self) -> None:  # noqa: N802
            found = server.found(urlsplit(self.path).path)
            if found is None:
                super().do_GET()
            else:
                self._answer(200, found)

        def do_PATCH(self) -> None:  # noqa: N802
            path = urlsplit(self.path).path
            self._answer(200, server.write_status(path, self._body()))

        def do_DELETE(self) -> None:  # noqa: N802
            self._body()
            self._answer(200, {})

        def do_POST(self) -> None:  # noqa: N802
            self._answer(201, self._body())

        def _body(self) -> dict[str, Any]:
            body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            return body

    return Handler
