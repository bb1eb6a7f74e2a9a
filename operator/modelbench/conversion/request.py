"""The request of a benchmark by what the user says of it, else a placeholder."""

import base64
import json
from dataclasses import dataclass

from modelbench.conversion.findings import ConversionError, Findings, Json, Workload

_FIELD = "spec.model.request"
_LONGEST_BODY = 131_072
"""The most characters that spec.model.request.body takes (``crds/``)."""

_LARGEST_FILE = 700 * 1024
"""Kubernetes: an object has at most 1 MiB, and base64 makes 4 bytes of 3."""

_BODY_KEY = "body"


@dataclass(frozen=True)
class RequestChoices:
    """What the user says of the request; None is what nobody has said.

    ``headers`` are texts such as ``Name: value``.
    """

    method: str | None = None
    path: str | None = None
    body: bytes | None = None
    headers: tuple[str, ...] = ()
    expected_status: int | None = None
    timeout_seconds: int | None = None


def request_of(workload: Workload, choices: RequestChoices, findings: Findings) -> Json:
    """``spec.model.request``, without a body that needs a ConfigMap of its own."""
    path = choices.path or workload.path or "/predict"
    found: Json = {"method": choices.method} if choices.method else {}
    found["path"] = path
    headers = [_header(one) for one in choices.headers]
    if choices.body is None and choices.method != "GET":
        _lack(workload, choices, findings)
        found["body"] = "{}"
    elif choices.path is None:
        _lack(workload, choices, findings)
    text = _text(choices.body)
    if text is not None:
        found["body"] = text
    if _is_json(text) and not any(one["name"].lower() == "content-type" for one in headers):
        headers.append({"name": "Content-Type", "value": "application/json"})
    found |= {"headers": headers} if headers else {}
    found |= {"expectedStatus": choices.expected_status} if choices.expected_status else {}
    found |= {"timeoutSeconds": choices.timeout_seconds} if choices.timeout_seconds else {}
    return found


def body_beside(body: bytes | None, name: str) -> Json | None:
    """The ConfigMap for a body that is not text, or too long for the benchmark itself.

    ConversionError when it is too large for a ConfigMap, too.
    """
    if body is None or _text(body) is not None:
        return None
    if len(body) > _LARGEST_FILE:
        raise ConversionError(
            f"the body has {len(body)} bytes, but a ConfigMap holds about {_LARGEST_FILE}"
        )
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": f"{name}-body"},
        "binaryData": {_BODY_KEY: base64.b64encode(body).decode()},
    }


def body_reference(config_map: Json) -> Json:
    """What refers to such a ConfigMap in the request."""
    name = config_map["metadata"]["name"]
    return {"configMapKeyRef": {"name": name, "key": _BODY_KEY}}


def _lack(workload: Workload, choices: RequestChoices, findings: Findings) -> None:
    known = choices.path or workload.path
    what = "the body is a placeholder" if known else "path and body are placeholders"
    if choices.method == "GET" or choices.body is not None:
        what = "the path is a placeholder"
    findings.lack(_FIELD, f"{what}: give a request that the model answers "
                  "(--method, --path, --body, --body-file, --header)")  # fmt: skip


def _text(body: bytes | None) -> str | None:
    """The body as the text that it is, or None where the benchmark cannot hold it as text."""
    if body is None:
        return None
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return text if len(text) <= _LONGEST_BODY and "\0" not in text else None


def _is_json(text: str | None) -> bool:
    try:
        return text is not None and isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


def _header(text: str) -> Json:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise ConversionError(f"--header {text!r} is not like 'Name: value'")
    return {"name": name.strip(), "value": value.strip()}
