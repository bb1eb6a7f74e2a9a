"""The traffic of a profile of the spec, with the trace that it names."""

from collections.abc import Iterable

from modelbench.api.choices import Traffic, TrafficProfile
from modelbench.api.trace import StoredTrace, Trace, TraceSource
from modelbench.api.trace_text import trace_of_counts
from modelbench.api.values import FormatError


def traffic_of(profile: TrafficProfile, stored: Iterable[StoredTrace] = ()) -> Traffic:
    """Whose requests; ``stored`` are the traces of the samples.

    FormatError when the profile's own is not among them, or its counts tell no trace.
    """
    if profile.trace is None:
        return profile.traffic()
    try:
        return profile.traffic(_trace_of(profile.trace, stored))
    except FormatError as error:
        raise FormatError(f"spec.traffic[{profile.name}].trace: {error}") from error


def _trace_of(source: TraceSource, stored: Iterable[StoredTrace]) -> Trace:
    if source.config_map_key_ref is None:
        return trace_of_counts(
            source.counts, 1000 * (source.interval_seconds or 0), source.duration_seconds
        )
    for one in stored:
        if one.source == source:
            return one.trace
    raise FormatError("it is not in the samples")
