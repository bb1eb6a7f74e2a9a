"""One good response of a variant, before anything is measured on it."""

import time

from modelbench.api.reasons import BenchmarkError, Reason, Rejection
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.explanation import by_its_pods
from modelbench.instruments.http2 import SPEAKS_HTTP2, speaks_http2
from modelbench.instruments.http_request import Response, Target, send
from modelbench.instruments.judged_response import judge

_NETWORK_SECONDS = 15
"""The network may learn of a ready pod a little later, and until then lead the request anywhere."""

_DOOR_SECONDS = 60
"""An ingress whose proxy is started again refuses connections for some tens of seconds. So may the
Service of a Deployment, where no pod is ready, and there waiting longer helps nobody."""

_HTTP2_SECONDS = 2.0
"""A server within the cluster tells in milliseconds that it speaks HTTP/2."""

_OFFER_HTTP1 = "Have the model speak HTTP/1.1, on another port or through a proxy"

_REASONS = {
    Rejection.UNEXPECTED_STATUS: Reason.UNEXPECTED_STATUS,
    Rejection.WRONG_RESPONSE: Reason.WRONG_RESPONSE,
    Rejection.UNJUDGEABLE_RESPONSE: Reason.WRONG_RESPONSE,
}

RECOVERY_SECONDS = 300
"""A variant that has answered before is set up as it should be: what keeps it from answering now is
the cluster, such as a node that is started again, or a pod that is moved."""

_RETRY_SECONDS = 0.2
"""Requests that come so seldom are no load, and the wait is over soon after it may be."""


def check_response(context: Context, variant: Variant, target: Target) -> None:
    """Send requests until a response is good. BenchmarkError when none is for some seconds.

    A variant that has answered before is given minutes, an ingress that refuses one.
    """
    clock = context.clock
    began = clock.now_nanoseconds()
    while True:
        response = _send(context, variant, target)
        rejection, message = judge(response, context.request_of(variant))
        if rejection is None:
            context.answered.add(variant.name)
            return
        spent_seconds = (clock.now_nanoseconds() - began) / 1_000_000_000
        if spent_seconds >= _limit_seconds(context, variant, response):
            error = _failure(context, variant, rejection, _explained(rejection, message, target))
            raise by_its_pods(context.observer, variant, error)
        time.sleep(_RETRY_SECONDS)


def _limit_seconds(context: Context, variant: Variant, response: Response) -> int:
    if variant.name in context.answered:
        return RECOVERY_SECONDS
    is_door = response.is_refused and variant.serverless is not None
    return _DOOR_SECONDS if is_door else _NETWORK_SECONDS


def _send(context: Context, variant: Variant, target: Target) -> Response:
    timeout = context.spec.start_seconds
    return send(target, context.request_of(variant), timeout, context.clock)


def _explained(rejection: Rejection, message: str, target: Target) -> str:
    """A server of HTTP/2 may close such a connection without a word, and tells when it is asked."""
    if rejection is not Rejection.REQUEST_FAILED or SPEAKS_HTTP2 in message:
        return message
    if speaks_http2(target.address, target.port, _HTTP2_SECONDS):
        return f"{SPEAKS_HTTP2} ({message})"
    return message


def _failure(
    context: Context, variant: Variant, rejection: Rejection, message: str
) -> BenchmarkError:
    request = context.request_of(variant)
    return BenchmarkError(
        _REASONS.get(rejection, Reason.REQUEST_FAILED),
        f"{request.method} {request.path} of variant {variant.name}: {message}",
        _OFFER_HTTP1 if SPEAKS_HTTP2 in message else None,
    )
