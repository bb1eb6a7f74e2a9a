"""Whether a response is the one that was asked for, and what to say when it is not."""

from modelbench.api.bounds import shortened
from modelbench.api.reasons import Rejection
from modelbench.instruments.http2 import IN_WORDS_OF_A_PROXY, SPEAKS_HTTP2
from modelbench.instruments.http_request import Response
from modelbench.instruments.prepared_request import PreparedRequest
from modelbench.load.judging import Judge
from modelbench.segments.content import UNJUDGEABLE_RESPONSE

_READ_ENCODINGS = ("", "identity", "gzip", "x-gzip")

_GATEWAY_TIMEOUT = 504
_ENVOYS_WORDS = b"stream timeout"
_DOOR_GAVE_UP = (
    " (the ingress gateway timed out: raise its stream idle timeout, 5 minutes by default in "
    "Envoy, timeouts.stream-idle-timeout in Contour, or start faster)"
)

_SHOWN_BYTES = 4096
"""How much of a body is looked at for that: blanks may come before its first word."""

_SHOWN_CHARACTERS = 200
"""How much of a body a message shows: an error's own words, short enough for a condition."""

_MOST_CHARACTERS = 1000
"""More than any message of our own: a status line that is none may have 64 KiB, and each trial's
message is stored."""

_UNJUDGEABLE = (
    "the response cannot be checked with spec.model.request.expectedJSONPath, which allows up to 1 "
    "MiB of JSON, plain or gzipped, and up to 2 s"
)


def judge(response: Response, request: PreparedRequest) -> tuple[Rejection | None, str]:
    """Why a response is not the one asked for (None: it is), and in words without secrets.

    They are cut only when no secret is in them that could be halved.
    """
    rejection, words = _judge(response, request)
    return rejection, shortened(plain(request.redaction.apply(words)), _MOST_CHARACTERS)


def plain(text: str) -> str:
    """The text in one line, without characters that a terminal obeys."""
    return "".join(character if character.isprintable() else " " for character in text).strip()


def _judge(response: Response, request: PreparedRequest) -> tuple[Rejection | None, str]:
    if response.error is not None:
        return Rejection.REQUEST_FAILED, response.error
    if response.status_code != request.expected_status:
        message = f"status {response.status_code} instead of {request.expected_status}"
        if response.status_code == _GATEWAY_TIMEOUT and _ENVOYS_WORDS in response.body:
            message += _DOOR_GAVE_UP
        if location := _header(response, "location"):
            where = request.redaction.apply(location)[:_SHOWN_CHARACTERS]
            message += f", which redirects to {where}"
        return Rejection.UNEXPECTED_STATUS, f"{message}: {_shown(response, request)}"
    if response.stream_failure is not None:
        words = f"{response.stream_failure} (spec.model.request.stream)"
        return Rejection.WRONG_RESPONSE, f"{words}: {_shown(response, request)}"
    return _judge_content(response, request)


def _judge_content(response: Response, request: PreparedRequest) -> tuple[Rejection | None, str]:
    encoding = _encoding(response)
    failure = Judge(request.json_path).failure(response.body)
    if failure is None:
        return None, ""
    if failure == UNJUDGEABLE_RESPONSE or encoding not in _READ_ENCODINGS:
        words = f"it has {len(response.body)} bytes{f' of {encoding}' if encoding else ''}"
        return Rejection.UNJUDGEABLE_RESPONSE, f"{_UNJUDGEABLE}: {words}"
    words = "spec.model.request.expectedJSONPath finds nothing in the response"
    return Rejection.WRONG_RESPONSE, f"{words}: {_shown(response, request)}"


def _encoding(response: Response) -> str:
    return _header(response, "content-encoding").strip().lower()


def _header(response: Response, name: str) -> str:
    headers = {known.lower(): value for known, value in response.headers.items()}
    return headers.get(name, "")


def _shown(response: Response, request: PreparedRequest) -> str:
    """The first words of a body, cut only when no secret is in them that could be halved."""
    words = response.body[:_SHOWN_BYTES].decode(errors="replace").strip()
    if IN_WORDS_OF_A_PROXY in words:
        return SPEAKS_HTTP2
    return request.redaction.apply(words)[:_SHOWN_CHARACTERS]
