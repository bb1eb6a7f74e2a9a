"""The values of streams at a steady rate that objectives bound."""

from modelbench.api.samples import Samples
from modelbench.decision.measured_value import MeasuredValue, measured, of_percentile
from modelbench.scenarios.steady import rates as steady
from modelbench.scenarios.stream_summary import user_rates, variant_rates
from modelbench.segments.validity import invalid_reason

_TOKENS = "tokensPerSecond"
_FIRST = "timeToFirstToken"

STREAM_KINDS = (_FIRST, "interTokenLatency", _TOKENS)
"""The kinds of metrics that streams have."""

_NO_INTERVAL = "fewer than 6 rounds give no 95% interval"


def stream_value(samples: Samples, variant: str, kind: str, name: str, rate: int) -> MeasuredValue:
    """The value of ``<variant>.<kind>.<name>`` at a rate, in milliseconds or tokens a second."""
    segments = steady.steady_segments(samples, variant, rate)
    reason = invalid_reason(segments) if segments else f"{rate}/s was not measured"
    streams = [one.stream for one in segments if one.stream is not None]
    if reason is not None or not streams:
        return MeasuredValue(missing=reason or "its responses are not streams")
    if kind == _TOKENS:
        found = user_rates(streams) if name == "perUser" else variant_rates(segments)
        if found is None:
            return MeasuredValue(missing="no successful response had tokens")
        return measured(*found, None if found[1] is not None else _NO_INTERVAL)
    histograms = [one.first_tokens if kind == _FIRST else one.gaps for one in streams]
    overload = steady.overload(segments, samples.pods)
    for percentile in steady.percentiles(histograms):
        if percentile.percentile == name[1:]:
            return of_percentile(percentile, overload)
    return MeasuredValue(missing=f"too few successful responses for the {name[1:]}th percentile")
