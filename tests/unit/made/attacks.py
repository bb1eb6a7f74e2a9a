"""Attacks made by hand: what the load program prints, and the segments that follow from it."""

import base64
import csv
import io
import json

from modelbench.api.scenarios.parts import LoadSegment
from modelbench.segments.arrivals import flat, offsets_nanoseconds
from modelbench.segments.attack import complete_segment
from modelbench.segments.sent_requests import SentRequest

MICROSECOND = 1_000
MILLISECOND = 1_000_000
SECOND = 1_000_000_000
START = 1_764_042_000_000_000_000


def result(offset, service=MILLISECOND, code=200, error="", body=b"", headers=b""):
    """A line of vegeta's CSV: the request left ``offset`` after the start."""
    text, head = (base64.b64encode(value).decode() for value in (body, headers))
    request = ["", 0, "POST", "http://x"]
    return [START + offset, code, service, 0, len(body), error, text, *request, head]


def output(*results, started=START):
    """All that the load program prints."""
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(results)
    return json.dumps({"startedNanoseconds": started}) + "\n" + lines.getvalue()


def sent(offset, service=MILLISECOND, delay=0, failure=None, handler=None):
    """A request that was due ``offset`` after the start."""
    return SentRequest(START + offset, START + offset + delay, service, failure, handler)


def segment(services, *, rate=10, delay=0, failures=(), handler=None, **fields):
    """A segment at a constant rate, of one request for each service time.

    ``failures`` are pairs of a request's number and the kind; ``handler`` is each function's time.
    """
    offsets = [n * SECOND // rate for n in range(len(services))]
    kinds = dict(failures)
    requests = [
        sent(offset, service, delay, kinds.get(number), handler)
        for number, (offset, service) in enumerate(zip(offsets, services, strict=True))
    ]
    draft = {"scenario": "steady", "variant": "serverless", "order": 1, "rate": rate, **fields}
    return complete_segment(LoadSegment(**draft), requests, offsets)


def one_at_a_time(rate, *, seconds=10, servers=1, arrivals="Constant", seed=1, **fields):
    """A segment on servers that each answer one request after the other, in 0.2 s."""
    offsets = offsets_nanoseconds([flat(rate, seconds)], arrivals, seed)
    free, requests = [0] * servers, []
    for offset in offsets:
        server = min(range(servers), key=free.__getitem__)
        free[server] = max(offset, free[server]) + 200 * MILLISECOND
        requests.append(sent(offset, free[server] - offset))
    draft = {"scenario": "steady", "variant": "serverless", "order": 1, "rate": rate, **fields}
    return complete_segment(LoadSegment(**draft), requests, offsets)
