"""What a trace is, in numbers: how much comes, how bunched, and how long nothing comes."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.trace import Trace
from modelbench.traffic.trace_arrivals import Recorded, Spread
from modelbench.traffic.trace_counts import PEAK_SECONDS, busiest_rate

_MOST_REQUESTS = 500_000
"""Of more requests than this the gaps are too many to be told one by one, and short."""


@dataclass(frozen=True)
class Gaps:
    """The times between requests of a period, the one before it begins anew included; seconds,
    ascending.
    """

    seconds: Sequence[float]

    def percentile(self, percentile: float) -> float:
        """What so many percent of the gaps do not exceed, in seconds (nearest rank)."""
        rank = round(percentile / 100 * len(self.seconds) + 0.499999)
        return self.seconds[min(len(self.seconds), max(1, rank)) - 1]

    def share_above(self, seconds: float) -> float:
        """What part of the gaps is longer: each is a cold start of a service that holds its last
        pod for so long.
        """
        return 1 - bisect_right(self.seconds, seconds) / len(self.seconds)


@dataclass(frozen=True)
class Summary:
    """A trace in numbers. ``gaps`` are as recorded, or where only counts are known as they may have
    been: evenly spread first, and one after another last; empty where there are too many.
    """

    trace: Trace
    requests_per_month: int
    peak_rate: float
    gaps: tuple[Gaps, ...]


def summary_of(trace: Trace) -> Summary:
    """The same trace gives the same numbers."""
    spreads = (Spread.EVEN, Spread.CLUMPED) if trace.counts else (Spread.INDEPENDENT,)
    few = trace.requests <= _MOST_REQUESTS
    return Summary(
        trace,
        round(trace.rate * MONTH_SECONDS),
        busiest_rate(trace, PEAK_SECONDS),
        tuple(_gaps(trace, spread) for spread in spreads) if few else (),
    )


def _gaps(trace: Trace, spread: Spread) -> Gaps:
    random = Random(1)  # noqa: S311 (the same numbers again)
    period = trace.period_seconds
    found = [*Recorded(trace, spread=spread).between(0.0, period, random)]
    pairs = pairwise([*found, found[0] + period])
    return Gaps(sorted(after - before for before, after in pairs))
