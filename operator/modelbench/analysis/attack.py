"""From vegeta's results to the samples of one attack."""

import base64
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from statistics import linear_regression
from typing import Any

from jsonpath_ng.exceptions import JSONPathError
from jsonpath_ng.jsonpath import JSONPath
from jsonpath_ng.parser import parse

from modelbench.analysis.histogram import Histogram
from modelbench.api.lambda_runtime import DURATION_HEADER
from modelbench.api.load_samples import LoadSegment, SecondOfLoad

# An answer of 1 MiB is longer in base64 than what the csv module takes by itself.
csv.field_size_limit(1 << 24)

_SECOND = 1_000_000_000
_DURATION = re.compile(rf"(?i:{DURATION_HEADER}): (\d{{1,9}}(?:\.\d{{1,6}})?)\r\n".encode())
_TIMESTAMP, _CODE, _LATENCY, _ERROR, _BODY, _HEADERS = 0, 1, 2, 5, 6, 11
_KINDS = {
    "deadline exceeded": "timeout",
    "Timeout": "timeout",
    "timeout": "timeout",
    "timed out": "timeout",
    "refused": "connection refused",
    "reset": "connection closed",
    "EOF": "connection closed",
    "broken pipe": "connection closed",
}
WRONG_ANSWER = "wrong answer"
NO_ANSWER = "no answer"


@dataclass(frozen=True)
class SentRequest:
    """One request: when it was due, when it went out, how long it took, why it failed (or not).

    ``handler_nanoseconds`` is how long a Lambda function ran, as its endpoint tells.
    """

    intended_nanoseconds: int
    sent_nanoseconds: int
    service_nanoseconds: int
    failure: str | None
    handler_nanoseconds: int | None = None

    @property
    def schedule_delay_nanoseconds(self) -> int:
        """How late the generator sent it."""
        return self.sent_nanoseconds - self.intended_nanoseconds

    @property
    def latency_nanoseconds(self) -> int:
        """From the intended instant, so that a stalled server's backlog is not hidden."""
        return self.schedule_delay_nanoseconds + self.service_nanoseconds


def parse_json_path(expression: str) -> JSONPath:
    """A compiled JSON path. ValueError when it is not one."""
    try:
        return parse(expression)
    except JSONPathError as error:
        raise ValueError(f"not a JSON path: {expression}: {error}") from error


def read_results(
    output: str,
    offsets_nanoseconds: Sequence[int],
    expected_status: int,
    json_path: JSONPath | None = None,
) -> list[SentRequest]:
    """The requests of one generator's output: a JSON line with its start, then vegeta's CSV.

    Result n belongs to the n-th offset. ValueError when the output is not that.
    """
    head, _, rows = output.partition("\n")
    results = zip(csv.reader(io.StringIO(rows)), offsets_nanoseconds, strict=False)
    try:
        started: int = json.loads(head)["startedNanoseconds"]
        return [
            SentRequest(
                intended_nanoseconds=started + offset,
                sent_nanoseconds=int(row[_TIMESTAMP]),
                service_nanoseconds=int(row[_LATENCY]),
                failure=_failure(row, expected_status, json_path),
                handler_nanoseconds=_handler_nanoseconds(row[_HEADERS]),
            )
            for row, offset in results
        ]
    except (KeyError, IndexError, TypeError, csv.Error) as error:
        raise ValueError(f"not the load program's output: {error}: {output[:200]!r}") from error


def _failure(row: Sequence[str], expected_status: int, json_path: JSONPath | None) -> str | None:
    code = int(row[_CODE])
    if code == 0:
        return _kind(row[_ERROR])
    if code != expected_status:
        return f"status {code}"
    if json_path is not None and not _matches(json_path, row[_BODY]):
        return WRONG_ANSWER
    return None


def _handler_nanoseconds(encoded_headers: str) -> int | None:
    """From the headers of an answer in base64, of which the load program keeps this one alone."""
    if not encoded_headers:
        return None
    match = _DURATION.match(base64.b64decode(encoded_headers))
    return round(float(match[1]) * 1_000_000) if match else None


