"""Streams made by hand: what the load program prints of them, and segments of them."""

import json

from modelbench.api.scenarios.parts import LoadSegment
from modelbench.segments.attack import complete_segment
from modelbench.segments.sent_streams import StreamedRequest, StreamTimes
from modelbench.segments.streams import stream_samples
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, SECOND, START

STREAM = {"protocol": "OpenAIChat"}


def line(due=0, *, first=100, tokens=20, gap=5, **fields):
    """A line of the load program: a stream with its times in milliseconds."""
    last = first + gap * (tokens - 1)
    times = {"headers": 1, "first": first, "last": last, "service": last + 1}
    counts = {"chunks": tokens, "arrivals": tokens, "bytes": 50 * tokens, "usage": tokens}
    in_nanoseconds = {name: value * MILLISECOND for name, value in times.items()}
    return {"due": due, "sent": due, "status": 200, **in_nanoseconds, **counts, **fields}


def stream_output(*lines, gaps=(), instrument=((30, 100),), started=START):
    """All that the load program prints of streams."""
    head = {"startedNanoseconds": started, "gaps": gaps, "instrument": instrument}
    return "".join(json.dumps(one) + "\n" for one in (head, *lines))


def streamed(offset=0, *, first=100, tokens=20, gap=5, usage=True, arrivals=None, **fields):
    """A request that was due ``offset`` after the start, with its times in milliseconds."""
    last = first + gap * (tokens - 1)
    values = {
        "failure": None,
        "first_nanoseconds": first * MILLISECOND,
        "last_nanoseconds": last * MILLISECOND,
        "chunks": tokens,
        "usage_tokens": tokens if usage else None,
        "arrivals": arrivals or tokens,
        "body_bytes": 50 * tokens,
        **fields,
    }
    return StreamedRequest(START + offset, START + offset, last * MILLISECOND, **values)


def stream_segment(rate=10, seconds=6, *, late=30, gap=5, **fields):
    """A segment of equal streams; the load program was ``late`` by so many microseconds."""
    own = {"first", "tokens", "usage", "arrivals", "failure", "stalls"}
    shape = {name: fields.pop(name) for name in own & fields.keys()}
    offsets = [n * SECOND // rate for n in range(rate * seconds)]
    requests = [streamed(offset, gap=gap, **shape) for offset in offsets]
    times = StreamTimes(((gap * 1000, 19 * len(requests)),), ((late, 100),))
    draft = {"scenario": "steady", "variant": "serverless", "order": 1, "rate": rate, **fields}
    segment = complete_segment(LoadSegment(**draft), requests, offsets)
    return replace(segment, stream=stream_samples(requests, times))
