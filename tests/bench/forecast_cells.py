"""One cell of the forecast's grid: a service at one traffic, by the forecast and by a simulation
that was written apart from it.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from modelbench.api.choices import MONTH_SECONDS
from modelbench.forecast.outcome import Outcome
from modelbench.forecast.simulated import Budget, month_of_pods
from modelbench.forecast.workload import Knative, Workload
from modelbench.traffic.spells import Spell, peak_rate

from tests.unit.forecast.independent import Service

SHAPES = {"Constant": ((1.0, 1.0),), "Bursts": ((1 / 10, 10.0), (9 / 10, 0.0))}
"""Parts of a period, and by what the mean rate is multiplied in each."""

DRAIN_SECONDS, GRACE_SECONDS = 30.0, 4.0
FORECAST_REQUESTS = 50_000
"""Of each of two seeds: what is compared is the model, not how short the product may be."""
FORECAST_SEEDS = (1, 2)
PART_REQUESTS = 500
LEAST_PARTS = 10
MOST_ERROR, MOST_COLD_ERROR = 0.01, 0.015
LEAST_COLD = 0.01
"""Below this share of cold requests the difference is told in requests of a hundred."""


@dataclass(frozen=True)
class Cell:
    """One service at one traffic. ``load`` is how many requests come within a hold time."""

    shape: str
    window_seconds: int
    start_seconds: float
    service_seconds: float
    limit: int
    load: float

    @property
    def spells(self) -> tuple[Spell, ...]:
        """A period of about thirty hold times."""
        hold = self.window_seconds + GRACE_SECONDS + self.service_seconds
        period, rate = 30 * hold, self.load / hold
        return tuple(Spell(period * part, rate * factor) for part, factor in SHAPES[self.shape])

    @property
    def target(self) -> float:
        """Requests at a time in a pod: 70% of the limit, or of 100."""
        return 0.7 * (self.limit or 100)

    @property
    def services(self) -> tuple[float, ...]:
        """5,000 values that lie evenly in an exponential distribution."""
        return tuple(-self.service_seconds * math.log(1 - (n + 0.5) / 5000) for n in range(5000))

    def __str__(self) -> str:
        return (
            f"{self.shape} window {self.window_seconds} start {self.start_seconds} "
            f"service {self.service_seconds} limit {self.limit} load {self.load}"
        )


@dataclass(frozen=True)
class Compared:
    """A value by the forecast and by the slow simulation, and the error of their difference: one
    standard deviation. The difference is relative to ``unit``, or else to the slow one's value.
    """

    forecast: float
    independent: float
    error: float = 0.0
    unit: float | None = None

    @property
    def off(self) -> float:
        """The relative difference."""
        return (self.forecast - self.independent) / self._unit if self._unit else 0.0

    @property
    def relative_error(self) -> float:
        """The error in the same unit."""
        return self.error / self._unit if self._unit else 0.0

    @property
    def beyond(self) -> float:
        """What of it twice the error does not explain."""
        return max(0.0, abs(self.off) - 2 * self.relative_error)

    @property
    def _unit(self) -> float:
        return self.independent if self.unit is None else self.unit

    def __str__(self) -> str:
        error = f"+-{100 * self.relative_error:.1f}"
        return f"{self.forecast:.4f}/{self.independent:.4f} ({100 * self.off:+.1f}{error}%)"


@dataclass(frozen=True)
class Difference:
    """What both tell of one cell: pods in the mean, share of cold requests, seconds."""

    pods: Compared
    cold: Compared
    p99: Compared

    def __str__(self) -> str:
        return f"pods {self.pods}  cold {self.cold}  p99 {self.p99}"


@dataclass(frozen=True)
class Part:
    """One of several equal parts of a simulation."""

    pods: float
    cold: float
    p99: float


def forecast(cell: Cell, seed: int, requests: int = FORECAST_REQUESTS) -> Outcome:
    """The month by the product's own simulation."""
    knative = Knative(float(cell.window_seconds), cell.target, grace=GRACE_SECONDS)
    slots = cell.limit or math.inf
    starts = (cell.start_seconds,)
    workload = Workload(cell.services, starts, slots, DRAIN_SECONDS, autoscaler=knative)
    return month_of_pods(workload, cell.spells, Budget(requests, seed))


