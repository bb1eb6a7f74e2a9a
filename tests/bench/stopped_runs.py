"""Many runs of cold starts at once, each ended by the rule of the scenario: as the product's own
functions end one, which a test holds against this, and a hundred times as fast."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from modelbench.api.scenarios.cold_start import ColdStart
from modelbench.statistics.dependence import DEVIATE, MOST
from modelbench.statistics.quantile_looks import confidence_of
from modelbench.statistics.stopped_median import ranks_at, rounded

from tests.bench.worlds import Array


class Look(NamedTuple):
    """What each of many runs says after so many trials."""

    lower: Array
    upper: Array
    median: Array
    confidence: Array
    least_confidence: Array
    alike: Array


@dataclass(frozen=True)
class Ended:
    """The last look of each run, and after how many trials it was."""

    look: Look
    trials: Array

    @property
    def half_widths(self) -> Array:
        """Half the width of each interval over the median, in percent."""
        return 50 * (self.look.upper - self.look.lower) / self.look.median


def end(starts: Array, asked: ColdStart) -> Ended:
    """End runs, which are rows, by their starts."""
    runs = len(starts)
    found = [np.zeros(runs) for _ in Look._fields]
    trials, going = np.zeros(runs, int), np.ones(runs, bool)
    for count in range(asked.trials, asked.max_trials + 1):
        look = look_at(starts[:, :count], asked)
        width = 50 * (look.upper - look.lower) / look.median
        enough = (look.confidence >= 0.95) & (width <= asked.relative_precision_percent)
        now = going & (enough | (count == asked.max_trials))
        for old, new in zip(found, look, strict=True):
            old[now] = new[now]
        trials[now], going = count, going & ~now
    return Ended(Look(*found), trials)


def look_at(starts: Array, asked: ColdStart) -> Look:
    """What the runs say; without an interval the ends are infinite."""
    count, ordered = starts.shape[1], np.sort(starts, axis=1)
    seen, possible = dependences(starts)
    lower, upper = np.full(len(starts), -np.inf), np.full(len(starts), np.inf)
    told = np.zeros((2, len(starts)))
    for shown, mine in _by_rounded(seen):
        ranks = ranks_at(count, asked.trials, asked.max_trials, shown)
        if not ranks[count]:
            continue
        lower[mine], upper[mine] = ordered[mine, ranks[count] - 1], ordered[mine, -ranks[count]]
        told[0, mine] = confidence_of(ranks, rounded(shown))
        for hidden, same in _by_rounded(possible):
            least = min(confidence_of(ranks, rounded(one)) for one in (shown, hidden))
            told[1, mine & same] = least
    return Look(lower, upper, np.median(starts, axis=1), told[0], told[1], seen > 0)


def dependences(starts: Array) -> tuple[Array, Array]:
    """The correlation that each run shows, and the possible one: dependence_of, without ties."""
    count = starts.shape[1]
    away = starts.argsort(axis=1).argsort(axis=1) - (count - 1) / 2
    shown = (away[:, 1:] * away[:, :-1]).sum(axis=1) / (away**2).sum(axis=1)
    corrected = np.clip(shown + (1 + 4 * shown) / count, 0, MOST)
    possible = np.minimum(MOST, corrected + (1 - corrected**2) / np.sqrt(count))
    bound = -1 / count + DEVIATE * (count - 2) / count / np.sqrt(count - 1)
    return np.where(shown > bound, corrected, 0), possible


def _by_rounded(correlations: Array) -> Iterator[tuple[float, Array]]:
    """One of those that are rounded to the same, and which they are."""
    keys = np.array([rounded(one) for one in correlations])
    for key in np.unique(keys):
        mine = keys == key
        yield float(correlations[mine][0]), mine
