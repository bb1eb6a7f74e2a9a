"""A connection with one deadline for all that it receives, and no eye for informational responses.

A deadline for each read would let a response that trickles, or a flood of informational ones, go
on for ever. The load program skips those, too, except 101, which ends a response there as well.
"""

import socket
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse
from typing import Any

Now = Callable[[], int]
"""A clock in nanoseconds."""

_SWITCHING_PROTOCOLS = 101
_MOST_INFORMATION_BYTES = 64 << 10
"""The load program has the same bound: it gives all headers of a response together so much room."""
_LOOK_SECONDS = 1.0
"""How long nothing comes before it is asked whether to wait on."""
_STATUS_BYTES = len("HTTP/1.1 102 Processing\r\n\r\n")


def never() -> bool:
    """Whatever happens, wait on."""
    return False


class _TimedSocket(socket.socket):
    """A socket with one deadline for all that it receives."""

    def __init__(
        self,
        connected: socket.socket,
        timeout_seconds: float,
        now_nanoseconds: Now,
        is_given_up: Callable[[], bool],
    ) -> None:
        super().__init__(fileno=connected.detach())
        self._now_nanoseconds = now_nanoseconds
        self._is_given_up = is_given_up
        self.received_nanoseconds = 0
        self.settimeout(timeout_seconds)
        self._deadline = time.monotonic() + timeout_seconds

    def recv_into(self, *arguments: Any) -> int:
        """Receive as :meth:`socket.socket.recv_into` does, within the time that is left."""
        while (remaining := self._deadline - time.monotonic()) > 0:
            self.settimeout(min(remaining, _LOOK_SECONDS))
            try:
                count = super().recv_into(*arguments)
            except TimeoutError:
                if self._is_given_up():
                    raise ConnectionAbortedError("nothing will answer") from None
                continue
            self.received_nanoseconds = self._now_nanoseconds()
            return count
        raise TimeoutError("timed out")


class _FinalResponse(HTTPResponse):
    """A response that begins with its final status, as Go's client sees it."""

    def _read_status(self) -> tuple[str, int, str]:
        """Override what http.client calls for each status line; it skips 100 alone."""
        status: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
        skipped = 0
        while 100 <= status[1] < 200 and status[1] != _SWITCHING_PROTOCOLS:
            skipped += self._skip_headers()
            if skipped > _MOST_INFORMATION_BYTES:
                raise OSError("more informational responses than a client takes")
            status = super()._read_status()  # type: ignore[misc]
        return status

    def _read_next_chunk_size(self) -> int:
        """Override what http.client calls before each chunk, and takes ``-1`` for all that comes.

        A ValueError is what it turns into an IncompleteRead.
        """
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]
        if size < 0:
            raise ValueError(f"a chunk of {size} bytes")
        return size

    def _skip_headers(self) -> int:
        """How many bytes are skipped, those of a short status line among them."""
        skipped = 0
        while (line := self.fp.readline(_MOST_INFORMATION_BYTES)).strip():
            skipped += len(line)
            if skipped > _MOST_INFORMATION_BYTES:
                break
        return skipped + _STATUS_BYTES


class TimedConnection(HTTPConnection):
    """Once connected, everything has ``timeout_seconds`` to come.

    ``connect_seconds`` bounds the making of the connection, when it is given. ``is_given_up`` is
    asked each second in which nothing comes; ConnectionAbortedError when it says so.
    """

    response_class = _FinalResponse

    def __init__(
        self,
        address: str,
        port: int,
        timeout_seconds: float,
        connect_seconds: float | None = None,
        now_nanoseconds: Now = time.monotonic_ns,
        is_given_up: Callable[[], bool] = never,
    ) -> None:
        super().__init__(address, port, timeout=connect_seconds or timeout_seconds)
        self._timeout_seconds = timeout_seconds
        self._now_nanoseconds = now_nanoseconds
        self._is_given_up = is_given_up
        self._timed: _TimedSocket | None = None

    @property
    def received_nanoseconds(self) -> int:
        """When bytes left the socket the last time; 0 before the first."""
        return 0 if self._timed is None else self._timed.received_nanoseconds

    def connect(self) -> None:
        """Connect as :meth:`http.client.HTTPConnection.connect` does; then the time begins."""
        super().connect()
        self._timed = _TimedSocket(
            self.sock, self._timeout_seconds, self._now_nanoseconds, self._is_given_up
        )
        self.sock = self._timed
