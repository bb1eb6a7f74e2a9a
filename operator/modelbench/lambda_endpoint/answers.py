"""What is answered to a request, from the outcome of its invocation."""

from modelbench.api.lambda_runtime import DURATION_HEADER
from modelbench.lambda_endpoint.events import (
    HttpAnswer,
    MalformedResultError,
    error_answer,
    function_error,
    proxy_answer,
)
from modelbench.lambda_endpoint.invocations import End, Outcome
from modelbench.lambda_endpoint.timing import TIMING_HEADER, completed_timing

# Lambda's own limit of a request and of a result.
LIMIT_BYTES = 6 * 1024 * 1024
_STATUS = {End.LOST: 502, End.NOT_TAKEN: 503, End.TIMED_OUT: 504}


def answer_of(outcome: Outcome) -> HttpAnswer:
    """What an API gateway would answer; the message tells more than a gateway would."""
    if outcome.end is End.ERROR:
        return error_answer(502, function_error(outcome.payload))
    if outcome.end is not End.RESULT:
        return error_answer(_STATUS[outcome.end], outcome.end.value)
    if len(outcome.payload) > LIMIT_BYTES:
        return error_answer(502, f"the handler's result: {too_large(len(outcome.payload))}")
    try:
        return proxy_answer(outcome.payload)
    except MalformedResultError as error:
        return error_answer(502, f"the handler's result is not a proxy result: {error}")


def with_figures(
    answer: HttpAnswer, outcome: Outcome, received_at: float, ready_at: float | None
) -> HttpAnswer:
    """Return the answer with the headers that the benchmark reads."""
    given = [value for name, value in answer.headers if name.lower() == TIMING_HEADER.lower()]
    headers = [pair for pair in answer.headers if pair[0].lower() != TIMING_HEADER.lower()]
    timing = completed_timing(", ".join(given), received_at, ready_at)
    headers.append((TIMING_HEADER, timing))
    if outcome.seconds is not None:
        headers.append((DURATION_HEADER, f"{outcome.seconds * 1000:.3f}"))
    return HttpAnswer(answer.status, tuple(headers), answer.body)


def too_large(length: int) -> str:
    """Why a body of this many bytes is refused."""
    return f"it has {length} bytes; Lambda allows {LIMIT_BYTES}"
