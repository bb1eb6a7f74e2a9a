"""Steady latencies of the variants against the first one, by paired rounds. Pure."""

from collections.abc import Iterator, Sequence

from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import SteadyDifference
from modelbench.scenarios.paired_rounds import COMPARED, compared, confidence_of_each
from modelbench.scenarios.steady.rates import steady_segments
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.numbers import percentile_name
from modelbench.statistics.paired_quantile import Rounds


def differences(
    samples: Samples, variants: Sequence[str], rates: Sequence[int]
) -> Iterator[SteadyDifference]:
    """Compare the first of the variants with each other one, at each rate.

    All intervals together hold with 95%.
    """
    first, *others = variants
    confidence = confidence_of_each(len(others) * len(rates))
    for rate in rates:
        own = _rounds(samples, first, rate)
        for other in others:
            rounds = _rounds(samples, other, rate)
            for percentile in COMPARED:
                draft = SteadyDifference(first, other, rate, percentile_name(percentile))
                found = compared(draft, own, rounds, confidence)
                if found is not None:
                    yield found


def _rounds(samples: Samples, variant: str, rate: int) -> Rounds:
    segments = steady_segments(samples, variant, rate)
    return {one.round: Histogram(one.latencies).counts() for one in segments if one.latencies}
