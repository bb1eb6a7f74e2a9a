"""One good response of a variant, before anything is measured on it."""

import time

from modelbench.api.reasons import BenchmarkError, Reason, Rejection
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.http_request import Response, Target, judge, send

_NETWORK_SECONDS = 15
"""The network may learn of a ready pod a little later, and until then lead the request anywhere."""

_RETRY_SECONDS = 0.2
"""Requests that come so seldom are no load, and the wait is over soon after it may be."""


def check_response(context: Context, variant: Variant, target: Target) -> None:
    """Send requests until a response is good. BenchmarkError when none is for some seconds."""
    clock, expected = context.clock, variant.model.request.expected_status
    deadline = clock.now_nanoseconds() + _NETWORK_SECONDS * 1_000_000_000
    while True:
        rejection, message = judge(_send(context, variant, target), expected)
        if rejection is None:
            return
        if clock.now_nanoseconds() >= deadline:
            raise _failure(variant, rejection, message)
        time.sleep(_RETRY_SECONDS)


def _send(context: Context, variant: Variant, target: Target) -> Response:
    timeout = context.spec.scenarios.cold_start_seconds
    return send(target, variant.model.request, timeout, context.clock)


def _failure(variant: Variant, rejection: Rejection, message: str) -> BenchmarkError:
    wrong_status = rejection is Rejection.UNEXPECTED_STATUS
    reason = Reason.UNEXPECTED_STATUS if wrong_status else Reason.REQUEST_FAILED
    request = variant.model.request
    return BenchmarkError(
        reason, f"{request.method} {request.path} of variant {variant.name}: {message}"
    )