def _kind(error: str) -> str:
    """By the words after the request's method and URL, whose path may hold any word."""
    reason = error.partition('": ')[2] or error
    return next((kind for text, kind in _KINDS.items() if text in reason), NO_ANSWER)


def _matches(json_path: JSONPath, encoded_body: str) -> bool:
    try:
        return bool(json_path.find(json.loads(base64.b64decode(encoded_body))))
    except ValueError:
        return False


def complete_segment(
    segment: LoadSegment, requests: Iterable[SentRequest], offsets_nanoseconds: Sequence[int]
) -> LoadSegment:
    """The segment with what follows from its requests, of all generators together.

    ``offsets_nanoseconds`` are the planned instants of all of them.
    """
    ordered = sorted(requests, key=lambda request: request.intended_nanoseconds)
    if not ordered:
        return segment
    good = [request for request in ordered if request.failure is None]
    handled = [r.handler_nanoseconds for r in good if r.handler_nanoseconds is not None]
    sent = [request.sent_nanoseconds for request in ordered]
    started = ordered[0].intended_nanoseconds - offsets_nanoseconds[0]
    planned_span = ordered[-1].intended_nanoseconds - ordered[0].intended_nanoseconds
    return replace(
        segment,
        started_nanoseconds=started,
        planned_span_nanoseconds=planned_span,
        actual_span_nanoseconds=max(sent) - min(sent),
        fitted_span_nanoseconds=round(planned_span * _stretch(ordered)) if planned_span else 0,
        requests=len(ordered),
        failures=count_failures(ordered),
        latencies=Histogram.of(r.latency_nanoseconds for r in good).encoded,
        service_times=Histogram.of(r.service_nanoseconds for r in good).encoded,
        schedule_delays=Histogram.of(r.schedule_delay_nanoseconds for r in ordered).encoded,
        handler_times=Histogram.of(handled).encoded if handled else "",
        seconds=_seconds(ordered, started),
    )


def count_failures(requests: Iterable[SentRequest]) -> Mapping[str, int]:
    """How many failed, by kind."""
    return dict(sorted(Counter(r.failure for r in requests if r.failure is not None).items()))


def _stretch(requests: Sequence[SentRequest]) -> float:
    """The slope of the least-squares line of the sent instants over the intended ones.

    First and last request alone would rule it otherwise: one that a busy machine sends 60 ms late
    is a hundredth of six seconds.
    """
    start = requests[0].intended_nanoseconds
    intended = [float(request.intended_nanoseconds - start) for request in requests]
    sent = [float(request.sent_nanoseconds - start) for request in requests]
    return linear_regression(intended, sent).slope


def _seconds(requests: Sequence[SentRequest], started_nanoseconds: int) -> tuple[SecondOfLoad, ...]:
    last = (requests[-1].intended_nanoseconds - started_nanoseconds) // _SECOND
    by_second: list[list[SentRequest]] = [[] for _ in range(last + 1)]
    for request in requests:
        by_second[(request.intended_nanoseconds - started_nanoseconds) // _SECOND].append(request)
    return tuple(_second(group) for group in by_second)


def _second(requests: Sequence[SentRequest]) -> SecondOfLoad:
    good = sorted(r.latency_nanoseconds for r in requests if r.failure is None)

    def rank(share: float) -> int | None:
        return round(good[ceil(share * len(good)) - 1] / 1000) if good else None

    failures = len(requests) - len(good)
    return SecondOfLoad(len(requests), failures, rank(0.50), rank(0.95), rank(0.99))


def plan(
    url: str, host: str, offsets_nanoseconds: Sequence[int], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """The generator's input; ``settings`` holds what does not change between attacks."""
    return {
        "url": url,
        "host": host,
        "offsetsNanoseconds": list(offsets_nanoseconds),
        **settings,
    }
