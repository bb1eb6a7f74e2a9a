"""An HTTP server that strangers cannot exhaust: it has few connections, and none for long."""

import socket
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_MOST_STRANGERS = 32
"""Each has a thread of about 30 KiB. Prometheus, a probe and a runner need one each."""

_IDLE_SECONDS = 10.0
"""How long a connection may be silent while it has to send, or may not take what is sent."""


class BoundedHandler(BaseHTTPRequestHandler):
    """Answers one request of a connection, and logs nothing of it."""

    timeout = _IDLE_SECONDS

    def respond(self, status: int, data: bytes, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Send a whole response."""
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(data)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Log nothing: whoever can reach the port could fill the log."""


class BoundedServer(ThreadingHTTPServer):
    """Serves on all addresses. When too many are connected, the oldest is cut off.

    So who is silent keeps nobody out. ``trust`` takes a connection out of that.
    """

    daemon_threads = True
    # With the default of 5 the kernel drops those that knock at once, who try again after a second.
    request_queue_size = 128

    def __init__(
        self,
        port: int,
        handler: Callable[..., BoundedHandler],
        most_strangers: int = _MOST_STRANGERS,
    ) -> None:
        super().__init__(("", port), handler)
        self._most = most_strangers
        self._lock = threading.Lock()
        self._strangers: dict[int, socket.socket] = {}

    def trust(self, connection: socket.socket) -> None:
        """Its request may take as long as it takes."""
        with self._lock:
            self._strangers.pop(id(connection), None)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a new connection in a thread of its own."""
        with self._lock:
            while len(self._strangers) >= self._most:
                _cut_off(self._strangers.pop(next(iter(self._strangers))))
            self._strangers[id(request)] = request
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has been served."""
        self.trust(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is nobody's fault here."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def _cut_off(connection: socket.socket) -> None:
    """Wake the thread that serves it: it reads the end, or cannot write."""
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