def compared(
    cell: Cell, seconds: float, seed: int, requests: int = FORECAST_REQUESTS
) -> Difference:
    """Both simulations of a cell, the slow one for at most so many seconds of CPU."""
    ours = [_of_month(forecast(cell, one, requests)) for one in FORECAST_SEEDS]
    service = slow(cell, seed)
    parts = list(_parts(service, cell.spells, seconds))
    cold = fmean(part.cold for part in parts)
    return Difference(
        _compared([one.pods for one in ours], [part.pods for part in parts]),
        _compared(
            [one.cold for one in ours],
            [part.cold for part in parts],
            1.0 if cold < LEAST_COLD else None,
        ),
        _compared(
            [one.p99 for one in ours],
            _p99s(service.seen.latencies),
            value=service.seen.percentile(99),
        ),
    )


def _of_month(found: Outcome) -> Part:
    p99 = math.nan if found.latencies is None else found.latencies.percentile(99)
    return Part(found.pod_seconds / MONTH_SECONDS, found.cold_share, p99)


def slow(cell: Cell, seed: int) -> Service:
    """The independent simulation, before its first request."""
    services = cell.services
    return Service(
        _rate_at(cell.spells),
        peak_rate(cell.spells),
        cell.window_seconds,
        lambda _: cell.start_seconds,
        lambda random: random.choice(services),
        cell.target,
        cell.limit,
        DRAIN_SECONDS,
        GRACE_SECONDS,
        seed,
    )


def _rate_at(spells: Sequence[Spell]) -> Callable[[float], float]:
    period = sum(spell.seconds for spell in spells)

    def rate_at(instant: float) -> float:
        inside = instant % period
        for spell in spells:
            if inside < spell.seconds:
                return spell.rate
            inside -= spell.seconds
        return 0.0

    return rate_at


def _parts(service: Service, spells: Sequence[Spell], seconds: float) -> Iterator[Part]:
    """Parts of whole periods, until the error of their mean pods is small or the time is up."""
    period = sum(spell.seconds for spell in spells)
    a_period = sum(spell.seconds * spell.rate for spell in spells)
    length = max(1, math.ceil(PART_REQUESTS / a_period)) * period
    service.run(length, counts=False)
    end, found, seen = time.process_time() + seconds, list[Part](), service.seen
    while len(found) < LEAST_PARTS or (time.process_time() < end and not _is_known(found)):
        before = (seen.requests, seen.cold, seen.pod_seconds)
        service.run(length)
        came, cold = seen.requests - before[0], seen.cold - before[1]
        pods = (seen.pod_seconds - before[2]) / length
        found.append(Part(pods, cold / max(1, came), math.nan))
        yield found[-1]


def _is_known(parts: Sequence[Part]) -> bool:
    pods, cold = [part.pods for part in parts], [part.cold for part in parts]
    if _error(pods) > MOST_ERROR * fmean(pods):
        return False
    return fmean(cold) < LEAST_COLD or _error(cold) <= MOST_COLD_ERROR * fmean(cold)


def _p99s(latencies: Sequence[float]) -> list[float]:
    """Of each tenth of the requests, in the order in which they came."""
    size = len(latencies) // LEAST_PARTS
    tenths = (sorted(latencies[n * size : (n + 1) * size]) for n in range(LEAST_PARTS))
    return [tenth[math.ceil(0.99 * size) - 1] for tenth in tenths]


def _error(values: Sequence[float]) -> float:
    """Of their mean: one standard deviation."""
    return stdev(values) / math.sqrt(len(values))


def _compared(
    ours: Sequence[float],
    parts: Sequence[float],
    unit: float | None = None,
    value: float | None = None,
) -> Compared:
    error = math.hypot(_error(ours), _error(parts))
    return Compared(fmean(ours), fmean(parts) if value is None else value, error, unit)
