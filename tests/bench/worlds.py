"""Distributions of which the truth is known: cold starts in their order, and requests of rounds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

Random = np.random.Generator
Array = np.ndarray[Any, Any]

_SECONDS_APART = 0.5
_JITTER = 0.02


@dataclass(frozen=True)
class World:
    """``draw`` gives so many starts in seconds; ``median`` says whether an interval has the truth,
    from its ends and the number of trials."""

    draw: Callable[[Random, int], Array]
    holds: Callable[[float, float, int], bool]


def _one(truth: float) -> Callable[[float, float, int], bool]:
    return lambda lower, upper, _: lower <= truth <= upper


def lognormal(spread: float) -> World:
    """Starts of 1 s, with a deviation of the logarithm."""
    return World(lambda random, count: np.exp(spread * random.standard_normal(count)), _one(1.0))


def uniform() -> World:
    """Starts of 1.1 to 2.1 s."""
    return World(lambda random, count: 1.1 + random.random(count), _one(1.6))


def two_modes(slow: float, sticky: float = 0.0) -> World:
    """A share of the starts is half a second slower; ``sticky`` ones are like the one before.

    Where it is a half, every number between the modes is a median: the middle is the truth.
    """

    def draw(random: Random, count: int) -> Array:
        return 1 + _SECONDS_APART * _states(random, count, slow, sticky) + _noise(random, count)

    truth = 1 + _SECONDS_APART / 2 if slow == 0.5 else _median_of_modes(slow)
    return World(draw, _one(truth))


def correlated(correlation: float, spread: float = 0.2) -> World:
    """A lognormal series in which each start depends on the one before."""

    def draw(random: Random, count: int) -> Array:
        steps = random.standard_normal(count)
        for place in range(1, count):
            steps[place] *= np.sqrt(1 - correlation**2)
            steps[place] += correlation * steps[place - 1]
        return np.exp(spread * steps)

    return World(draw, _one(1.0))


def drifting(share: float, spread: float = 0.1) -> World:
    """Starts that get slower by a share over 20 trials; the truth is that of the run's middle."""

    def draw(random: Random, count: int) -> Array:
        slower = 1 + share * np.arange(count) / 20
        return np.exp(spread * random.standard_normal(count)) * slower

    def holds(lower: float, upper: float, count: int) -> bool:
        return lower <= 1 + share * (count - 1) / 40 <= upper

    return World(draw, holds)


def _states(random: Random, count: int, slow: float, sticky: float) -> Array:
    states, chance = np.empty(count), random.random(count)
    for place in range(count):
        before = states[place - 1] if place else slow
        states[place] = chance[place] < slow + sticky * (before - slow)
    return states


def _noise(random: Random, count: int) -> Array:
    return _JITTER * random.standard_normal(count)


@cache
def _median_of_modes(slow: float) -> float:
    random = np.random.default_rng(0)
    count = 2_000_000
    return float(
        np.median(1 + _SECONDS_APART * (random.random(count) < slow) + _noise(random, count))
    )


INDEPENDENT: Mapping[str, World] = {
    "lognormal 0.1": lognormal(0.1),
    "lognormal 0.2": lognormal(0.2),
    "lognormal 0.3": lognormal(0.3),
    "uniform": uniform(),
    "two modes 50:50": two_modes(0.5),
    "two modes 55:45": two_modes(0.45),
    "two modes 70:30": two_modes(0.3),
    "drift 20%": drifting(0.2),
    "drift 40%": drifting(0.4),
}

DEPENDENT: Mapping[str, World] = {
    "correlated 0.2": correlated(0.2),
    "correlated 0.4": correlated(0.4),
    "correlated 0.6": correlated(0.6),
    "correlated 0.8": correlated(0.8),
    "sticky modes 0.3": two_modes(0.45, 0.3),
    "sticky modes 0.6": two_modes(0.45, 0.6),
}

TAILED: Mapping[str, World] = {
    "lognormal 0.3": lognormal(0.3),
    "two modes 70:30": two_modes(0.3),
    "correlated 0.4": correlated(0.4),
    "sticky modes 0.3, 85:15": two_modes(0.15, 0.3),
}
