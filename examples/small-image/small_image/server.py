"""Serves the application with waitress, and ends well on SIGTERM."""

import gc
import json
import logging
import select
import signal
import socket
import time
from types import FrameType
from typing import Any

from waitress import wasyncore  # type: ignore[import-untyped]
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import create_server  # type: ignore[import-untyped]
from waitress.task import ErrorTask, WSGITask  # type: ignore[import-untyped]

from small_image.application import application
from small_image.listener import BACKLOG

DRAIN_SECONDS = 25.0
QUIET_SECONDS = 0.05
# A larger body is refused unread; up to this the application refuses, and names its own limit.
MAXIMUM_BODY_BYTES = 1024 * 1024
# More would wait unseen for one of these to end; with these, all file descriptors stay below 1024.
MAXIMUM_CONNECTIONS = 1000


class Task(WSGITask):  # type: ignore[misc]
    """Answers a request; while the server stops, it tells the client to go elsewhere next time."""

    def build_response_header(self) -> bytes:
        if self.channel.server.stopping:
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


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

    task_class = Task
    error_task_class = JsonErrorTask

    def is_busy(self) -> bool:
        """Whether a request is being read, is being answered, or its answer is being sent."""
        return bool(self.requests or self.request is not None or self.total_outbufs_len)


class Server:
    """A waitress server that finishes what it has begun when it is told to stop."""

    def __init__(self, listener: socket.socket) -> None:
        self._server: Any = create_server(
            application,
            sockets=[listener],
            max_request_body_size=MAXIMUM_BODY_BYTES,
            inbuf_overflow=2 * MAXIMUM_BODY_BYTES,  # No temporary files: the root may be read-only.
            connection_limit=MAXIMUM_CONNECTIONS,
            ident="",
        )
        self._server.channel_class = Channel
        self._server.stopping = False

    def stop(self, *_: int | FrameType | None) -> None:
        """Make ``run`` return soon. Safe in a signal handler."""
        self._server.stopping = True
        self._server.pull_trigger()

    def run(self) -> None:
        """Serve until stopped, then finish the requests in flight."""
        while not self._server.stopping:
            self._pass(timeout_seconds=30.0)
        self._accept_waiting()
        self._server.del_channel()
        self._server.socket.close()
        self._drain()

    def _accept_waiting(self) -> None:
        """Take the connections whose clients have been told already that they are connected."""
        waiting = select.poll()
        waiting.register(self._server.socket, select.POLLIN)
        for _ in range(BACKLOG):
            if not waiting.poll(0):
                return
            self._pass(timeout_seconds=0.0)

    def _drain(self) -> None:
        deadline = quiet_since = time.monotonic()
        deadline += DRAIN_SECONDS
        while (now := time.monotonic()) < deadline and now - quiet_since < QUIET_SECONDS:
            self._pass(timeout_seconds=QUIET_SECONDS / 5)
            if any(channel.is_busy() for channel in self._server.active_channels.values()):
                quiet_since = time.monotonic()

    def _pass(self, timeout_seconds: float) -> None:
        wasyncore.loop(timeout=timeout_seconds, use_poll=True, map=self._server._map, count=1)


def serve(listener: socket.socket) -> None:
    """Answer on a listening socket until SIGTERM or SIGINT."""
    server = Server(listener)
    signal.signal(signal.SIGTERM, server.stop)
    signal.signal(signal.SIGINT, server.stop)
    # A burst queues up: that is no event, and a line a request would slow it further.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    gc.freeze()
    gc.enable()
    server.run()
