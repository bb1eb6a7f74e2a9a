"""A small API server on loopback that Kopf and the operator's client talk to."""

import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from tests.unit.controller.memory_api import document

COLLECTION = "/apis/modelbench.dev/v1alpha1/modelbenchmarks"
ONE = "/apis/modelbench.dev/v1alpha1/namespaces/n/modelbenchmarks/"
VERBS = ["get", "list", "watch", "patch", "delete"]


def _resource(name, kind, namespaced=False):
    return {
        "name": name,
        "singularName": kind.lower(),
        "kind": kind,
        "namespaced": namespaced,
        "verbs": VERBS,
    }


def _group(name, version):
    found = {"version": version}
    return {"name": name, "versions": [found], "preferredVersion": found}


DISCOVERY = {
    "/api": {"versions": ["v1"]},
    "/api/v1": {"resources": [_resource("namespaces", "Namespace"), _resource("events", "Event")]},
    "/apis": {
        "groups": [_group("modelbench.dev", "v1alpha1"), _group("apiextensions.k8s.io", "v1")]
    },
    "/apis/apiextensions.k8s.io/v1": {
        "resources": [_resource("customresourcedefinitions", "CustomResourceDefinition")]
    },
    "/apis/modelbench.dev/v1alpha1": {
        "resources": [_resource("modelbenchmarks", "ModelBenchmark", namespaced=True)]
    },
}


class FakeApiServer:
    """Serves one collection. ``fault`` is the status that requests for it get, if any.

    ``watch_fault`` is that of watches alone. A ``page`` bounds how many items a list gives at once.
    """

    def __init__(self):
        self.fault = self.watch_fault = None
        self.page = 500
        self.requests = []
        self._objects, self._version = {}, 1
        self._watches, self._lock = [], threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_port}"

    def put(self, name, tell=True, **fields):
        """Create or change a benchmark; ``tell``: the watches are told."""
        with self._lock:
            self._version += 1
            item = document(name, **fields)
            item["metadata"]["resourceVersion"] = str(self._version)
            kind = "MODIFIED" if name in self._objects else "ADDED"
            self._objects[name] = item
        if tell:
            self.send({"type": kind, "object": item})

    def delete(self, name, tell=True):
        item = self._objects.pop(name)
        if tell:
            self.send({"type": "DELETED", "object": item})

    def send(self, event):
        """To all watches; None ends them."""
        for watch in list(self._watches):
            watch.put(event)

    @property
    def watches(self):
        return len(self._watches)

    def stop(self):
        self.send(None)
        self._server.shutdown()
        self._server.server_close()

    def _listed(self, query, accepted):
        names = sorted(self._objects)
        first = int(query.get("continue", ["0"])[0])
        last = first + min(self.page, int(query.get("limit", [self.page])[0]))
        metadata = {"resourceVersion": str(self._version)}
        if last < len(names):
            metadata["continue"] = str(last)
        items = [self._objects[name] for name in names[first:last]]
        if "as=PartialObjectMetadataList" in accepted:
            # As Kubernetes has it, the metadata of none is null.
            items = [{"metadata": item["metadata"]} for item in items] or None
        return {"items": items, "metadata": metadata}

    def _handler(server):  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def do_GET(self):
                parts = urlsplit(self.path)
                query = parse_qs(parts.query)
                server.requests.append(self.path)
                if parts.path != COLLECTION:
                    one = server._objects.get(parts.path.removeprefix(ONE))
                    found = one or DISCOVERY.get(parts.path)
                    self._answer(404 if found is None else 200, found or {"message": "no"})
                elif fault := server.fault or ("watch" in query and server.watch_fault):
                    self._answer(fault, {"kind": "Status", "code": fault, "message": "a fault"})
                elif "watch" in query:
                    self._watch()
                else:
                    self._answer(200, server._listed(query, self.headers.get("Accept", "")))

            def _answer(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def _watch(self):
                events = queue.Queue()
                server._watches.append(events)
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.flush()
                try:
                    while (event := events.get()) is not None:
                        self.wfile.write(json.dumps(event).encode() + b"\n")
                        self.wfile.flush()
                except OSError:
                    pass
                finally:
                    server._watches.remove(events)

        return Handler
