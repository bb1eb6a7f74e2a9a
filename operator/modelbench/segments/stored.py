"""Whether stored segments of load can be read, before anything is built on them."""

from collections.abc import Iterable, Iterator

from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.scenarios.stream_samples import StreamSamples
from modelbench.statistics.histogram import Histogram


def check_segments(segments: Iterable[LoadSegment]) -> None:
    """FormatError when one of their histograms is damaged."""
    for segment in segments:
        for encoded in (
            segment.latencies,
            segment.service_times,
            segment.schedule_delays,
            segment.handler_times,
        ):
            if encoded:
                _ = Histogram(encoded).count
        for encoded in () if segment.stream is None else _of_streams(segment.stream):
            _ = Histogram(encoded).count


def _of_streams(stream: StreamSamples) -> Iterator[str]:
    every = (stream.first_tokens, stream.gaps, stream.token_times, stream.instrument_delays)
    return (encoded for encoded in every if encoded)
