"""One HTTP request over one new connection, timed. Nothing is retried here."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from typing import Any
from urllib.parse import urlsplit

from modelbench.api.reasons import Rejection
from modelbench.api.spec import Request
from modelbench.instruments.clock import Clock

_BODY_LIMIT_BYTES = 1 << 20
"""So much of a body is kept: a message shows its first characters, and no trial needs more."""

_READ_BYTES = 1 << 16
"""One read at most: a body of any size then takes up no more memory than what is kept of it."""

_SHOWN_CHARACTERS = 200
"""Of a body in a message: enough for an error's own words, and short enough for a condition."""


@dataclass(frozen=True)
class Target:
    """Where a request goes: an address that needs no look-up, and the host it asks for."""

    address: str
    port: int
    host: str


@dataclass(frozen=True)
class Response:
    """What came back. ``error`` is None when a whole response arrived, whatever its status.

    ``body`` is the first part of a large one. ``ended_nanoseconds`` is the instant of the last
    byte, or of the failure.
    """

    sent_nanoseconds: int
    ended_nanoseconds: int
    status_code: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    error: str | None = None


def judge(response: Response, expected_status: int) -> tuple[Rejection | None, str]:
    """Why a response is not the one asked for (None: it is), and in words."""
    if response.error is not None:
        return Rejection.REQUEST_FAILED, response.error
    if response.status_code != expected_status:
        message = f"status {response.status_code} instead of {expected_status}"
        body = response.body[:_SHOWN_CHARACTERS].strip()
        return Rejection.UNEXPECTED_STATUS, f"{message}: {body}"
    return None, ""


def resolve(url: str) -> Target:
    """Look a URL's host up once, so that no trial pays for it. OSError when it is not known."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 80
    found = socket.getaddrinfo(host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)
    return Target(str(found[0][4][0]), port, host)


def refuses(target: Target, timeout_seconds: float) -> bool:
    """Whether a connection is refused; one that is made, or not taken up, is not."""
    try:
        socket.create_connection((target.address, target.port), timeout_seconds).close()
    except ConnectionRefusedError:
        return True
    except OSError:
        return False
    return False


def send(
    target: Target,
    request: Request,
    timeout_seconds: float,
    clock: Clock,
    connect_seconds: float | None = None,
) -> Response:
    """Send the request once; once connected, the whole response has ``timeout_seconds`` to come.

    ``connect_seconds`` bounds the making of the connection, when it is given.
    """
    connection = HTTPConnection(
        target.address, target.port, timeout=connect_seconds or timeout_seconds
    )
    headers = {**request.header_values, "Host": target.host, "Connection": "close"}
    body = None if request.body is None else request.body.encode()
    sent = clock.now_nanoseconds()
    try:
        connection.connect()
        connection.sock = _TimedSocket(connection.sock, timeout_seconds)
        connection.request(request.method, request.path, body=body, headers=headers)
        response = connection.getresponse()
        data = _read_body(response)
        ended = clock.now_nanoseconds()
        text = data.decode(errors="replace")
        return Response(sent, ended, response.status, dict(response.getheaders()), text)
    except (OSError, HTTPException, UnicodeError) as error:
        message = f"{type(error).__name__}: {error}"
        return Response(sent, clock.now_nanoseconds(), error=message)
    finally:
        connection.close()


class _TimedSocket(socket.socket):
    """A socket with one deadline for all that it receives.

    A deadline for each read would let a response that trickles go on forever.
    """

    def __init__(self, connected: socket.socket, timeout_seconds: float) -> None:
        super().__init__(fileno=connected.detach())
        self.settimeout(timeout_seconds)
        self._deadline = time.monotonic() + timeout_seconds

    def recv_into(self, *arguments: Any) -> int:
        """Receive as :meth:`socket.socket.recv_into` does, within the time that is left."""
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("timed out")
        self.settimeout(remaining)
        return super().recv_into(*arguments)


def _read_body(response: HTTPResponse) -> bytes:
    """The body's first part; the rest is read too, since a response lasts to its last byte."""
    kept = bytearray()
    while data := response.read(_READ_BYTES):
        kept += data[: _BODY_LIMIT_BYTES - len(kept)]
    if response.length:
        raise IncompleteRead(bytes(kept), response.length)
    return bytes(kept)
