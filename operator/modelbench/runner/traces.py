"""The traces of a benchmark, from the ConfigMaps of its namespace."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from modelbench.api.choices import TrafficProfile
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.request import KeyReference
from modelbench.api.trace import StoredTrace, Trace, TraceSource
from modelbench.api.trace_text import parse_trace
from modelbench.api.values import FormatError
from modelbench.kube.client import url_of

_MOST_PACKED_BYTES = 256 << 10
"""A quarter of the results ConfigMap, in which the traces stand beside the samples."""


class Objects(Protocol):
    """Where ConfigMaps are read."""

    def get(self, path: str, /) -> Mapping[str, Any] | None:
        """The object at a path, or None when there is none."""


class AbsentTraceError(BenchmarkError):
    """A ConfigMap, or its key, is not there."""


def load_traces(
    api: Objects, names: Names, profiles: Sequence[TrafficProfile]
) -> tuple[StoredTrace, ...]:
    """Each trace that a ConfigMap holds, once. BenchmarkError, with the field, when one cannot be
    read, or all of them together are too large to be stored with the samples; AbsentTraceError when
    one is not there.
    """
    found: dict[TraceSource, StoredTrace] = {}
    for field, source, reference in _sources(profiles):
        if source not in found:
            trace = _read(api, names, field, source, reference)
            found[source] = StoredTrace(source, trace)
        size = len(gzip.compress(msgspec.json.encode(list(found.values()))))
        if size > _MOST_PACKED_BYTES:
            raise _refusal(
                field,
                f"packed, the traces need {size >> 10} KiB, but the results have room for "
                f"{_MOST_PACKED_BYTES >> 10} KiB: give counts per interval, or a shorter trace",
            )
    return tuple(found.values())


def _sources(
    profiles: Sequence[TrafficProfile],
) -> Iterator[tuple[str, TraceSource, KeyReference]]:
    for number, profile in enumerate(profiles):
        reference = None if profile.trace is None else profile.trace.config_map_key_ref
        if profile.trace is not None and reference is not None:
            yield f"spec.traffic[{number}].trace", profile.trace, reference


def _read(
    api: Objects, names: Names, field: str, source: TraceSource, reference: KeyReference
) -> Trace:
    field = f"{field}.configMapKeyRef"
    config_map = api.get(url_of("v1", "ConfigMap", names.namespace, reference.name))
    if config_map is None:
        raise _absence(field, f"ConfigMap {reference.name} does not exist")
    text = (config_map.get("data") or {}).get(reference.key)
    what = f"key {reference.key} of ConfigMap {reference.name}"
    if text is None and reference.key in (config_map.get("binaryData") or {}):
        raise _refusal(field, f"{what} is not text")
    if text is None:
        raise _absence(field, f"{what} does not exist")
    try:
        return parse_trace(text, source.interval_seconds, source.duration_seconds)
    except FormatError as error:
        raise _refusal(field, f"{what}: {error}") from error


def _refusal(field: str, words: str) -> BenchmarkError:
    return BenchmarkError(Reason.RESOURCES_REJECTED, f"{field}: {words}")


def _absence(field: str, words: str) -> AbsentTraceError:
    return AbsentTraceError(Reason.RESOURCES_REJECTED, f"{field}: {words}")
