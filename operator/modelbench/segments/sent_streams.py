"""From what the load program prints of streams to the requests that it sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from modelbench.segments.sent_requests import SentRequest, kind_of

Counts = tuple[tuple[int, int], ...]
"""Pairs of a duration in microseconds, to three digits, and how often it was there."""


@dataclass(frozen=True, kw_only=True)
class StreamedRequest(SentRequest):
    """A request whose response is a stream. Durations count from the instant it was sent.

    ``chunks`` are those with content, ``arrivals`` the instants at which some came.
    ``usage_tokens`` is the server's own count, None where it told none.
    """

    first_nanoseconds: int = 0
    last_nanoseconds: int = 0
    chunks: int = 0
    usage_tokens: int | None = None
    arrivals: int = 0
    body_bytes: int = 0
    stalls: int = 0

    @property
    def time_to_first_token_nanoseconds(self) -> int:
        """From the instant at which the request was due to its first chunk with content."""
        return self.schedule_delay_nanoseconds + self.first_nanoseconds

    @property
    def tokens(self) -> int:
        """The server's own count where it told one, else the chunks with content."""
        return self.chunks if self.usage_tokens is None else self.usage_tokens


@dataclass(frozen=True)
class StreamTimes:
    """The gaps of all good streams together, and how late the load program itself was."""

    gaps: Counts = ()
    instrument: Counts = ()


class _Head(msgspec.Struct):
    started_nanoseconds: int = msgspec.field(name="startedNanoseconds")
    gaps: Counts = ()
    instrument: Counts = ()


class _Line(msgspec.Struct):
    due: int
    sent: int
    service: int
    status: int
    usage: int
    failure: str = ""
    error: str = ""
    headers: int = 0
    first: int = 0
    last: int = 0
    chunks: int = 0
    arrivals: int = 0
    bytes: int = 0
    stalls: int = 0


def read_streams(output: str, expected_status: int) -> tuple[list[StreamedRequest], StreamTimes]:
    """The requests of one generator's output: a JSON line with its start, then one for each.

    ValueError when the output is not that.
    """
    try:
        first, *lines = output.encode().splitlines() or [b""]
        head = msgspec.json.decode(first, type=_Head)
        decoder = msgspec.json.Decoder(_Line)
        requests = [
            _request(decoder.decode(line), head.started_nanoseconds, expected_status)
            for line in lines
        ]
    except msgspec.DecodeError as error:
        raise ValueError(f"not the load program's output: {error}: {output[:200]!r}") from error
    return requests, StreamTimes(head.gaps, head.instrument)


def together(parts: Iterable[StreamTimes]) -> StreamTimes:
    """The times of several generators as those of one."""
    found = list(parts)
    return StreamTimes(
        tuple(pair for part in found for pair in part.gaps),
        tuple(pair for part in found for pair in part.instrument),
    )


def _request(line: _Line, started: int, expected_status: int) -> StreamedRequest:
    return StreamedRequest(
        intended_nanoseconds=started + line.due,
        sent_nanoseconds=started + line.sent,
        service_nanoseconds=line.service,
        failure=_failure(line, expected_status),
        first_nanoseconds=line.first,
        last_nanoseconds=line.last,
        chunks=line.chunks,
        usage_tokens=None if line.usage < 0 else line.usage,
        arrivals=line.arrivals,
        body_bytes=line.bytes,
        stalls=line.stalls,
    )


def _failure(line: _Line, expected_status: int) -> str | None:
    if line.failure or line.error:
        return line.failure or kind_of(line.error)
    return None if line.status == expected_status else f"status {line.status}"


def stream_settings(
    stream: Mapping[str, Any] | None, users: Mapping[str, int] | None, number: int, generators: int
) -> Mapping[str, Any]:
    """What the plan of one of several generators has for streams; nothing where there are none.

    A generator whose part of the users is none sends nothing.
    """
    if stream is None:
        return {}
    count = 0 if users is None else len(range(number, users["count"], generators))
    loop = {**users, "count": count} if users and count else None
    return {"stream": {**stream, "users": loop}}
