"""What a forecast tells of one variant at one traffic profile."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

PERCENTILES = (50.0, 95.0, 99.0)


@dataclass(frozen=True)
class Interval:
    """A value with the ends within which measurements and simulation leave it; None: not known."""

    value: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Latencies:
    """The distribution of request latency over all requests: seconds ascending, and the share of
    the requests up to each.
    """

    seconds: tuple[float, ...]
    shares: tuple[float, ...]

    def percentile(self, percentile: float) -> float:
        """Seconds within which so many percent of the requests are answered (nearest rank)."""
        wanted = percentile / 100 - 1e-12
        found = zip(self.seconds, self.shares, strict=True)
        return next((seconds for seconds, share in found if share >= wanted), self.seconds[-1])

    def share_over(self, seconds: float) -> float:
        """What part of the requests takes longer."""
        below = [s for at, s in zip(self.seconds, self.shares, strict=True) if at <= seconds]
        return 1.0 - (below[-1] if below else 0.0)


_KEPT = 2000
"""So many points of a distribution are kept: a percentile is off by a twentieth of a percent."""


def distribution(weighted: Sequence[tuple[float, float]]) -> Latencies | None:
    """Of (seconds, weight) in any order; None without any weight."""
    ordered = sorted(weighted)
    total = sum(weight for _, weight in ordered)
    if total <= 0:
        return None
    sums = list(accumulate(weight for _, weight in ordered))
    kept: list[tuple[float, float]] = []
    for (seconds, _), reached in zip(ordered, sums, strict=True):
        share = reached / total
        # The slowest are all kept: percentiles near 100 are what is asked for.
        if not kept or share - kept[-1][1] >= min(1 / _KEPT, (1 - share) / 20):
            kept.append((seconds, share))
    kept[-1] = (kept[-1][0], 1.0) if kept[-1][0] == ordered[-1][0] else kept[-1]
    if kept[-1][1] < 1.0:
        kept.append((ordered[-1][0], 1.0))
    return Latencies(tuple(s for s, _ in kept), tuple(share for _, share in kept))


@dataclass(frozen=True)
class Outcome:
    """One simulated month. Times are seconds.

    ``busy_seconds`` are those of pods that have a request, ``lives`` how many pods came,
    ``starts`` how often one came while there was none, ``cold_requests`` those that waited for a
    pod's start. At a provider that bills requests ``pod_seconds`` are those of the requests.
    """

    requests: float
    pod_seconds: float
    busy_seconds: float | None
    lives: float
    starts: float
    cold_requests: float
    latencies: Latencies | None = None

    @property
    def idle_share(self) -> float | None:
        """The part of the pods' time in which no request is under way."""
        if self.busy_seconds is None or not self.pod_seconds:
            return None
        return min(1.0, max(0.0, 1 - self.busy_seconds / self.pod_seconds))

    @property
    def cold_share(self) -> float:
        """What part of the requests waits for a start."""
        return min(1.0, self.cold_requests / self.requests) if self.requests else 0.0


@dataclass(frozen=True)
class Forecast:
    """A month of one variant at one traffic profile, each value with its interval.

    ``latencies`` are as measured and simulated, over all requests, queued and cold ones included;
    their percentiles with intervals are in ``percentiles`` (of 50, 95 and 99, in seconds), which is
    empty where the variant cannot carry the traffic: ``cannot_carry`` then says why.
    """

    variant: str
    requests: float
    pod_seconds: Interval
    idle_share: Interval
    cold_requests: Interval
    cold_share: Interval
    percentiles: dict[float, Interval]
    latencies: Latencies | None = None
    cannot_carry: str | None = None

    @property
    def carries(self) -> bool:
        """Whether the variant can answer the traffic without a queue that grows on and on."""
        return self.cannot_carry is None

    def share_over(self, seconds: float) -> float | None:
        """What part of the requests takes longer than this; None where that is not known."""
        return None if self.latencies is None else self.latencies.share_over(seconds)
