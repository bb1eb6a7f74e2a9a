"""Whether the content of a response is what expectedJSONPath asks for."""

import json
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jsonpath_ng.jsonpath import JSONPath

LIMIT_BYTES = 1 << 20
"""JSON that is larger, packed or not, is no prediction to be looked at."""

WRONG_RESPONSE = "wrong response"
UNJUDGEABLE_RESPONSE = "unjudgeable response"

_GZIP = b"\x1f\x8b"
"""How gzip begins (RFC 1952), and no JSON text."""

_GZIP_WINDOW_BITS = 31
"""zlib: 15 for the largest window, and 16 for a gzip header around it."""


def parse_json_path(expression: str) -> "JSONPath":
    """Compile a JSON path. ValueError when it is not one."""
    # A runner that is given no path starts without its parser.
    from jsonpath_ng.exceptions import JSONPathError
    from jsonpath_ng.parser import parse

    try:
        return parse(expression)
    except Exception as error:
        words = error if isinstance(error, JSONPathError) else type(error).__name__
        raise ValueError(f"not a JSON path: {expression}: {words}") from error


def content_failure(json_path: "JSONPath", body: bytes) -> str | None:
    """The kind of failure that a body is; None when the path finds something in it.

    ``body`` is cut after more than ``LIMIT_BYTES``: what lacks its end cannot be judged.
    """
    try:
        content = _unpacked(body) if body.startswith(_GZIP) else body
        if len(content) > LIMIT_BYTES:
            return UNJUDGEABLE_RESPONSE
        return None if json_path.find(json.loads(content)) else WRONG_RESPONSE
    except Exception:
        # Neither parser nor path can be trusted with what a model makes up: nesting that is too
        # deep is a RecursionError, and some paths fail by an AssertionError.
        return WRONG_RESPONSE


def _unpacked(body: bytes) -> bytes:
    """At most so much that its length tells that it is too large."""
    if len(body) > LIMIT_BYTES:
        return body
    unpacker = zlib.decompressobj(_GZIP_WINDOW_BITS)
    content = unpacker.decompress(body, LIMIT_BYTES + 1)
    if not unpacker.eof and len(content) <= LIMIT_BYTES:
        raise ValueError("the end of the packed response is missing")
    return content
