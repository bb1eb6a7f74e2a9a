"""Differences of many benchmarks at once, as the product's own function finds one, which a test
holds against this, and a hundred times as fast."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
from modelbench.statistics.distributions import student_quantile
from modelbench.statistics.intervals import trials_for_percentile

from tests.bench.worlds import Array, Random

DEVIATES: Mapping[int, float] = {50: 0.0, 95: 1.6448536, 99: 2.3263479}


def requests(
    random: Random,
    shape: tuple[int, int, int],
    spread: float,
    level: float = 0.0,
    percentile: int = 50,
) -> Array:
    """Lognormal requests in seconds, by run, round and request, whose percentile is 1 s; each round
    has a level of its own."""
    levels = level * random.standard_normal((*shape[:2], 1))
    whole = np.hypot(spread, level) * DEVIATES[percentile]
    made: Array = np.exp(spread * random.standard_normal(shape) + levels - whole)
    return made


def differences(
    first: Array, second: Array, percentile: int, confidence: float
) -> tuple[Array, Array] | None:
    """The ends of each run's interval; None where a group has too few requests."""
    rounds, count = first.shape[1:]
    cuts = _cuts(rounds, count, trials_for_percentile(percentile))
    if cuts is None:
        return None
    share = percentile / 100
    groups = [
        _quantile(first[:, a:b], share) - _quantile(second[:, a:b], share)
        for a, b in pairwise(cuts)
    ]
    middle, size = np.mean(groups, axis=0), len(groups)
    quantile = student_quantile((1 + confidence) / 2, size - 1)
    half = quantile * np.std(groups, axis=0, ddof=1) / np.sqrt(size)
    whole = _quantile(first, share) - _quantile(second, share)
    return np.minimum(middle, whole) - half, np.maximum(middle, whole) + half


def _cuts(rounds: int, count: int, least: int) -> Sequence[int] | None:
    for size in range(min(rounds, max(6, min(8, rounds // 2))), 5, -1):
        cuts = [round(place * rounds / size) for place in range(size + 1)]
        if min(b - a for a, b in pairwise(cuts)) * count >= least:
            return cuts
    return None


def _quantile(requests_of: Array, share: float) -> Array:
    """Hyndman and Fan's definition 6, of all requests of each run."""
    flat = requests_of.reshape(len(requests_of), -1)
    place = min(max(1.0, share * (flat.shape[1] + 1)), flat.shape[1])
    low, high = int(np.floor(place)), int(np.ceil(place))
    ordered = np.partition(flat, [low - 1, high - 1], axis=1)
    found: Array = ordered[:, low - 1] + (place - low) * (
        ordered[:, high - 1] - ordered[:, low - 1]
    )
    return found
