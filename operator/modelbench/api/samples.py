"""Raw samples: what the runner saw in each trial, and their form in the results ConfigMap.

Every instant is an integer of nanoseconds since the Unix epoch. Instants of the runner come from
its monotonic clock; instants of the cluster are the node's (see ``source`` of a stamp).
"""

import gzip
import io
import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

from modelbench.api.pod_samples import PodInterval
from modelbench.api.scenarios import ScenarioSamples
from modelbench.api.trace import StoredTrace
from modelbench.api.values import FormatError, parse

SAMPLES_KEY = "samples.json.gz"
FORMAT = 2
"""Raised when a stored document can no longer be read. 1 was ModelBench 0.1, without a number."""

# A ConfigMap holds 1 MiB, and JSON of numbers shrinks to a tenth: real documents are far smaller.
# What unpacks to more was not written by a runner.
_MOST_BYTES = 128 << 20


class Samples(ScenarioSamples, frozen=True):
    """Everything a benchmark has measured so far, its price sheets by name and its traces.

    ``left_out`` names what was measured and is not there, for want of room in a ConfigMap.
    """

    pods: tuple[PodInterval, ...] = ()
    sheets: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    traces: tuple[StoredTrace, ...] = ()
    others_busy_percents: tuple[float, ...] = ()
    clock_offset_lower_nanoseconds: int | None = None
    clock_offset_upper_nanoseconds: int | None = None
    left_out: tuple[str, ...] = ()

    @property
    def answered(self) -> frozenset[str]:
        """The names of the variants that have given the expected response at least once."""
        good = [one.variant for one in self.trials if one.accepted]
        good += [one.variant for one in self.gaps if one.failure is None]
        good += [one.variant for one in self.bursts if one.latencies_nanoseconds]
        return frozenset(good + [one.variant for one in self.segments if one.latencies])


class _Document(msgspec.Struct):
    format: int
    samples: msgspec.Raw


def dump_samples(samples: Samples) -> bytes:
    """Compressed JSON, one document; the same samples give the same bytes."""
    text = msgspec.json.encode({"format": FORMAT, "samples": samples}, order="sorted")
    return gzip.compress(text, mtime=0)


def load_samples(data: bytes) -> Samples:
    """The inverse of :func:`dump_samples`.

    FormatError when ``data`` is damaged, cut off, of another version or no such document at all.
    """
    text = _unpacked(data)
    try:
        document = msgspec.json.decode(text, type=_Document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(_not_ours(text, error)) from error
    if document.format != FORMAT:
        raise FormatError(_of_format(str(document.format)))
    try:
        raw = msgspec.json.decode(document.samples)
    except (msgspec.DecodeError, RecursionError) as error:
        raise FormatError(f"{SAMPLES_KEY} is damaged: {error}") from error
    return parse(Samples, raw, SAMPLES_KEY)


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            text = file.read(_MOST_BYTES + 1)
    except EOFError as error:
        raise FormatError(f"{SAMPLES_KEY} is cut off") from error
    except (OSError, zlib.error) as error:
        raise FormatError(f"{SAMPLES_KEY} is not gzip, or damaged: {error}") from error
    if len(text) > _MOST_BYTES:
        raise FormatError(f"{SAMPLES_KEY} unpacks to more than {_MOST_BYTES >> 20} MiB")
    return text


def _not_ours(text: bytes, error: Exception) -> str:
    if b'"trials"' in text and b'"format"' not in text[:64]:
        return _of_format("1 (ModelBench 0.1)")
    return f"{SAMPLES_KEY} is damaged: {error}"


def _of_format(number: str) -> str:
    return (
        f"{SAMPLES_KEY} has format {number}, but this ModelBench reads format {FORMAT}: use the "
        "version that measured it"
    )
