"""Durations of streams of the variants against the first one: the median of paired rounds. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from modelbench.api.samples import Samples
from modelbench.api.scenarios.streams import StreamDifference, StreamMetric
from modelbench.scenarios.steady.differences import COMPARED, MISSES
from modelbench.scenarios.steady.rates import steady_segments
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.intervals import least_sample, median_interval, trials_for_percentile
from modelbench.statistics.numbers import percent, percentile_name


def stream_differences(
    samples: Samples, variants: Sequence[str], rates: Sequence[int]
) -> Iterator[StreamDifference]:
    """Compare the first of the variants with each other one, as the latencies are compared."""
    first, *others = variants
    confidence = 1 - MISSES / max(1, len(others))
    for rate in rates:
        for metric in StreamMetric:
            own = _rounds(samples, first, rate, metric)
            for other in others:
                rounds = _rounds(samples, other, rate, metric)
                for percentile in COMPARED:
                    draft = StreamDifference(
                        first, other, rate, metric, percentile_name(percentile)
                    )
                    values = _paired(own, rounds, percentile)
                    if values:
                        yield _difference(draft, values, confidence)


def _rounds(
    samples: Samples, variant: str, rate: int, metric: StreamMetric
) -> Mapping[int, Histogram]:
    is_first = metric is StreamMetric.TIME_TO_FIRST_TOKEN
    return {
        one.round: Histogram(one.stream.first_tokens if is_first else one.stream.gaps)
        for one in steady_segments(samples, variant, rate)
        if one.stream is not None
    }


def _paired(
    first: Mapping[int, Histogram], second: Mapping[int, Histogram], percentile: float
) -> list[int]:
    """Compute first minus second in each round that both have, in microseconds."""
    pairs = (
        (_value(first[number], percentile), _value(second[number], percentile))
        for number in sorted(first.keys() & second.keys())
    )
    return [one - other for one, other in pairs if one is not None and other is not None]


def _value(histogram: Histogram, percentile: float) -> int | None:
    if not histogram.encoded or histogram.count < trials_for_percentile(percentile):
        return None
    return histogram.percentile_microseconds(percentile)


def _difference(
    draft: StreamDifference, values: Sequence[int], confidence: float
) -> StreamDifference:
    interval = median_interval(values, confidence)
    found = replace(draft, difference_microseconds=round(interval.median), pairs=len(values))
    if interval.lower is None or interval.upper is None:
        least, level = least_sample(confidence), f"{100 * confidence:.3g}%"
        reason = f"fewer than {least} pairs cannot give a {level} interval"
        return replace(found, missing_reason=reason)
    return replace(
        found,
        lower_microseconds=round(interval.lower),
        upper_microseconds=round(interval.upper),
        confidence_percent=percent(interval.confidence or 0),
    )
