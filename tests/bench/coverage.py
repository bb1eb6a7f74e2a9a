"""How often the intervals of a status hold the truth: the product's own functions on made samples.

    PYTHONPATH=operator:. python -m tests.bench.coverage [TABLE ...]

It prints the tables of docs/measurement.md; the seeds are fixed. About ten minutes on one core.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import inf

import numpy as np
from modelbench.api.scenarios.cold_start import ColdStart
from modelbench.comparison.changes import Change, Family
from modelbench.comparison.compared_durations import Pair
from modelbench.comparison.duration_changes import duration_changes
from modelbench.scenarios.cold_start.summary import are_enough, median_of
from modelbench.scenarios.steady.differences import group_difference
from modelbench.statistics.pooled_quantile import Counts, pooled_quantile_bounds
from modelbench.statistics.share_interval import grouped_share_interval

from tests.bench.worlds import DEPENDENT, INDEPENDENT, Array, Random, World

STOPS = ((10, 20, 10), (20, 20, 10), (10, 50, 10), (6, 100, 10), (10, 100, 5))
ROUNDS = (6, 10, 20, 50)
DEVIATES = {50: 0.0, 95: 1.6448536, 99: 2.3263479}


def settings(least: int, most: int, precision: int) -> ColdStart:
    """The fields of a spec that say when cold starts end."""
    return ColdStart(least, most, precision, lanes=1, timeout_seconds=60)


def cold_starts(world: World, asked: ColdStart, runs: int, seed: int = 1) -> tuple[float, ...]:
    """Coverage, the mean number of trials, the median half width in percent, and the share of runs
    whose trials are said to look alike."""
    random = np.random.default_rng(seed)
    ended = [run(world, asked, random) for _ in range(runs)]
    covered, trials, widths, alike = (list(column) for column in zip(*ended, strict=True))
    return float(np.mean(covered)), float(np.mean(trials)), float(np.median(widths)), np.mean(alike)


def run(world: World, asked: ColdStart, random: Random) -> tuple[bool, int, float, bool]:
    """One run, ended by the rule of the scenario: it holds the truth, trials, width, alike."""
    starts = [round(start * 1e9) for start in world.draw(random, asked.max_trials)]
    count = asked.trials
    while not are_enough(starts[:count], asked):
        count += 1
    found = median_of(starts[:count], asked)
    lower, upper = (0.0 if found.lower is None else found.lower, found.upper or inf)
    width = found.relative_half_width
    holds = world.holds(lower / 1e9, upper / 1e9, count)
    return holds, count, inf if width is None else 100 * width, found.independent_count is not None


def requests(
    random: Random, rounds: int, count: int, spread: float, level: float = 0.0, percentile: int = 50
) -> list[Counts]:
    """Lognormal rounds, in microseconds, whose percentile is 1 s; each has a level of its own."""
    whole = np.hypot(spread, level)
    levels = level * random.standard_normal((rounds, 1)) - whole * DEVIATES[percentile]
    drawn = np.exp(spread * random.standard_normal((rounds, count)) + levels)
    return [Counter(np.round(one * 1e6).astype(int).tolist()) for one in drawn]


def percentile_coverage(
    percentile: int, rounds: int, count: int, runs: int, spread: float = 0.2, level: float = 0.0
) -> tuple[float, float, float]:
    """Coverage, the share of runs with the upper end below the truth, and of those without one."""
    random, held, below, unbounded = np.random.default_rng(2), 0, 0, 0
    for _ in range(runs):
        made = requests(random, rounds, count, spread, level, percentile)
        found = pooled_quantile_bounds(made, percentile / 100)
        low, high = found.lower or 0, inf if found.upper is None else found.upper
        held += low <= 1e6 <= high
        below += high < 1e6
        unbounded += high == inf
    return held / runs, below / runs, unbounded / runs


def false_differences(rounds: int, count: int, runs: int, tails: Sequence[float]) -> float:
    """How often any of the three percentiles differs by an interval; in truth none does.

    The tails of the variants differ, so that each percentile is made equal on its own.
    """
    random, found = np.random.default_rng(3), 0
    for _ in range(runs):
        found += any(_differs(random, rounds, count, tails, percentile) for percentile in DEVIATES)
    return found / runs


def _differs(
    random: Random, rounds: int, count: int, tails: Sequence[float], percentile: int
) -> bool:
    first, second = (
        dict(enumerate(requests(random, rounds, count, tail, percentile=percentile)))
        for tail in tails
    )
    one = group_difference(first, second, percentile, 1 - 0.05 / len(DEVIATES))
    if one is None or one.lower is None or one.upper is None:
        return False
    return one.lower > 0 or one.upper < 0


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
            some = runs if stop[1] <= 20 else runs // 4
            held, trials, width, alike = cold_starts(world, settings(*stop), some)
            cells.append(f"{100 * held:.1f} ({trials:.1f}; {width:.1f}; {100 * alike:.0f})")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def _print_percentiles(runs: int) -> None:
    print("| percentile | requests | spread | " + " | ".join(f"{m} rounds" for m in ROUNDS) + " |")
    for percentile, count in ((50, 100), (95, 60), (95, 300), (99, 300)):
        for spread, level in ((0.2, 0.0), (0.8, 0.0), (0.2, 0.1)):
            found = [percentile_coverage(percentile, m, count, runs, spread, level) for m in ROUNDS]
            cells = [f"{100 * a:.1f} ({100 * b:.1f}; {100 * c:.0f})" for a, b, c in found]
            row = " | ".join((f"p{percentile}", str(count), f"{spread}, {level}", *cells))
            print(f"| {row} |", flush=True)


def _print_differences(runs: int) -> None:
    for count in (60, 100):
        for tails in ((0.2, 0.2), (0.2, 0.8)):
            found = [100 * false_differences(m, count, runs, tails) for m in ROUNDS]
            print(
                f"| {count} | {tails} | {' | '.join(f'{one:.1f}' for one in found)} |", flush=True
            )


def _print_failures(runs: int) -> None:
    for share, correlation in ((0.01, 0.0), (0.01, 0.02), (0.01, 0.1), (0.05, 0.1)):
        cells = [failure_coverage(share, correlation, m, 300, runs) for m in ROUNDS]
        text = " | ".join(f"{100 * a:.1f} ({100 * b:.1f})" for a, b in cells)
        print(f"| {100 * share:g}% | {correlation} | {text} |", flush=True)


def _print_slower(runs: int) -> None:
    for name in ("lognormal 0.2", "two modes 50:50"):
        found = [100 * false_slower(INDEPENDENT[name], settings(*stop), runs) for stop in STOPS[:4]]
        print(f"| {name} | {' | '.join(f'{one:.1f}' for one in found)} |", flush=True)


PARTS: Mapping[str, Callable[[], None]] = {
    "starts": lambda: _print_cold_starts(INDEPENDENT, 2000),
    "dependent": lambda: _print_cold_starts(DEPENDENT, 800),
    "percentiles": lambda: _print_percentiles(200),
    "differences": lambda: _print_differences(300),
    "failures": lambda: _print_failures(1000),
    "slower": lambda: _print_slower(300),
}


def main(names: Sequence[str]) -> None:
    """Print the tables with these names, or all."""
    for name in names or PARTS:
        print(f"\n{name}", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
