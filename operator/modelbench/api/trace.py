"""A recorded trace: when requests came, exactly or counted by interval. It repeats itself."""

from itertools import accumulate
from typing import Annotated

import msgspec

from modelbench.api.request import KeyReference
from modelbench.api.values import Value

MOST_ENTRIES = 50_000
"""A month of minutes has 43,800 counts. Packed, so many fill a fifth of the results ConfigMap."""

MOST_REQUESTS = 10_000_000_000
"""As many as ``spec.traffic[].requestsPerMonth`` may name."""

Positive = Annotated[int, msgspec.Meta(ge=1)]
Natural = Annotated[int, msgspec.Meta(ge=0)]


class TraceSource(Value, frozen=True):
    """Where a trace is: exactly one of ``config_map_key_ref`` and ``counts`` is given."""

    config_map_key_ref: KeyReference | None = None
    counts: tuple[int, ...] = ()
    interval_seconds: int | None = None
    duration_seconds: int | None = None


class Trace(Value, frozen=True):
    """The requests of one period, which repeats itself: exactly one of ``gaps_milliseconds`` and
    ``counts`` is there.

    ``gaps_milliseconds``: of each request how long after the one before it came, of the first how
    long after the period's begin. ``counts``: how many came in each interval of
    ``interval_milliseconds``; when within it is not known. All are integers, as stored.
    """

    period_milliseconds: Positive
    gaps_milliseconds: tuple[Natural, ...] = ()
    counts: tuple[Natural, ...] = ()
    interval_milliseconds: Positive | None = None

    @property
    def requests(self) -> int:
        """How many come in one period."""
        return len(self.gaps_milliseconds) or sum(self.counts)

    @property
    def period_seconds(self) -> float:
        """How long one period lasts."""
        return self.period_milliseconds / 1000

    @property
    def interval_seconds(self) -> float | None:
        """How long each count lasts; None where the instants are known."""
        return None if self.interval_milliseconds is None else self.interval_milliseconds / 1000

    @property
    def rate(self) -> float:
        """The mean of a period, in requests per second."""
        return self.requests / self.period_seconds

    @property
    def instants(self) -> tuple[float, ...]:
        """Seconds from the period's begin, ascending; empty where only counts are known."""
        return tuple(one / 1000 for one in accumulate(self.gaps_milliseconds))


class StoredTrace(Value, frozen=True):
    """A trace with where it was read, by which a spec names it."""

    source: TraceSource
    trace: Trace
