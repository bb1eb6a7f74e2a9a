"""One HTTP request over one new connection, timed. Nothing is retried here."""

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import BadStatusLine, HTTPException, HTTPResponse, IncompleteRead
from urllib.parse import urlsplit

from modelbench.instruments.clock import Clock
from modelbench.instruments.http2 import SPEAKS_HTTP2, is_http2
from modelbench.instruments.prepared_request import PreparedRequest
from modelbench.instruments.stream_response import StreamRead, read_stream
from modelbench.instruments.timed_connection import TimedConnection, never
from modelbench.segments.content import LIMIT_BYTES

_KEPT_BYTES = LIMIT_BYTES + 1
"""So much of a body is kept: one byte more than is looked at tells that there is more."""

_READ_BYTES = 1 << 16
"""One read at most: a body of any size then takes up no more memory than what is kept of it."""


@dataclass(frozen=True)
class Target:
    """Where a request goes: an address that needs no look-up, and the host it asks for."""

    address: str
    port: int
    host: str


@dataclass(frozen=True)
class Response:
    """What came back. ``error`` is None when a whole response arrived, whatever its status.

    ``body`` is the first part of a large one, and secret when the request is: the server may repeat
    it. ``ended_nanoseconds`` is the instant of the last byte, or of the failure. The times of
    headers and first token and ``stream_failure`` are of a stream alone. ``is_refused``: there was
    no connection, since what has the address refused it.
    """

    sent_nanoseconds: int
    ended_nanoseconds: int
    status_code: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    error: str | None = None
    headers_nanoseconds: int | None = None
    first_token_nanoseconds: int | None = None
    stream_failure: str | None = None
    is_refused: bool = False


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
    request: PreparedRequest,
    timeout_seconds: float,
    clock: Clock,
    connect_seconds: float | None = None,
    is_given_up: Callable[[], bool] = never,
) -> Response:
    """Send the request once; once connected, the whole response has ``timeout_seconds`` to come.

    ``connect_seconds`` bounds the making of the connection, when it is given. ``is_given_up`` is
    asked each second in which nothing comes, and ends it.
    """
    now = clock.now_nanoseconds
    connection = TimedConnection(
        target.address, target.port, timeout_seconds, connect_seconds, now, is_given_up
    )
    headers = {**request.headers, "Host": target.host, "Connection": "close"}
    sent = clock.now_nanoseconds()
    try:
        connection.connect()
        connection.request(request.method, request.path, body=request.body, headers=headers)
        response = connection.getresponse()
        if request.stream is not None and response.status == request.expected_status:
            return _streamed(sent, response, read_stream(connection, response, request.stream.rule))
        data = _read_body(response)
        ended = clock.now_nanoseconds()
        return Response(sent, ended, response.status, dict(response.getheaders()), data)
    except (OSError, HTTPException, UnicodeError) as error:
        is_refused = isinstance(error, ConnectionRefusedError)
        ended = clock.now_nanoseconds()
        return Response(sent, ended, error=_words(error), is_refused=is_refused)
    finally:
        connection.close()


def _streamed(sent: int, response: HTTPResponse, read: StreamRead) -> Response:
    return Response(
        sent,
        read.ended_nanoseconds,
        response.status,
        dict(response.getheaders()),
        read.body,
        headers_nanoseconds=read.headers_nanoseconds,
        first_token_nanoseconds=read.first_nanoseconds,
        stream_failure=read.failure,
    )


def _words(error: Exception) -> str:
    if isinstance(error, BadStatusLine) and is_http2(str(error).encode("latin-1", "replace")):
        return SPEAKS_HTTP2
    return f"{type(error).__name__}: {error}"


def _read_body(response: HTTPResponse) -> bytes:
    """The body's first part; the rest is read too, since a response lasts to its last byte."""
    kept = bytearray()
    while data := response.read(_READ_BYTES):
        kept += data[: _KEPT_BYTES - len(kept)]
    if response.length:
        raise IncompleteRead(bytes(kept), response.length)
    return bytes(kept)
