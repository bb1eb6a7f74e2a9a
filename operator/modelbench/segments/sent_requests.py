"""From what the load program prints to the requests that it sent."""

import base64
import csv
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from modelbench.api.lambda_runtime import DURATION_HEADER

# A response of 1 MiB is longer in base64 than what the csv module takes by itself.
csv.field_size_limit(1 << 24)

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
NO_RESPONSE = "no response"


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


def read_results(
    output: str,
    offsets_nanoseconds: Sequence[int],
    expected_status: int,
    judge: Callable[[bytes], str | None] | None = None,
) -> list[SentRequest]:
    """The requests of one generator's output: a JSON line with its start, then vegeta's CSV.

    Result n belongs to the n-th offset. ``judge`` gives the kind of failure that the body of a
    response is. ValueError when the output is not that.
    """
    lines = _lines(output)
    head = next(lines, "")
    results = zip(csv.reader(lines), offsets_nanoseconds, strict=False)
    try:
        started: int = json.loads(head)["startedNanoseconds"]
        return [
            SentRequest(
                intended_nanoseconds=started + offset,
                sent_nanoseconds=int(row[_TIMESTAMP]),
                service_nanoseconds=int(row[_LATENCY]),
                failure=_failure(row, expected_status, judge),
                handler_nanoseconds=_handler_nanoseconds(row[_HEADERS]),
            )
            for row, offset in results
        ]
    except (KeyError, IndexError, TypeError, csv.Error) as error:
        raise ValueError(f"not the load program's output: {error}: {output[:200]!r}") from error


def _lines(text: str) -> Iterator[str]:
    """Yield one line after the other: all at once would be a copy of all responses."""
    begin = 0
    while begin < len(text):
        end = text.find("\n", begin) + 1 or len(text)
        yield text[begin:end]
        begin = end


def _failure(
    row: Sequence[str], expected_status: int, judge: Callable[[bytes], str | None] | None
) -> str | None:
    code = int(row[_CODE])
    if code == 0:
        return kind_of(row[_ERROR])
    if code != expected_status:
        return f"status {code}"
    return None if judge is None else judge(base64.b64decode(row[_BODY]))


def _handler_nanoseconds(encoded_headers: str) -> int | None:
    """Read the headers of a response in base64: the load program keeps this one alone."""
    if not encoded_headers:
        return None
    match = _DURATION.match(base64.b64decode(encoded_headers))
    return round(float(match[1]) * 1_000_000) if match else None


def kind_of(error: str) -> str:
    """Tell a failure's kind by the words after the request's method and URL.

    A path may hold any word.
    """
    reason = error.partition('": ')[2] or error
    return next((kind for text, kind in _KINDS.items() if text in reason), NO_RESPONSE)
