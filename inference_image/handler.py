"""The Lambda-style shape: an API gateway's proxy event in, a proxy answer out."""

import base64
import binascii
import time
from collections.abc import Mapping
from typing import Any

from inference_image.prediction import Answer, answer, refuse


def lambda_handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Answer an event whose ``body`` is JSON text, in base64 when ``isBase64Encoded``.

    Returns ``{"statusCode", "headers", "body", "isBase64Encoded"}``; ``body`` is JSON text.
    """
    del context
    received_at = time.time()
    try:
        given = answer(_body(event), received_at)
    except (ValueError, TypeError) as error:
        given = refuse(str(error), received_at)
    return _proxy_answer(given)


def _body(event: Mapping[str, Any]) -> bytes:
    body = event.get("body") or ""
    if not isinstance(body, str):
        raise TypeError("the event's body must be a string that holds JSON")
    if not event.get("isBase64Encoded"):
        return body.encode("utf-8")
    try:
        return base64.b64decode(body, validate=True)
    except binascii.Error:
        raise ValueError("the event's body is not base64, though isBase64Encoded says so") from None


def _proxy_answer(given: Answer) -> dict[str, Any]:
    return {
        "statusCode": given.status,
        "headers": given.headers,
        "body": given.body,
        "isBase64Encoded": False,
    }
