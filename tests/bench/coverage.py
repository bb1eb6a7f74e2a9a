"""How often the intervals of a status hold the truth: the product's own functions on made samples.

    PYTHONPATH=operator:. python -m tests.bench.coverage [TABLE ...]

It prints the tables of docs/measurement.md; the seeds are fixed. About five minutes on one core.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import inf
from typing import NamedTuple

import numpy as np
from modelbench.api.scenarios.cold_start import ColdStart
from modelbench.comparison.changes import Change, Family
from modelbench.comparison.compared_durations import Pair
from modelbench.comparison.duration_changes import duration_changes
from modelbench.scenarios.cold_start.summary import are_enough
from modelbench.statistics.pooled_quantile import Counts, pooled_quantile_bounds
from modelbench.statistics.share_interval import grouped_share_interval
from modelbench.statistics.stopped_quantile import stopped_quantile

from tests.bench import paired_runs, stopped_runs
from tests.bench.worlds import DEPENDENT, INDEPENDENT, TAILED, Array, Random, World


class Differing(NamedTuple):
    """Two variants: the spread of each, that of the rounds' levels, by how much one is slower."""

    tails: tuple[float, float]
    level: float = 0.0
    factor: float = 1.0


EACH = 1 - 0.05 / len(paired_runs.DEVIATES)
"""The level of each of three intervals: one rate, two variants."""

STOPS = ((10, 20, 10), (20, 20, 10), (10, 50, 10), (6, 100, 10), (10, 100, 5))
LONG_STOPS = ((10, 20, 10), (10, 100, 10), (40, 120, 10), (100, 100, 10))
ROUNDS = (6, 10, 20, 50)
PAIRS = (6, 7, 10, 20, 30, 50)
TAILS = ((0.2, 0.2), (0.2, 0.8))


def settings(least: int, most: int, precision: int) -> ColdStart:
    """The fields of a spec that say when cold starts end."""
    return ColdStart(least, most, precision, lanes=1, timeout_seconds=60)


class Coverage(NamedTuple):
    """Of many runs: shares in percent, the mean number of trials, the median half width."""

    held: float
    trials: float
    half_width: float
    told: float
    told_least: float


def cold_starts(world: World, asked: ColdStart, runs: int, seed: int = 1) -> Coverage:
    """How often the interval holds the median, and what it says of that itself."""
    random = np.random.default_rng(seed)
    starts = np.stack([world.draw(random, asked.max_trials) for _ in range(runs)])
    ended = stopped_runs.end(starts, asked)
    look = ended.look
    held = map(world.holds, look.lower, look.upper, ended.trials)
    return Coverage(
        100 * float(np.mean(list(held))),
        float(ended.trials.mean()),
        float(np.median(ended.half_widths)),
        100 * float(look.confidence.mean()),
        100 * float(look.least_confidence.mean()),
    )


class TailCoverage(NamedTuple):
    """Of many runs, in percent: what held, each end beyond the truth, no upper end."""

    held: float
    above: float
    below: float
    unbounded: float


def cold_start_tails(world: World, asked: ColdStart, share: float, runs: int) -> TailCoverage:
    """How often the interval of a quantile of cold starts holds it, as their median ended them."""
    random = np.random.default_rng(8)
    truth = np.quantile(np.concatenate([world.draw(random, 2000) for _ in range(100)]), share)
    starts = np.stack([world.draw(random, asked.max_trials) for _ in range(runs)])
    above = below = unbounded = 0
    for row, count in zip(starts, stopped_runs.end(starts, asked).trials, strict=True):
        found = stopped_quantile(row[:count].tolist(), share, asked.trials, asked.max_trials)
        above += found.lower is not None and found.lower > truth
        below += found.upper is not None and found.upper < truth
        unbounded += found.upper is None
    shares = (runs - above - below, above, below, unbounded)
    return TailCoverage(*(100 * one / runs for one in shares))


def rounds_of(
    random: Random, rounds: int, count: int, spread: float, level: float, percentile: int
) -> list[Counts]:
    """The rounds of one run, in microseconds; the percentile of all is 1 s."""
    (drawn,) = paired_runs.requests(random, (1, rounds, count), spread, level, percentile)
    return [Counter(np.round(one * 1e6).astype(int).tolist()) for one in drawn]


