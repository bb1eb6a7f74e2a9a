"""A generator in a pod of its own: a small server that runs the load program when asked.

It obeys only who knows the token of its benchmark, and sends only to that benchmark's Services.
"""

import hmac
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Protocol

from modelbench.load.generator import LoadError, LocalGenerator
from modelbench.load.targets import RefusedError, Targets
from modelbench.resources.runner_job import GENERATOR_PORT
from modelbench.serving.bounded import BoundedHandler, BoundedServer

TOKEN_HEADER = "X-ModelBench-Token"  # noqa: S105
_LIMIT_BYTES = 64 << 20
"""A plan of an hour at 1000 requests a second, within the 512 MiB of the pod."""


class Attacker(Protocol):
    """What the server drives: as :class:`modelbench.load.generator.Generator`."""

    def attack(self, plan: Mapping[str, Any]) -> str:
        """Send the requests of a plan."""

    def stop(self) -> None:
        """End early."""


def serve(token: str, targets: str, port: int = GENERATOR_PORT) -> None:
    """Serve until the process ends. ValueError when the targets cannot be read."""
    make_server(token, LocalGenerator(), Targets.read(targets), port).serve_forever()


def make_server(token: str, generator: Attacker, targets: Targets, port: int) -> BoundedServer:
    """A server on all addresses; port 0 takes a free one."""

    class Handler(BoundedHandler):
        def do_GET(self) -> None:  # noqa: N802
            self._answer(HTTPStatus.OK, "ready")

        def do_POST(self) -> None:  # noqa: N802
            if not hmac.compare_digest(self.headers.get(TOKEN_HEADER, "").encode(), token.encode()):
                self._answer(HTTPStatus.FORBIDDEN, "wrong token")
                return
            server.trust(self.connection)
            if self.path == "/stop":
                generator.stop()
                targets.prepare()
                self._answer(HTTPStatus.OK, "")
            else:
                self._attack()

        def _attack(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            if not 0 < length <= _LIMIT_BYTES:
                self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the plan is too large")
                return
            try:
                plan = json.loads(self.rfile.read(length))
                targets.check(plan)
                self._answer(HTTPStatus.OK, generator.attack(plan))
            except RefusedError as error:
                self._answer(HTTPStatus.FORBIDDEN, str(error))
            except (LoadError, KeyError, ValueError) as error:
                self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))

        def _answer(self, status: HTTPStatus, text: str) -> None:
            self.respond(status, text.encode())

    server = BoundedServer(port, Handler)
    return server
