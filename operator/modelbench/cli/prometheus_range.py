"""Counts of requests by interval, from a range query to a Prometheus."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor, isfinite
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3

from modelbench.api.trace import MOST_ENTRIES, Trace
from modelbench.api.trace_text import trace_of_counts
from modelbench.api.values import FormatError
from modelbench.cli.faults import BadInput, Unreachable
from modelbench.display.texts import one_line

_POINTS_A_QUERY = 10_000
"""Prometheus: 11,000 points a series are the most that one query may ask for."""

_MOST_BYTES = 16 << 20
_TIMEOUT = urllib3.Timeout(connect=10, read=120)


@dataclass(frozen=True)
class Range:
    """A query whose value at an instant is how many requests came in the step before.

    Instants are seconds since the Unix epoch.
    """

    query: str
    start: int
    end: int
    step: int

    @property
    def steps(self) -> int:
        """How many intervals it has."""
        return (self.end - self.start) // self.step


@dataclass(frozen=True)
class Counted:
    """The trace, and how many of its intervals had no sample and count as 0."""

    trace: Trace
    absent: int


class Prometheus:
    """A server by its address; ``headers`` may hold a secret and are told nowhere."""

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        """BadInput when it is no address over HTTP."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadInput(f"--url {url} is not like http://prometheus:9090")
        self._url = url.rstrip("/")
        self._headers = dict(headers)
        self._pool = urllib3.PoolManager(retries=False, timeout=_TIMEOUT)

    def counts(self, asked: Range) -> Counted:
        """The values of a range, as whole numbers whose sum is that of the values.

        BadInput when the query is refused or gives other than counts, Unreachable when no answer
        comes.
        """
        if not 1 <= asked.steps <= MOST_ENTRIES:
            raise BadInput(
                f"from --start to --end there are {asked.steps:,} steps, of which 1 to "
                f"{MOST_ENTRIES:,} are possible: choose another --step"
            )
        values: dict[int, float] = {}
        for first, last in _chunks(asked):
            values |= dict(_values(self._query(asked, first, last), asked))
        if not values:
            raise BadInput(
                "the query returns no samples: does its metric exist, and does the range of "
                "increase(...) span two scrapes?"
            )
        try:
            trace = trace_of_counts([*_whole(values, asked.steps)], 1000 * asked.step)
        except FormatError as error:
            raise BadInput(f"the values of the query are not a trace: {error}") from error
        return Counted(trace, asked.steps - len(values))

    def _query(self, asked: Range, first: int, last: int) -> Any:
        fields = {"query": asked.query, "start": first, "end": last, "step": asked.step}
        url = f"{self._url}/api/v1/query_range?{urlencode(fields)}"
        try:
            response = self._pool.request(
                "GET", url, headers=self._headers, redirect=False, preload_content=False
            )
            body = response.read(_MOST_BYTES + 1)
            response.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(f"no response from {self._url}: {one_line(str(error))}") from error
        if len(body) > _MOST_BYTES:
            raise BadInput(f"the response has more than {_MOST_BYTES >> 20} MiB: sum the series")
        return _result(response.status, body, self._url)


def _chunks(asked: Range) -> Iterator[tuple[int, int]]:
    """The first and last instant of each query: the end of the first interval, and so on."""
    for begin in range(0, asked.steps, _POINTS_A_QUERY):
        until = min(asked.steps, begin + _POINTS_A_QUERY)
        yield asked.start + (begin + 1) * asked.step, asked.start + until * asked.step


def _result(status: int, body: bytes, url: str) -> Any:
    try:
        document = json.loads(body)
        succeeded = document["status"] == "success"
    except (ValueError, TypeError, KeyError) as error:
        hint = one_line(body[:80].decode(errors="replace"))
        raise BadInput(f"{url} is not Prometheus: it responds with {status}, {hint}") from error
    if not succeeded:
        raise BadInput(f"Prometheus rejects the query: {one_line(str(document.get('error')))}")
    return document.get("data")


def _values(data: Any, asked: Range) -> Iterator[tuple[int, float]]:
    """The number of each interval with its value. BadInput when there is more than one series."""
    try:
        series = data["result"]
        if len(series) > 1:
            raise BadInput(f"the query returns {len(series)} series, not one: wrap it in sum(...)")
        for instant, text in series[0]["values"] if series else ():
            yield round((float(instant) - asked.start) / asked.step) - 1, _value(instant, text)
    except (TypeError, KeyError, IndexError, ValueError) as error:
        raise BadInput(f"the response is not that of a range query: {error!r}") from error


def _value(instant: Any, text: Any) -> float:
    value = float(text)
    if not isfinite(value) or value < 0:
        raise BadInput(f"the value at {instant} is {text}, which is not a count: use increase(...)")
    return value


def _whole(values: Mapping[int, float], steps: int) -> Iterator[int]:
    """Prometheus extrapolates, so that one request may be 1.017: what is left of a value goes to
    the next, and the sum stays what it is.
    """
    rest = 0.0
    for number in range(steps):
        value = values.get(number, 0.0)
        exact = value + rest if value else 0.0
        whole = max(0, floor(exact + 0.5))
        rest = exact - whole if value else rest
        yield whole
