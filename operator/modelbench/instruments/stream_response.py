"""Reads a response that is a stream, and when its turns left the socket."""

from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse

from modelbench.api.stream import ChunkRule
from modelbench.instruments.timed_connection import TimedConnection
from modelbench.segments.stream_reader import (
    CUT_OFF,
    CUT_OFF_AT_ONCE,
    ENDLESS,
    StreamError,
    StreamReader,
)

_READ_BYTES = 1 << 16

_KEPT_BYTES = 4096
"""Of a stream: its first words, for a message that says what it was instead."""


@dataclass(frozen=True)
class StreamRead:
    """What became of a stream; instants are the runner's. ``failure`` is None of a good one."""

    headers_nanoseconds: int
    ended_nanoseconds: int
    first_nanoseconds: int | None
    body: bytes
    failure: str | None


def read_stream(connection: TimedConnection, response: HTTPResponse, rule: ChunkRule) -> StreamRead:
    """Read to the end, or to what is wrong with it. No part of the body outlives its chunk."""
    headers, reader, kept = connection.received_nanoseconds, StreamReader(rule), bytearray()
    failure = None
    try:
        # Each gives what one read of the socket brought at most, so that its instant is known.
        while data := response.read1(_READ_BYTES):
            kept += data[: _KEPT_BYTES - len(kept)]
            reader.feed(data, connection.received_nanoseconds)
        if response.length:
            raise StreamError(CUT_OFF)
        reader.end(connection.received_nanoseconds)
    except StreamError as error:
        failure = str(error)
    except TimeoutError:
        failure = ENDLESS
    except (OSError, HTTPException, ValueError):
        failure = CUT_OFF
    if failure == CUT_OFF and not reader.chunks:
        failure = CUT_OFF_AT_ONCE
    return StreamRead(
        headers,
        connection.received_nanoseconds,
        reader.first_nanoseconds,
        bytes(kept),
        failure,
    )
