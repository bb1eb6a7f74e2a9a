"""The Lambda-style shape: an API gateway's proxy event in, a proxy answer out."""

import base64
import time
from collections.abc import Mapping
from typing import Any

from inference_image.prediction import Answer, answer, refuse
from inference_image.validation import InvalidInput


def lambda_handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    """Answer an event whose ``body`` is JSON text, in base64 when ``isBase64Encoded``.

    Returns ``{"statusCode", "headers", "body", "isBase64Encoded"}``; ``body`` is JSON text.
    """
    del context
    received_at = time.time()
    try:
        body = _body(event)
    except InvalidInput as invalid:
        return _proxy_answer(refuse(str(invalid), received_at))
    return _proxy_answer(answer(body, received_at))


def _body(event: object) -> bytes:
    if not isinstance(event, Mapping):
        raise InvalidInput("the event must be an object with the key body")
    body = event.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise InvalidInput("the event's body must be a string that holds JSON")
    return _decoded(body) if event.get("isBase64Encoded") else _encoded(body)


def _decoded(body: str) -> bytes:
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:  # binascii.Error is one; so is what is raised for other than ASCII.
        message = "the event's body is not base64, though isBase64Encoded says so"
        raise InvalidInput(message) from None


def _encoded(body: str) -> bytes:
    try:
        return body.encode("utf-8")
    except UnicodeEncodeError:  # A lone surrogate, which JSON can carry into a string.
        raise InvalidInput("the body is not UTF-8") from None


def _proxy_answer(given: Answer) -> dict[str, Any]:
    return {
        "statusCode": given.status,
        "headers": given.headers,
        "body": given.body,
        "isBase64Encoded": False,
    }
