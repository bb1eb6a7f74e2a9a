"""One HTTP request over one new connection, timed. Nothing is retried here."""

import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from typing import Any
from urllib.parse import urlsplit

from modelbench.api.spec import Request
from modelbench.instruments.clock import Clock

_BODY_LIMIT_BYTES = 1 << 20
_READ_BYTES = 1 << 16


@dataclass(frozen=True)
class Target:
    """Where a request goes: an address that needs no look-up, and the host it asks for."""

    address: str
    port: int
    host: str


@dataclass(frozen=True)
class Answer:
    """What came back. ``error`` is None when a whole answer arrived, whatever its status.

    ``body`` is the first part of a large one.
    """

    sent_nanoseconds: int
    answered_nanoseconds: int
    status_code: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    error: str | None = None


def resolve(url: str) -> Target:
    """Look a URL's host up once, so that no trial pays for it. OSError when it is not known."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 80
    found = socket.getaddrinfo(host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)
    return Target(str(found[0][4][0]), port, host)


def refuses(target: Target, timeout_seconds: float) -> bool:
    """Whether a connection is refused; one that is made, or not answered, is not."""
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
) -> Answer:
    """Send the request once; once connected, the whole answer has ``timeout_seconds`` to come.

    ``connect_seconds`` bounds the making of the connection, when it is given.
    """
    connection = HTTPConnection(
        target.address, target.port, timeout=connect_seconds or timeout_seconds
    )
    headers = {**dict(request.headers), "Host": target.host, "Connection": "close"}
    body = None if request.body is None else request.body.encode()
    sent = clock.now_nanoseconds()
    try:
        connection.connect()
        connection.sock = _TimedSocket(connection.sock, timeout_seconds)
        connection.request(request.method, request.path, body=body, headers=headers)
        response = connection.getresponse()
        data = _read_body(response)
        answered = clock.now_nanoseconds()
        text = data.decode(errors="replace")
        return Answer(sent, answered, response.status, dict(response.getheaders()), text)
    except (OSError, HTTPException, UnicodeError) as error:
        message = f"{type(error).__name__}: {error}"
        return Answer(sent, clock.now_nanoseconds(), error=message)
    finally:
        connection.close()


class _TimedSocket(socket.socket):
    """Has one deadline for all that is received: one for each step lets a trickle go on forever."""

    def __init__(self, connected: socket.socket, timeout_seconds: float) -> None:
        super().__init__(fileno=connected.detach())
        self.settimeout(timeout_seconds)
        self._deadline = time.monotonic() + timeout_seconds

    def recv_into(self, *arguments: Any) -> int:
        """As :meth:`socket.socket.recv_into`, within the time that is left."""
        remaining = self._deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("timed out")
        self.settimeout(remaining)
        return super().recv_into(*arguments)


def _read_body(response: HTTPResponse) -> bytes:
    """Its first part; the rest is read too, since an answer lasts to its last byte."""
    kept = bytearray()
    while data := response.read(_READ_BYTES):
        kept += data[: _BODY_LIMIT_BYTES - len(kept)]
    if response.length:
        raise IncompleteRead(bytes(kept), response.length)
    return bytes(kept)
