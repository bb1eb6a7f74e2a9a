"""Durations of streams of the variants against the first one, by paired rounds. Pure."""

from collections.abc import Iterator, Sequence

from modelbench.api.samples import Samples
from modelbench.api.scenarios.streams import StreamDifference, StreamMetric
from modelbench.scenarios.paired_rounds import COMPARED, compared, confidence_of_each
from modelbench.scenarios.steady.rates import steady_segments
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.numbers import percentile_name
from modelbench.statistics.paired_quantile import Rounds


def stream_differences(
    samples: Samples, variants: Sequence[str], rates: Sequence[int]
) -> Iterator[StreamDifference]:
    """Compare the first of the variants with each other one, as the latencies are compared."""
    first, *others = variants
    confidence = confidence_of_each(len(others) * len(rates) * len(StreamMetric))
    for rate in rates:
        for metric in StreamMetric:
            own = _rounds(samples, first, rate, metric)
            for other in others:
                rounds = _rounds(samples, other, rate, metric)
                for percentile in COMPARED:
                    name = percentile_name(percentile)
                    draft = StreamDifference(first, other, rate, name, metric=metric)
                    found = compared(draft, own, rounds, confidence)
                    if found is not None:
                        yield found


def _rounds(samples: Samples, variant: str, rate: int, metric: StreamMetric) -> Rounds:
    is_first = metric is StreamMetric.TIME_TO_FIRST_TOKEN
    found = {
        one.round: one.stream.first_tokens if is_first else one.stream.gaps
        for one in steady_segments(samples, variant, rate)
        if one.stream is not None
    }
    return {number: Histogram(text).counts() for number, text in found.items() if text}
