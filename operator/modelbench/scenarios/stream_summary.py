"""What the streams of several segments say together. Pure."""

from collections.abc import Sequence

from msgspec.structs import replace

from modelbench.api.mode import Mode
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.stream_samples import StreamSamples
from modelbench.api.scenarios.streams import StreamStatus, TokenCount
from modelbench.scenarios.parts import failures_of
from modelbench.scenarios.steady.rates import percentiles
from modelbench.segments.stream_reader import CUT_OFF_AT_ONCE
from modelbench.segments.validity import own_share_microseconds
from modelbench.statistics.intervals import median_interval

_LEAST_CHUNKS_AT_ONCE = 2
"""Where chunks come alone there is one for each arrival; a server that is read late now and then
gives a few more, and one that makes two tokens in a step is no buffer."""


def stream_status(
    segments: Sequence[LoadSegment], mode: Mode = Mode.CONTAINERIZED
) -> StreamStatus | None:
    """Tell the streams of the segments of one variant; None where responses are no streams."""
    parts = [segment.stream for segment in segments if segment.stream is not None]
    if not parts:
        return None
    tokens = sum(part.tokens for part in parts)
    status = StreamStatus(
        streams=sum(part.streams for part in parts),
        time_to_first_token=percentiles([part.first_tokens for part in parts]),
        inter_token_latency=percentiles([part.gaps for part in parts]),
        tokens=tokens,
        tokens_counted_by=_counted_by(parts) if tokens else None,
        differing_streams=sum(part.differing_streams for part in parts),
        stalls=sum(part.stalls for part in parts),
        stalled_streams=sum(part.stalled_streams for part in parts),
        instrument_median_microseconds=own_share_microseconds(segments, 50),
        instrument_p99_microseconds=own_share_microseconds(segments, 99),
        finding=held_back(parts) or _cut_off_at_once(segments, mode),
    )
    return _with_variant_rate(_with_user_rate(status, parts), segments)


def user_rates(parts: Sequence[StreamSamples]) -> tuple[float, float | None, float | None] | None:
    """Tokens a second of one user: the median stream's, with the ends of its interval.

    None without a stream of two tokens. What takes longest gives the lower end.
    """
    found = [one for one in percentiles([p.token_times for p in parts]) if one.percentile == "50"]
    if not found:
        return None
    times = (found[0].microseconds, found[0].upper_microseconds, found[0].lower_microseconds)
    value, lower, upper = (None if time is None else 1e6 / max(1, time) for time in times)
    return value or 0.0, lower, upper


def variant_rates(
    segments: Sequence[LoadSegment],
) -> tuple[float, float | None, float | None] | None:
    """Tokens a second of all responses together, with the interval of the rounds' own values.

    From the first due request to the last response. None where nothing was answered.
    """
    known = [one for one in segments if one.stream is not None and one.answered_span_nanoseconds]
    spent = sum(one.answered_span_nanoseconds for one in known)
    if not spent:
        return None
    value = sum(_tokens(one) for one in known) * 1e9 / spent
    interval = median_interval([_tokens(s) * 1e9 / s.answered_span_nanoseconds for s in known])
    if interval.lower is None or interval.upper is None:
        return value, None, None
    return value, min(value, interval.lower), max(value, interval.upper)


def tokens_per_response(segments: Sequence[LoadSegment]) -> float | None:
    """How many tokens a good response has in the mean; None without any."""
    parts = [segment.stream for segment in segments if segment.stream is not None]
    streams = sum(part.streams for part in parts)
    return sum(part.tokens for part in parts) / streams if streams else None


def held_back(parts: Sequence[StreamSamples]) -> str | None:
    """Say that chunks come in lumps, as they do where something between buffers the stream."""
    chunks, arrivals = sum(p.chunks for p in parts), sum(p.arrivals for p in parts)
    if not arrivals or chunks / arrivals <= _LEAST_CHUNKS_AT_ONCE:
        return None
    size = sum(part.body_bytes for part in parts) / arrivals
    return (
        f"the stream is buffered: {chunks / arrivals:.0f} chunks arrive at once, about {size:.0f} "
        "bytes each time, so the first token is late and tokens come in batches; the server, or a "
        "proxy in front of it, holds chunks back"
    )


def _cut_off_at_once(segments: Sequence[LoadSegment], mode: Mode) -> str | None:
    """Say what cuts streams off at their begin, as Knative's proxies do and a Service does not.

    Go's server, of which they are made, closes a request's body at the response's first byte:
    github.com/golang/go/issues/40747, github.com/knative/serving/issues/12387.
    """
    count = failures_of(segments).get(CUT_OFF_AT_ONCE, 0)
    if not count or mode is not Mode.SERVERLESS:
        return None
    return (
        f"{count} of {sum(one.requests for one in segments)} streams were cut off before any "
        "content: Knative's proxies do that when a response begins before they have met the end of "
        "its request, as where a server sends its headers at once; the annotation "
        "features.knative.dev/http-full-duplex: Enabled of the pod template prevents it"
    )


def _tokens(segment: LoadSegment) -> int:
    return 0 if segment.stream is None else segment.stream.tokens


def _counted_by(parts: Sequence[StreamSamples]) -> TokenCount:
    told, every = sum(p.usage_streams for p in parts), sum(p.streams for p in parts)
    if told == every:
        return TokenCount.USAGE
    return TokenCount.BOTH if told else TokenCount.CHUNKS


def _with_user_rate(status: StreamStatus, parts: Sequence[StreamSamples]) -> StreamStatus:
    found = user_rates(parts)
    if found is None:
        return status
    value, lower, upper = map(_per_second, found)
    return replace(
        status,
        tokens_per_second_per_user=value,
        tokens_per_second_per_user_lower=lower,
        tokens_per_second_per_user_upper=upper,
    )


def _with_variant_rate(status: StreamStatus, segments: Sequence[LoadSegment]) -> StreamStatus:
    found = variant_rates(segments)
    if found is None:
        return status
    value, lower, upper = map(_per_second, found)
    return replace(
        status,
        tokens_per_second=value,
        tokens_per_second_lower=lower,
        tokens_per_second_upper=upper,
    )


def _per_second(rate: float | None) -> str | None:
    return None if rate is None else f"{rate:.1f}"
