"""Reads one stream chunk by chunk, as the load program does: for requests of the runner. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from modelbench.api.stream import ChunkRule, StreamFormat

MOST_CHUNK_BYTES = 1 << 20
"""As in the load program: a token with all its probabilities takes some kilobytes."""

CHUNK_TOO_LARGE = "chunk too large"
UNREADABLE_CHUNK = "unreadable chunk"
ERROR_IN_STREAM = "error in the stream"
CUT_OFF = "stream cut off"
CUT_OFF_AT_ONCE = "stream cut off before content"
WITHOUT_CONTENT = "stream without content"
ENDLESS = "stream did not end"

FAILURES = frozenset(
    {
        CHUNK_TOO_LARGE,
        UNREADABLE_CHUNK,
        ERROR_IN_STREAM,
        CUT_OFF,
        CUT_OFF_AT_ONCE,
        WITHOUT_CONTENT,
        ENDLESS,
    }
)
"""How a stream fails; the load program has the same words."""

_STEP = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)|\[([0-9]+)\]")


class StreamError(Exception):
    """A stream is not what it should be; its text is one of the failures."""


class StreamReader:
    """One stream. ``first_nanoseconds`` is when its first chunk with content came, else None."""

    def __init__(self, rule: ChunkRule) -> None:
        self._rule = rule
        self._line = bytearray()
        self._data: list[bytes] = []
        self._kind = b""
        self._size = 0
        self._is_done = False
        self.first_nanoseconds: int | None = None
        self.chunks = 0

    def feed(self, part: bytes, at_nanoseconds: int) -> None:
        """Take what came at one instant. StreamError when it is not as it should be."""
        if self._rule.format is StreamFormat.RAW_CHUNKS:
            self._take(b"", part, at_nanoseconds)
            return
        *whole, rest = part.split(b"\n")
        for line in whole:
            self._keep(line)
            text = bytes(self._line).removesuffix(b"\r")
            self._line.clear()
            self._whole(text, at_nanoseconds)
        self._keep(rest)

    def end(self, at_nanoseconds: int) -> None:
        """Say that the body has ended. StreamError when the stream has not."""
        rest = bytes(self._line).strip()
        if self._rule.format is StreamFormat.NEWLINE_DELIMITED_JSON and _is_json(rest):
            self._take(b"", rest, at_nanoseconds)
            rest = b""
        if rest or self._data or (self._rule.end is not None and not self._is_done):
            raise StreamError(CUT_OFF)
        if not self.chunks:
            raise StreamError(WITHOUT_CONTENT)

    def _keep(self, part: bytes) -> None:
        if len(self._line) + self._size + len(part) > MOST_CHUNK_BYTES:
            raise StreamError(CHUNK_TOO_LARGE)
        self._line += part

    def _whole(self, line: bytes, at: int) -> None:
        if self._rule.format is StreamFormat.NEWLINE_DELIMITED_JSON:
            if line.strip():
                self._take(b"", line, at)
        elif line:
            self._field(line)
        elif self._data:
            kind, data = self._kind, b"\n".join(self._data)
            self._kind, self._data, self._size = b"", [], 0
            self._take(kind, data, at)

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            # As many bytes as all together have: lines without any would be without end, too.
            self._size += len(value) + bool(self._data)
            self._data.append(value)
        elif name == b"event":
            self._kind = value

    def _take(self, kind: bytes, data: bytes, at: int) -> None:
        if kind == b"error":
            raise StreamError(ERROR_IN_STREAM)
        if self._rule.end is not None and data.strip() == self._rule.end.encode():
            self._is_done = True
        elif self._has_content(data):
            self.chunks += 1
            if self.first_nanoseconds is None:
                self.first_nanoseconds = at

    def _has_content(self, data: bytes) -> bool:
        if self._rule.content_path is None:
            return bool(data)
        try:
            document = _parsed(data)
        except (ValueError, RecursionError) as error:
            raise StreamError(UNREADABLE_CHUNK) from error
        if isinstance(document, dict) and _is_content(document.get("error")):
            raise StreamError(ERROR_IN_STREAM)
        return _is_content(value_at(document, self._rule.content_path))


def _parsed(data: bytes) -> Any:
    """As the load program reads it: what is not UTF-8 is some other text, and NaN is no JSON."""
    text = data.decode(errors="replace")
    return json.loads(text, parse_int=float, parse_constant=_refuse)


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _is_json(data: bytes) -> bool:
    try:
        _parsed(data)
    except (ValueError, RecursionError):
        return False
    return True


def value_at(document: Any, path: str) -> Any:
    """What a path such as ``choices[0].delta.content`` leads to; None when there is nothing."""
    for step in _steps(path):
        if isinstance(step, int):
            is_there = isinstance(document, list) and step < len(document)
            document = document[step] if is_there else None
        else:
            document = document.get(step) if isinstance(document, dict) else None
    return document


def _steps(path: str) -> Iterator[str | int]:
    for match in _STEP.finditer(path):
        yield match[1] or int(match[2])


def _is_content(value: Any) -> bool:
    return value is not None and value not in ("", [], {})
