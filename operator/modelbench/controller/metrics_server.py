"""Serves /metrics: the operator's own behaviour, and the results of benchmarks."""

import gzip
import threading
from http import HTTPStatus

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, REGISTRY, generate_latest

from modelbench.controller.exposition import Exposition
from modelbench.serving.bounded import BoundedHandler, BoundedServer


def serve_metrics(exposition: Exposition, port: int) -> BoundedServer:
    """Serve until its ``shutdown``; port 0 takes a free one."""

    class Handler(BoundedHandler):
        def do_GET(self) -> None:  # noqa: N802
            zips = "gzip" in self.headers.get("Accept-Encoding", "")
            own, page = generate_latest(REGISTRY), exposition.page()
            # A file of gzip may have several members, so the large one is made only once.
            data = gzip.compress(own, 1) + page.zipped if zips else own + page.text
            headers = (("Content-Type", CONTENT_TYPE_PLAIN_0_0_4),)
            encoding = (("Content-Encoding", "gzip"),) if zips else ()
            self.respond(HTTPStatus.OK, data, (*headers, *encoding))

    server = BoundedServer(port, Handler)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
