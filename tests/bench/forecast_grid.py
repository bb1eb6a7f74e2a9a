"""The forecast against an independent simulation: ``python -m tests.bench.forecast_grid``.

Each line is one cell: pod-seconds, share of cold requests and 99th percentile of both, and how far
they are apart. At the end is how many lie within the limits, beyond twice the error of the slow
simulation. It takes minutes, on one core.
"""

import argparse
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import fmean, stdev

from modelbench.api.choices import MONTH_SECONDS
from modelbench.forecast.outcome import Outcome
from modelbench.forecast.simulated import Budget, month_of_pods
from modelbench.forecast.workload import Knative, Workload
from modelbench.traffic.spells import Spell, peak_rate

from tests.unit.forecast.independent import Service

WINDOWS_SECONDS = (6, 60, 600)
STARTS_SECONDS = (0.5, 2.0, 10.0, 30.0, 120.0)
SERVICES_SECONDS = (0.005, 0.1, 1.0, 10.0)
LIMITS = (1, 10, 0)
"""containerConcurrency."""
LOADS = (0.3, 1.0, 3.0)
"""Requests within a hold time, in the mean."""
SHAPES = {"Constant": ((1.0, 1.0),), "Bursts": ((1 / 10, 10.0), (9 / 10, 0.0))}
"""Parts of a period, and by what the mean rate is multiplied in each."""

DRAIN_SECONDS, GRACE_SECONDS = 30.0, 4.0
FORECAST_REQUESTS = 40_000
REQUESTS = 2_500
PARTS = 10
"""Of the slow simulation; its error is known from how they differ."""
MOST_MEAN, MOST_P99 = 0.02, 0.05


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
        """400 values that lie evenly in an exponential distribution."""
        return tuple(-self.service_seconds * math.log(1 - (n + 0.5) / 400) for n in range(400))

    def __str__(self) -> str:
        return (
            f"{self.shape} window {self.window_seconds} start {self.start_seconds} "
            f"service {self.service_seconds} limit {self.limit} load {self.load}"
        )


@dataclass(frozen=True)
class Compared:
    """A value by the forecast and by the slow simulation, and twice the error of that."""

    forecast: float
    independent: float
    error: float = 0.0

    @property
    def off(self) -> float:
        """The relative difference."""
        return self.forecast / self.independent - 1 if self.independent else 0.0

    @property
    def beyond(self) -> float:
        """What of it the error does not explain."""
        if not self.independent:
            return 0.0
        return max(0.0, abs(self.off) - self.error / self.independent)

    def __str__(self) -> str:
        return f"{self.forecast:.4f}/{self.independent:.4f} ({100 * self.off:+.1f}%)"


@dataclass(frozen=True)
class Difference:
    """What both tell of one cell: pods in the mean, share of cold requests, seconds."""

    pods: Compared
    cold: Compared
    p99: Compared

    def __str__(self) -> str:
        return f"pods {self.pods}  cold {self.cold}  p99 {self.p99}"


def forecast(cell: Cell) -> Outcome:
    """The month by the product's own simulation."""
    knative = Knative(float(cell.window_seconds), cell.target, grace=GRACE_SECONDS)
    slots = cell.limit or math.inf
    starts = (cell.start_seconds,)
    workload = Workload(cell.services, starts, slots, DRAIN_SECONDS, autoscaler=knative)
    return month_of_pods(workload, cell.spells, Budget(FORECAST_REQUESTS))


def compared(cell: Cell, requests: int, seed: int) -> Difference:
    """Both simulations of a cell, the slow one of about so many requests."""
    found, service = forecast(cell), slow(cell, seed)
    parts = list(_parts(service, cell.spells, requests))
    latencies = found.latencies
    p99 = math.nan if latencies is None else latencies.percentile(99)
    return Difference(
        _compared(found.pod_seconds / MONTH_SECONDS, [pods for pods, _ in parts]),
        _compared(found.cold_share, [cold for _, cold in parts]),
        Compared(p99, service.seen.percentile(99)),
    )


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


def _parts(
    service: Service, spells: Sequence[Spell], requests: int
) -> Iterator[tuple[float, float]]:
    """Mean pods and share of cold requests of each part; all are as long, in whole periods."""
    period = sum(spell.seconds for spell in spells)
    a_period = sum(spell.seconds * spell.rate for spell in spells)
    length = max(1, math.ceil(requests / a_period / PARTS)) * period
    service.run(length, counts=False)
    seen = service.seen
    for _ in range(PARTS):
        before = (seen.requests, seen.cold, seen.pod_seconds)
        service.run(length)
        came, cold = seen.requests - before[0], seen.cold - before[1]
        yield (seen.pod_seconds - before[2]) / length, cold / max(1, came)


def _compared(value: float, parts: Sequence[float]) -> Compared:
    return Compared(value, fmean(parts), 2 * stdev(parts) / math.sqrt(len(parts)))


def cells(every: int) -> list[Cell]:
    """Each so manieth of the grid."""
    axes = (SHAPES, WINDOWS_SECONDS, STARTS_SECONDS, SERVICES_SECONDS, LIMITS, LOADS)
    return [Cell(*one) for one in product(*axes)][::every]


def run(asked: argparse.Namespace) -> Iterator[Difference]:
    """Each cell as it is done, until the time is up."""
    end = time.monotonic() + asked.seconds
    for number, cell in enumerate(cells(asked.every), 1):
        if time.monotonic() > end:
            return
        found = compared(cell, asked.requests, number)
        print(cell, found, sep="  ", flush=True)
        yield found


def summary(found: Sequence[Difference]) -> Iterator[str]:
    """How many cells lie within the limits, and the worst."""
    values = {
        "pods": ([one.pods.beyond for one in found], MOST_MEAN),
        "cold": ([one.cold.beyond for one in found], MOST_MEAN),
        "p99": ([abs(one.p99.off) for one in found], MOST_P99),
    }
    for name, (beyond, most) in values.items():
        within = sum(value <= most for value in beyond)
        yield f"{name}: {within} of {len(beyond)} within {most:.0%}, worst {max(beyond):.1%}"


def main() -> None:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=480.0)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--every", type=int, default=7, help="take each so manieth cell")
    found = list(run(parser.parse_args()))
    print(*summary(found), sep="\n")


if __name__ == "__main__":
    main()
