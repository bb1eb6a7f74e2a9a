"""The two servers of the endpoint: the Lambda runtime API, and HTTP for who sends requests."""

import json
import os
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from modelbench.lambda_endpoint.answers import LIMIT_BYTES, answer_of, too_large, with_figures
from modelbench.lambda_endpoint.events import (
    HttpAnswer,
    HttpRequest,
    error_answer,
    function_error,
    proxy_event,
)
from modelbench.lambda_endpoint.invocations import End, Invocations

_READ_BYTES = 4 * LIMIT_BYTES
"""Of a body that is too large: a client that still sends may then read why it is refused."""

_API = "/2018-06-01/runtime/"
_ARN = "arn:aws:lambda:local:000000000000:function:"
_ENDS = {"response": End.RESULT, "error": End.ERROR}


class _Server(ThreadingHTTPServer):
    """Serves a socket that is bound already."""

    daemon_threads = True

    def __init__(
        self,
        listener: socket.socket,
        handler: type[BaseHTTPRequestHandler],
        invocations: Invocations,
    ) -> None:
        super().__init__(listener.getsockname(), handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.invocations = invocations

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who has gone before the answer is none of our business."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class RuntimeServer(_Server):
    """The Lambda runtime API (2018-06-01)."""

    def __init__(
        self, listener: socket.socket, invocations: Invocations, function_name: str
    ) -> None:
        super().__init__(listener, _RuntimeHandler, invocations)
        self.function_name = function_name


class RequestServer(_Server):
    """HTTP: every request but one for the readiness path is an invocation."""

    def __init__(
        self, listener: socket.socket, invocations: Invocations, readiness_path: str | None
    ) -> None:
        super().__init__(listener, _RequestHandler, invocations)
        self.readiness_path = readiness_path


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One write an answer: the second of two would wait for the first's acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True

    def read_body(self) -> bytes | None:
        """The body; None when the request was refused for it."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self.refuse(411, "a body needs Content-Length")
        elif int(length) > _READ_BYTES:
            self.refuse(413, too_large(int(length)))
        else:
            return self.rfile.read(int(length))
        return None

    def refuse(self, status: int, message: str) -> None:
        """Answer a request that was not read to its end, and close the connection."""
        self.close_connection = True
        self.answer(error_answer(status, message))

    def answer(self, answer: HttpAnswer) -> None:
        """Send it."""
        has_body = self.command != "HEAD" and answer.status not in (204, 304)
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if has_body:
            self.send_header("Content-Length", str(len(answer.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if has_body:
            self.wfile.write(answer.body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """A line a request would slow it."""


class _RuntimeHandler(_Handler):
    server: RuntimeServer

    def do_GET(self) -> None:
        if self.path != f"{_API}invocation/next":
            self.answer(error_answer(404, "not a path of the runtime API"))
            return
        invocation = self.server.invocations.take(self._is_connected)
        if invocation is None:
            self.refuse(410, "another runtime has asked since")
            return
        headers = (
            ("Content-Type", "application/json"),
            ("Lambda-Runtime-Aws-Request-Id", invocation.request_id),
            ("Lambda-Runtime-Deadline-Ms", str(invocation.deadline_milliseconds)),
            ("Lambda-Runtime-Invoked-Function-Arn", _ARN + self.server.function_name),
        )
        self.answer(HttpAnswer(200, headers, invocation.event))

    def do_POST(self) -> None:
        body = self.read_body()
        request_id, _, kind = self.path.removeprefix(f"{_API}invocation/").partition("/")
        if body is None:
            return
        if self.path == f"{_API}init/error":
            message = f"the runtime cannot initialize: {function_error(body)}"
            print(message, file=sys.stderr, flush=True)
        elif kind in _ENDS:
            # A late outcome is nobody's any more; the runtime may go on.
            self.server.invocations.finish(request_id, _ENDS[kind], body)
        else:
            self.answer(error_answer(404, "not a path of the runtime API"))
            return
        self.answer(HttpAnswer(202))

    def _is_connected(self) -> bool:
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return True
        except OSError:
            return False


class _RequestHandler(_Handler):
    server: RequestServer

    def _invoke(self) -> None:
        received_at = time.time()
        body = self.read_body()
        if body is None:
            return
        if self.command == "GET" and self.path == self.server.readiness_path:
            self.answer(HttpAnswer(200))
        elif len(body) > LIMIT_BYTES:
            self.answer(error_answer(413, too_large(len(body))))
        else:
            self.answer(self._answer_of(body, received_at))

    def _answer_of(self, body: bytes, received_at: float) -> HttpAnswer:
        invocations, request_id = self.server.invocations, _new_request_id()
        headers, client = tuple(self.headers.items()), self.client_address[0]
        request = HttpRequest(self.command, self.path, headers, body, client)
        event = json.dumps(proxy_event(request, request_id, received_at)).encode()
        outcome = invocations.invoke(request_id, event)
        return with_figures(answer_of(outcome), outcome, received_at, invocations.first_asked_at)

    def __getattr__(self, name: str) -> Any:
        """Each method of HTTP, which the base class looks up as ``do_GET`` and the like."""
        if name.startswith("do_"):
            return self._invoke
        raise AttributeError(name)


def _new_request_id() -> str:
    digits = os.urandom(16).hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
