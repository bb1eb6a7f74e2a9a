"""Serves the application with waitress, and ends well on SIGTERM."""

import gc
import json
import os
import signal
import socket
import sys
import time
from types import FrameType
from typing import Any

from waitress import wasyncore  # type: ignore[import-untyped]
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import create_server  # type: ignore[import-untyped]
from waitress.task import ErrorTask  # type: ignore[import-untyped]

from inference_image.application import application

DRAIN_SECONDS = 25.0
QUIET_SECONDS = 0.05
# A larger body is refused unread; up to this the application refuses, and names its own limit.
MAXIMUM_BODY_BYTES = 1024 * 1024


class JsonErrorTask(ErrorTask):  # type: ignore[misc]
    """Answers what is no HTTP request, or has a body too large to be read, with JSON."""

    def execute(self) -> None:
        error = self.request.error
        too_large = error.code == 413
        self.status = "400 Bad Request" if too_large else f"{error.code} {error.reason}"
        body = json.dumps({"error": f"the request cannot be read: {error.body}"}).encode()
        self.response_headers = [("Content-Type", "application/json")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection."""

    error_task_class = JsonErrorTask

    def is_busy(self) -> bool:
        """Whether a request is being read, is being answered, or its answer is being sent."""
        return bool(self.requests or self.request is not None or self.total_outbufs_len)


class Server:
    """A waitress server that finishes what it has begun when it is told to stop."""

    def __init__(self, listener: socket.socket) -> None:
        self._stopping = False
        self._server: Any = create_server(
            application,
            sockets=[listener],
            max_request_body_size=MAXIMUM_BODY_BYTES,
            inbuf_overflow=2 * MAXIMUM_BODY_BYTES,  # No temporary files: the root may be read-only.
            ident="",
        )
        self._server.channel_class = Channel

    def stop(self, *_: int | FrameType | None) -> None:
        """Make ``run`` return soon. Safe in a signal handler."""
        self._stopping = True
        self._server.pull_trigger()

    def run(self) -> None:
        """Serve until stopped, then finish the requests in flight."""
        while not self._stopping:
            self._pass(timeout_seconds=30.0)
        self._pass(timeout_seconds=0.0)
        self._server.del_channel()
        self._server.socket.close()
        self._drain()

    def _drain(self) -> None:
        deadline = quiet_since = time.monotonic()
        deadline += DRAIN_SECONDS
        while (now := time.monotonic()) < deadline and now - quiet_since < QUIET_SECONDS:
            self._pass(timeout_seconds=QUIET_SECONDS / 5)
            if any(channel.is_busy() for channel in self._server.active_channels.values()):
                quiet_since = time.monotonic()

    def _pass(self, timeout_seconds: float) -> None:
        wasyncore.loop(timeout=timeout_seconds, use_poll=True, map=self._server._map, count=1)


def port_of(environment: dict[str, str]) -> int:
    """The port to listen on: PORT, or 8080.

    Raises:
        ValueError: PORT is not a port number.
    """
    text = environment.get("PORT") or "8080"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


def listen(port: int) -> socket.socket:
    """A listener for IPv4, and for IPv6 where the machine has it."""
    if socket.has_dualstack_ipv6():
        return socket.create_server(
            ("", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=1024
        )
    return socket.create_server(("", port), backlog=1024)


def main() -> None:
    """Run as a program: exit 0 after SIGTERM or SIGINT, 1 when the port cannot be had."""
    try:
        server = Server(listen(port_of(dict(os.environ))))
    except (ValueError, OSError) as error:
        sys.exit(f"cannot listen: {error}")
    signal.signal(signal.SIGTERM, server.stop)
    signal.signal(signal.SIGINT, server.stop)
    gc.freeze()
    gc.enable()
    server.run()
