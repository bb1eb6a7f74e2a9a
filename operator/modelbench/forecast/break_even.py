"""The mean rate at which a serverless and a containerized option cost the same.

Containers that always run cost the same at each rate. Serverless is cheapest at the lowest, but may
be dearest in between, where many pods drain beside new ones, so that there can be several such
rates. They are looked for between the points of a logarithmic grid.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import inf, log, sqrt

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.forecast.options import Option

LOWEST_RATE = 1 / MONTH_SECONDS
_POINTS = 100
_STEPS = 20

# What a month of serverless costs at a mean rate, in requests per second.
Curve = Callable[[float], Decimal]
Dearer = Callable[[float], bool]


@dataclass(frozen=True)
class Crossing:
    """A mean rate in requests per second, and the path that is the cheaper one above it."""

    rate: float
    above: str


@dataclass(frozen=True)
class BreakEven:
    """The mean rate, of all at which both options cost the same the nearest to the traffic's own.

    ``above`` is the path that is the cheaper one above it, and ``crossings`` how many such rates
    there are until the mean rate ``up_to``, at which the shape's peak is the highest rate that was
    measured. An end is None where it lies beyond what was looked at, or nothing has intervals.
    Without a rate, ``always`` is the path that is cheaper at every rate until there, or ``missing``
    says why.
    """

    serverless: Option
    containerized: Option
    rate: float | None = None
    lower: float | None = None
    upper: float | None = None
    above: str | None = None
    crossings: int = 0
    up_to: float | None = None
    always: str | None = None
    missing: str | None = None


def search(
    pair: tuple[Option, Option],
    curves: Sequence[Curve],
    fixed: Decimal,
    own_rate: float,
    up_to: float,
) -> BreakEven:
    """The first curve is as measured, others are those at the ends of what was measured.

    ``fixed`` is what the containers cost at any rate.
    """
    value, *outer = [_dearer(curve, fixed) for curve in curves]
    grid = _grid(own_rate, up_to)
    found = list(crossings(value, grid))
    if not found:
        always = CONTAINERIZED if value(grid[0]) else SERVERLESS
        return BreakEven(*pair, up_to=up_to, always=always)
    nearest = min(found, key=lambda one: abs(log(one.rate / own_rate)))
    ends = [nearest.rate, *(_moved(dearer, grid, nearest) for dearer in outer)]
    lower, upper = (_within(end) if outer else None for end in (min(ends), max(ends)))
    return BreakEven(*pair, nearest.rate, lower, upper, nearest.above, len(found), up_to)


def crossings(dearer: Dearer, grid: Sequence[float]) -> Iterator[Crossing]:
    """One for each two neighbours of the grid between which the cheaper path changes."""
    sides = [dearer(rate) for rate in grid]
    for (low, below), (high, above) in pairwise(zip(grid, sides, strict=True)):
        if below != above:
            rate = _bisected(dearer, low, high)
            yield Crossing(rate, CONTAINERIZED if above else SERVERLESS)


def _dearer(curve: Curve, fixed: Decimal) -> Dearer:
    return lambda rate: curve(rate) > fixed


def _grid(own_rate: float, up_to: float) -> list[float]:
    """From one request a month on, evenly in the logarithm; and the traffic's own rate."""
    ratio = (up_to / LOWEST_RATE) ** (1 / (_POINTS - 1))
    points = [LOWEST_RATE * ratio**number for number in range(_POINTS - 1)]
    own = [own_rate] if LOWEST_RATE < own_rate < up_to else []
    return sorted({*points, *own, up_to})


def _bisected(dearer: Dearer, low: float, high: float) -> float:
    """The rate of one change, by bisection of its logarithm."""
    below = dearer(low)
    for _ in range(_STEPS):
        middle = sqrt(low * high)
        low, high = (middle, high) if dearer(middle) == below else (low, middle)
    return sqrt(low * high)


def _moved(dearer: Dearer, grid: Sequence[float], crossing: Crossing) -> float:
    """Where the same change is with other durations; 0 or infinite when beyond the grid.

    What is already as above the crossing has changed below it, what is not yet changes above it.
    """
    here = dearer(crossing.rate)
    changed = here == (crossing.above == CONTAINERIZED)
    down = [rate for rate in reversed(grid) if rate < crossing.rate]
    up = [rate for rate in grid if rate > crossing.rate]
    for near, far in pairwise([crossing.rate, *(down if changed else up)]):
        if dearer(far) != here:
            return _bisected(dearer, min(near, far), max(near, far))
    return 0.0 if changed else inf


def _within(rate: float) -> float | None:
    return rate if 0 < rate < inf else None
