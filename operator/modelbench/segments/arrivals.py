"""When requests are to be sent: a profile of rates and the instants that follow from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, count, repeat
from math import sqrt
from random import Random

CONSTANT = "Constant"
POISSON = "Poisson"


@dataclass(frozen=True)
class Stage:
    """Seconds in which the rate goes in a straight line from one value to another (per second)."""

    seconds: float
    rate: float
    end_rate: float

    @property
    def requests(self) -> float:
        """The area under the line: how many requests are expected."""
        return self.seconds * (self.rate + self.end_rate) / 2

    def seconds_until(self, requests: float) -> float:
        """When so many requests are expected: the root of rate * t + slope * t^2 / 2 = requests."""
        slope = (self.end_rate - self.rate) / self.seconds
        if slope == 0:
            return requests / self.rate
        root = sqrt(max(0.0, self.rate**2 + 2 * slope * requests))
        return (root - self.rate) / slope


def flat(rate: float, seconds: float) -> Stage:
    """A stage of one rate, in requests per second."""
    return Stage(seconds, rate, rate)


def offsets_nanoseconds(stages: Sequence[Stage], arrivals: str, seed: int) -> list[int]:
    """The ascending instants of all requests, from the profile's begin.

    Constant: the n-th request comes when n requests are expected. Poisson: expected counts advance
    by exponential steps of mean 1, so that arrivals are independent (time change of a Poisson
    process); the same seed gives the same instants.
    """
    steps: Iterator[float]
    if arrivals == POISSON:
        random = Random(seed)  # noqa: S311
        steps = accumulate(random.expovariate(1.0) for _ in count())
    else:
        steps = accumulate(repeat(1.0), initial=0.0)
    return list(_instants(stages, steps))


def _instants(stages: Sequence[Stage], expected: Iterator[float]) -> Iterator[int]:
    begin_seconds, begin_requests = 0.0, 0.0
    wanted = next(expected)
    for stage in stages:
        while wanted < begin_requests + stage.requests:
            inside = stage.seconds_until(wanted - begin_requests)
            yield round((begin_seconds + inside) * 1e9)
            wanted = next(expected)
        begin_seconds += stage.seconds
        begin_requests += stage.requests
