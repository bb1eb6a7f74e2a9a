"""Reads an encoded histogram that somebody may have changed.

The library believes the header: with other bounds it takes gigabytes, or reads beyond its memory.
"""

import base64
import binascii
import struct
import zlib
from functools import lru_cache

from hdrh.codec import (  # type: ignore[import-untyped]
    HdrCookieException,
    HdrHistogramSettingsException,
    HdrLengthException,
)
from hdrh.histogram import HdrHistogram  # type: ignore[import-untyped]

from modelbench.api.values import FormatError

HIGHEST_MICROSECONDS = 3_600_000_000
"""An hour: no request may take longer."""

DIGITS = 3
"""Off by 0.1%, which is far below what differs from run to run; one more is ten times as large."""

_OUTER = struct.Struct(">ii")
_INNER = struct.Struct(">iiiiqqd")
"""The headers of the V2 encoding: around the compressed counters, and before them in it."""

_MOST_BYTES = 1 << 18
"""Of the counters: there are 23,552, and each is encoded in nine bytes at most."""

_REMEMBERED = 16
"""Each takes 190 KB; a few values of the same one are usually asked for in a row."""

_ERRORS = (
    HdrCookieException,
    HdrHistogramSettingsException,
    HdrLengthException,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    zlib.error,
    struct.error,
)


@lru_cache(_REMEMBERED)
def decode(encoded: str) -> HdrHistogram:
    """The histogram, which is shared and must not be changed. FormatError when it is none."""
    try:
        _check_header(encoded)
        return HdrHistogram.decode(encoded)
    except FormatError:
        raise
    except _ERRORS as error:
        raise FormatError(f"a histogram is damaged: {error or type(error).__name__}") from error


def _check_header(encoded: str) -> None:
    try:
        data = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise FormatError(f"a histogram is not base64: {error}") from error
    unpacker = zlib.decompressobj()
    inner = unpacker.decompress(data[_OUTER.size :], _INNER.size + _MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise FormatError("a histogram unpacks to more than it can have")
    *_, digits, lowest, highest, _ = _INNER.unpack_from(inner)
    if (digits, lowest, highest) != (DIGITS, 1, HIGHEST_MICROSECONDS):
        raise FormatError("a histogram has other bounds than those of ModelBench")
