"""What is kept of the streams of a segment."""

from collections.abc import Sequence

from modelbench.api.scenarios.stream_samples import StreamSamples
from modelbench.segments.sent_requests import SentRequest
from modelbench.segments.sent_streams import StreamedRequest, StreamTimes
from modelbench.statistics.histogram import Histogram


def stream_samples(requests: Sequence[SentRequest], times: StreamTimes) -> StreamSamples:
    """Those of the good requests; a stream that failed is in the failures alone."""
    good = [one for one in requests if isinstance(one, StreamedRequest) and one.failure is None]
    told = [one for one in good if one.usage_tokens is not None]
    return StreamSamples(
        first_tokens=Histogram.of(one.time_to_first_token_nanoseconds for one in good).encoded,
        gaps=Histogram.of_counts(times.gaps).encoded,
        token_times=Histogram.of(_token_time(one) for one in good if one.tokens > 1).encoded,
        instrument_delays=Histogram.of_counts(times.instrument).encoded,
        streams=len(good),
        tokens=sum(one.tokens for one in good),
        chunks=sum(one.chunks for one in good),
        usage_streams=len(told),
        differing_streams=sum(one.usage_tokens != one.chunks for one in told),
        arrivals=sum(one.arrivals for one in good),
        body_bytes=sum(one.body_bytes for one in good),
        stalls=sum(one.stalls for one in good),
        stalled_streams=sum(one.stalls > 0 for one in good),
    )


def _token_time(request: StreamedRequest) -> int:
    """How long one token took after the first, which has no token before it."""
    spent = request.last_nanoseconds - request.first_nanoseconds
    return round(spent / (request.tokens - 1))