def percentile_coverage(
    percentile: int, rounds: int, count: int, runs: int, spread: float = 0.2, level: float = 0.0
) -> tuple[float, float, float]:
    """Coverage, the share of runs with the upper end below the truth, and of those without one."""
    random, held, below, unbounded = np.random.default_rng(2), 0, 0, 0
    for _ in range(runs):
        made = rounds_of(random, rounds, count, spread, level, percentile)
        found = pooled_quantile_bounds(made, percentile / 100)
        low, high = found.lower or 0, inf if found.upper is None else found.upper
        held += low <= 1e6 <= high
        below += high < 1e6
        unbounded += high == inf
    return held / runs, below / runs, unbounded / runs


def differences_found(
    percentile: int, rounds: int, count: int, runs: int, world: Differing
) -> float | None:
    """How often an interval of one of three percentiles leaves 0 out; None where there is none.

    The percentile is the same but for the factor, however much the tails differ.
    """
    random, found, most = np.random.default_rng(3 + percentile), 0, 250
    for _ in range(runs // most):
        shape = (most, rounds, count)
        first, second = (
            paired_runs.requests(random, shape, tail, world.level, percentile)
            for tail in world.tails
        )
        ends = paired_runs.differences(first, second * world.factor, percentile, EACH)
        if ends is None:
            return None
        found += int(np.sum((ends[0] > 0) | (ends[1] < 0)))
    return found / (runs // most * most)


def false_differences(rounds: int, count: int, runs: int, world: Differing) -> float:
    """How often any of the three percentiles differs though none does: at most this share."""
    found = (differences_found(p, rounds, count, runs, world) for p in paired_runs.DEVIATES)
    return sum(one for one in found if one is not None)


def failure_coverage(
    share: float, correlation: float, rounds: int, count: int, runs: int
) -> tuple[float, float]:
    """Coverage of the mean share of failures that come in bursts, and upper ends below it."""
    random, held, below = np.random.default_rng(4), 0, 0
    for _ in range(runs):
        hits = random.binomial(count, _shares(random, share, correlation, rounds))
        found = grouped_share_interval([(int(hit), count) for hit in hits])
        held += found.lower <= share <= found.upper
        below += found.upper < share
    return held / runs, below / runs


def _shares(random: Random, share: float, correlation: float, rounds: int) -> Array:
    if not correlation:
        return np.full(rounds, share)
    scale = (1 - correlation) / correlation
    return random.beta(share * scale, (1 - share) * scale, rounds)


def false_slower(world: World, asked: ColdStart, runs: int) -> float:
    """How often a run of the same model, two variants and three steady percentiles, is slower."""
    random, found = np.random.default_rng(5), 0
    for _ in range(runs):
        changes = duration_changes([*_cold_pairs(world, asked, random), *_steady_pairs(random)])
        found += any(change.change is Change.SLOWER for change in changes)
    return found / runs


def false_alerts(world: World, asked: ColdStart, runs: int) -> float:
    """How often the second of two runs that are alike has an interval above that of the first."""
    random = np.random.default_rng(6)
    first, second = (
        stopped_runs.end(
            np.stack([world.draw(random, asked.max_trials) for _ in range(runs)]), asked
        )
        for _ in range(2)
    )
    return float(np.mean(second.look.lower > first.look.upper))


def _cold_pairs(world: World, asked: ColdStart, random: Random) -> Iterator[Pair]:
    for variant in ("serverless", "containerized"):
        sides = [_trials(world, asked, random) for _ in range(2)]
        yield Pair(Family.COLD_START, variant, "coldStart", *sides)


def _trials(world: World, asked: ColdStart, random: Random) -> tuple[float, ...]:
    starts = [float(start) for start in world.draw(random, asked.max_trials)]
    count = asked.trials
    while not are_enough(starts[:count], asked):
        count += 1
    return tuple(starts[:count])


def _steady_pairs(random: Random) -> Iterator[Pair]:
    for variant in ("serverless", "containerized"):
        sides = random.standard_normal((2, 6, 100))
        for percentile in (50, 95):
            values = (tuple(np.percentile(side, percentile, axis=1) + 10) for side in sides)
            yield Pair(Family.STEADY, variant, f"p{percentile} at 10/s", *values)


def _print_cold_starts(worlds: Mapping[str, World], runs: int) -> None:
    print("| starts | " + " | ".join(f"{a} to {b}, {c}%" for a, b, c in STOPS) + " |")
    print("|---" * (len(STOPS) + 1) + "|")
    for name, world in worlds.items():
        cells = []
        for stop in STOPS:
            one = cold_starts(world, settings(*stop), runs if stop[1] <= 50 else runs // 2)
            cells.append(
                f"{one.held:.1f} ({one.trials:.1f}; {one.half_width:.1f}; "
                f"{one.told:.1f}, {one.told_least:.0f})"
            )
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def _print_tails(runs: int) -> None:
    for name, world in TAILED.items():
        for share in (0.9, 0.95):
            found = [cold_start_tails(world, settings(*stop), share, runs) for stop in LONG_STOPS]
            cells = [f"{a:.1f} ({b:.1f}, {c:.1f}; {d:.0f})" for a, b, c, d in found]
            print(f"| {name} | p{100 * share:g} | {' | '.join(cells)} |", flush=True)


def _print_percentiles(runs: int) -> None:
    print("| percentile | requests | spread | " + " | ".join(f"{m} rounds" for m in ROUNDS) + " |")
    for percentile, count in ((50, 100), (95, 60), (95, 300), (99, 300)):
        for spread, level in ((0.2, 0.0), (0.8, 0.0), (0.2, 0.1)):
            found = [percentile_coverage(percentile, m, count, runs, spread, level) for m in ROUNDS]
            cells = [f"{100 * a:.1f} ({100 * b:.1f}; {100 * c:.0f})" for a, b, c in found]
            row = " | ".join((f"p{percentile}", str(count), f"{spread}, {level}", *cells))
            print(f"| {row} |", flush=True)


def _print_differences(runs: int) -> None:
    worlds = [Differing(tails, level) for tails in TAILS for level in (0.0, 0.1)]
    for count, world in product((60, 100), worlds):
        found = [100 * false_differences(m, count, runs, world) for m in PAIRS]
        cells = " | ".join(f"{one:.1f}" for one in found)
        print(f"| {count} | {world.tails}, {world.level} | {cells} |", flush=True)


def _print_power(runs: int) -> None:
    for world in (Differing((0.2, 0.2), 0.1, 1.1), Differing((0.5, 0.5), 0.0, 1.1)):
        for rounds in PAIRS:
            found = [differences_found(p, rounds, 100, runs, world) for p in paired_runs.DEVIATES]
            cells = " | ".join("-" if one is None else f"{100 * one:.0f}" for one in found)
            print(f"| {world.tails}, {world.level} | {rounds} | {cells} |", flush=True)


def _print_failures(runs: int) -> None:
    for share, correlation in ((0.01, 0.0), (0.01, 0.02), (0.01, 0.1), (0.05, 0.1)):
        cells = [failure_coverage(share, correlation, m, 300, runs) for m in ROUNDS]
        text = " | ".join(f"{100 * a:.1f} ({100 * b:.1f})" for a, b in cells)
        print(f"| {100 * share:g}% | {correlation} | {text} |", flush=True)


def _print_slower(runs: int) -> None:
    for name in ("lognormal 0.2", "two modes 50:50"):
        found = [100 * false_slower(INDEPENDENT[name], settings(*stop), runs) for stop in STOPS[:4]]
        print(f"| {name} | {' | '.join(f'{one:.1f}' for one in found)} |", flush=True)


def _print_alerts(runs: int) -> None:
    worlds = {**INDEPENDENT, **DEPENDENT}
    for name in ("lognormal 0.2", "two modes 50:50", "correlated 0.6", "sticky modes 0.6"):
        found = [100 * false_alerts(worlds[name], settings(*stop), runs) for stop in STOPS[:3]]
        print(f"| {name} | {' | '.join(f'{one:.2f}' for one in found)} |", flush=True)


PARTS: Mapping[str, Callable[[], None]] = {
    "starts": lambda: _print_cold_starts(INDEPENDENT, 2000),
    "dependent": lambda: _print_cold_starts(DEPENDENT, 2000),
    "tails": lambda: _print_tails(300),
    "percentiles": lambda: _print_percentiles(200),
    "differences": lambda: _print_differences(2000),
    "power": lambda: _print_power(1000),
    "failures": lambda: _print_failures(1000),
    "alerts": lambda: _print_alerts(2000),
    "slower": lambda: _print_slower(300),
}


def main(names: Sequence[str]) -> None:
    """Print the tables with these names, or all."""
    for name in names or PARTS:
        print(f"\n{name}", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
