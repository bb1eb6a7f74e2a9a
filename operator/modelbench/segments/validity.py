"""Whether a segment was sent as planned, on a variant that was as it should be.

Else its values would speak of the generator, or of earlier load.
"""

from collections.abc import Iterable, Sequence

from modelbench.api.scenarios.parts import LoadSegment
from modelbench.statistics.histogram import Histogram, merge

MAXIMUM_MEDIAN_DELAY_MICROSECONDS = 10_000
"""A generator that keeps up is late by less than 1 ms; ten times that is no longer noise, and of
the size of the latencies of small models."""

MAXIMUM_RATE_ERROR = 0.01
"""The pace of a generator that keeps up is exact to a thousandth, and a latency at a rate that is
off by less than a hundredth is still one at that rate."""

MAXIMUM_OWN_SHARE_MICROSECONDS = 1_000
"""Of the gap between two tokens, which on the fastest servers is some milliseconds."""

MAXIMUM_OWN_SHARE_P99_MICROSECONDS = 50_000
"""A quarter of the gap that counts as a stall by default: a load program that is late by more once
in a hundred looks finds stalls and late first tokens that no server made."""

_LEAST_SPAN_NANOSECONDS = 5_000_000_000
"""In shorter spans the delays of a few requests rule the pace."""


def attained_ratio(segments: Iterable[LoadSegment]) -> float | None:
    """The attained rate over the planned one; None when there is no span to compare."""
    spans = [(s.planned_span_nanoseconds, s.fitted_span_nanoseconds) for s in segments]
    planned, fitted = (sum(column) for column in zip(*spans, strict=True)) if spans else (0, 0)
    return planned / fitted if planned and fitted else None


def median_delay_microseconds(segments: Iterable[LoadSegment]) -> int | None:
    """The median schedule delay over all requests of the segments."""
    delays = merge(Histogram(s.schedule_delays) for s in segments if s.schedule_delays)
    return delays.percentile_microseconds(50)


def own_share_microseconds(segments: Iterable[LoadSegment], percentile: float) -> int | None:
    """How late the load program stamped bytes of its own; None where no stream was read."""
    parts = [Histogram(s.stream.instrument_delays) for s in segments if s.stream is not None]
    return merge(parts).percentile_microseconds(percentile) if parts else None


def invalid_reason(segments: Iterable[LoadSegment]) -> str | None:
    """Why the segments cannot support a claim, or None.

    A closed loop has no rate to miss: each request of it is due when the one before lets it be.
    """
    parts = list(segments)
    delay = median_delay_microseconds(parts)
    if delay is None:
        return "no request was sent"
    if delay >= MAXIMUM_MEDIAN_DELAY_MICROSECONDS:
        return (
            f"the median schedule delay is {delay / 1000:.1f} ms, at 10 ms or more the latencies "
            "reflect the generator"
        )
    ratio = attained_ratio(parts)
    long = sum(s.planned_span_nanoseconds for s in parts) >= _LEAST_SPAN_NANOSECONDS
    if ratio is not None and long and abs(ratio - 1) > MAXIMUM_RATE_ERROR:
        return f"the rate was {100 * ratio:.1f}% of the planned one, more than 1% off"
    late, left_over = _own_share_reason(parts, delay), max(s.left_over_replicas for s in parts)
    if late is None and left_over:
        return f"replicas left from earlier load, beyond the minimum: {left_over}"
    return late


def _own_share_reason(parts: Sequence[LoadSegment], delay_microseconds: int) -> str | None:
    """Why the load program's own lateness makes up too much of the times of streams, or None."""
    late, latest = own_share_microseconds(parts, 50), own_share_microseconds(parts, 99)
    if late is not None:
        # The first token counts from the due instant, so a late request is the generator's, too.
        late = max(late, delay_microseconds)
    if late is not None and late > MAXIMUM_OWN_SHARE_MICROSECONDS:
        return (
            f"the load generator itself was late by {late / 1000:.1f} ms in the median, above 1 ms "
            "a stream's times reflect the generator"
        )
    if latest is not None and latest > MAXIMUM_OWN_SHARE_P99_MICROSECONDS:
        return (
            f"the load generator itself was late by {latest / 1000:.0f} ms in 1% of samples, above "
            "50 ms a stream's stalls and high percentiles reflect the generator"
        )
    return None
