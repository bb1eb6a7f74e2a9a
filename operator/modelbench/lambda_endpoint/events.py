"""From an HTTP request to an API gateway's proxy event, and from a proxy result to an answer."""

import base64
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_STAGE = "modelbench"
_CONNECTION_HEADERS = {"connection", "content-length", "transfer-encoding", "keep-alive"}


class MalformedResultError(ValueError):
    """What a handler returned is no proxy result; the message says why."""


@dataclass(frozen=True)
class HttpRequest:
    """One request as it came. Header names may repeat."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    client: str = "127.0.0.1"


@dataclass(frozen=True)
class HttpAnswer:
    """What is sent back; the server adds Content-Length."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


def proxy_event(request: HttpRequest, request_id: str, received_at: float) -> dict[str, Any]:
    """The event of a REST API's proxy integration (payload format 1.0)."""
    parts = urlsplit(request.target)
    queries = parse_qsl(parts.query, keep_blank_values=True)
    body, encoded = _event_body(request.body)
    return {
        "resource": "/{proxy+}",
        "path": parts.path,
        "httpMethod": request.method,
        "headers": dict(request.headers),
        "multiValueHeaders": _by_name(request.headers),
        "queryStringParameters": dict(queries) or None,
        "multiValueQueryStringParameters": _by_name(queries) or None,
        "pathParameters": {"proxy": unquote(parts.path.lstrip("/"))},
        "stageVariables": None,
        "requestContext": _context(request, parts.path, request_id, received_at),
        "body": body,
        "isBase64Encoded": encoded,
    }


def proxy_answer(payload: bytes) -> HttpAnswer:
    """The answer that a handler's result stands for. MalformedResultError when it is none."""
    try:
        result = json.loads(payload)
    except ValueError as error:
        raise MalformedResultError("it is not JSON") from error
    if not isinstance(result, dict):
        raise MalformedResultError("it must be an object with statusCode and body")
    return HttpAnswer(_status(result), tuple(_headers(result)), _body(result))


def error_answer(status: int, message: str) -> HttpAnswer:
    """An answer of the endpoint's own, in JSON."""
    headers = (("Content-Type", "application/json"),)
    return HttpAnswer(status, headers, json.dumps({"message": message}).encode())


def function_error(payload: bytes) -> str:
    """A runtime's report of an error in words."""
    try:
        report = json.loads(payload)
        return f"{report['errorType']}: {report['errorMessage']}"
    except (ValueError, KeyError, TypeError):
        return payload[:200].decode(errors="replace") or "the runtime gave no reason"


def _event_body(body: bytes) -> tuple[str | None, bool]:
    """Text as it is, anything else in base64; no body is null."""
    try:
        return body.decode() or None, False
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), True


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _context(
    request: HttpRequest, path: str, request_id: str, received_at: float
) -> dict[str, Any]:
    agent = next((value for name, value in request.headers if name.lower() == "user-agent"), None)
    return {
        "accountId": "000000000000",
        "apiId": _STAGE,
        "domainName": next((v for name, v in request.headers if name.lower() == "host"), ""),
        "extendedRequestId": request_id,
        "httpMethod": request.method,
        "identity": {"sourceIp": request.client, "userAgent": agent},
        "path": path,
        "protocol": "HTTP/1.1",
        "requestId": request_id,
        "requestTime": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(received_at)),
        "requestTimeEpoch": round(received_at * 1000),
        "resourceId": _STAGE,
        "resourcePath": "/{proxy+}",
        "stage": _STAGE,
    }


def _status(result: Mapping[str, Any]) -> int:
    status = result.get("statusCode")
    if isinstance(status, str) and status.isdecimal():
        status = int(status)
    if not isinstance(status, int) or isinstance(status, bool) or not 200 <= status <= 599:
        raise MalformedResultError(f"statusCode must be 200 to 599, is {status!r}")
    return status


def _headers(result: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Merge both kinds of headers; a name in both has that of ``multiValueHeaders``, as at AWS."""
    several = _object(result, "multiValueHeaders")
    names = {name.lower() for name in several}
    pairs = [
        (name, v) for name, v in _object(result, "headers").items() if name.lower() not in names
    ]
    for name, values in several.items():
        if not isinstance(values, list):
            raise MalformedResultError(f"multiValueHeaders.{name} must be a list")
        pairs.extend((name, value) for value in values)
    for name, value in pairs:
        if name.lower() not in _CONNECTION_HEADERS:
            yield name, _header_value(name, value)


def _object(result: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = result.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise MalformedResultError(f"{name} must be an object")
    return found


def _header_value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise MalformedResultError(f"the header {name} must be a string, a number or a boolean")
    text = str(value)
    try:
        (name + text).encode("latin-1")
    except UnicodeEncodeError as error:
        raise MalformedResultError(f"the header {name} has characters outside Latin-1") from error
    if any(character in name + text for character in "\r\n\0"):
        raise MalformedResultError(f"the header {name!r} has a line break")
    return text


def _body(result: Mapping[str, Any]) -> bytes:
    body = result.get("body")
    if body is None:
        return b""
    if not isinstance(body, str):
        raise MalformedResultError("body must be a string")
    if not result.get("isBase64Encoded"):
        return body.encode(errors="surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError as error:
        raise MalformedResultError("body is not base64, though isBase64Encoded says so") from error
