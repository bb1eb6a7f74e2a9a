"""One HTTP request over one new connection, timed. Nothing is retried here."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from modelbench.api.spec import Request
from modelbench.runner.clock import Clock

_BODY_LIMIT_BYTES = 1 << 20


@dataclass(frozen=True)
class Target:
    """Where a request goes: an address that needs no look-up, and the host it asks for."""

    address: str
    port: int
    host: str


@dataclass(frozen=True)
class Answer:
    """What came back. ``error`` is None when a whole answer arrived, whatever its status."""

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
    """Send the request once; each step of the answer must come within ``timeout_seconds``.

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
        connection.sock.settimeout(timeout_seconds)
        connection.request(request.method, request.path, body=body, headers=headers)
        response = connection.getresponse()
        data = response.read(_BODY_LIMIT_BYTES)
        answered = clock.now_nanoseconds()
        text = data.decode(errors="replace")
        return Answer(sent, answered, response.status, dict(response.getheaders()), text)
    except (OSError, HTTPException) as error:
        message = f"{type(error).__name__}: {error}"
        return Answer(sent, clock.now_nanoseconds(), error=message)
    finally:
        connection.close()
