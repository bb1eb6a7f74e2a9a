"""A generator in a pod of its own: a small server that runs the load program when asked.

It obeys only who knows the uid of its benchmark, and sends only what one plan says.
"""

import hmac
import json
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from modelbench.load.generator import LoadError, LocalGenerator
from modelbench.resources.runner_job import GENERATOR_PORT

TOKEN_HEADER = "X-ModelBench-Token"  # noqa: S105
_LIMIT_BYTES = 64 << 20
"""A plan of an hour at 1000 requests a second, within the 512 MiB of the pod."""


class Attacker(Protocol):
    """What the server drives: as :class:`modelbench.load.generator.Generator`."""

    def attack(self, plan: Mapping[str, Any]) -> str:
        """Send the requests of a plan."""

    def stop(self) -> None:
        """End early."""


def serve(token: str, port: int = GENERATOR_PORT) -> None:
    """Serve until the process ends."""
    make_server(token, LocalGenerator(), port).serve_forever()


def make_server(token: str, generator: Attacker, port: int) -> ThreadingHTTPServer:
    """A server on all addresses; port 0 takes a free one."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._respond(HTTPStatus.OK, "ready")

        def do_POST(self) -> None:
            if not hmac.compare_digest(self.headers.get(TOKEN_HEADER, "").encode(), token.encode()):
                self._respond(HTTPStatus.FORBIDDEN, "wrong token")
            elif self.path == "/stop":
                generator.stop()
                self._respond(HTTPStatus.OK, "")
            else:
                self._attack()

        def _attack(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            if not 0 < length <= _LIMIT_BYTES:
                self._respond(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the plan is too large")
                return
            try:
                self._respond(HTTPStatus.OK, generator.attack(json.loads(self.rfile.read(length))))
            except (LoadError, KeyError, ValueError) as error:
                self._respond(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))

        def _respond(self, status: HTTPStatus, text: str) -> None:
            data = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            pass

    return ThreadingHTTPServer(("", port), Handler)
