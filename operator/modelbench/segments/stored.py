"""Whether stored segments of load can be read, before anything is built on them."""

from collections.abc import Iterable

from modelbench.api.scenarios.parts import LoadSegment
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
