"""The mean rate at which two options cost the same, of which one scales to zero and one does not.

What scales to zero is cheapest at the lowest rate, but may be dearer in between, where many pods
drain beside new ones, so that there can be several such rates. They are looked for between the
points of a logarithmic grid.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import inf, log, sqrt

from modelbench.api.choices import MONTH_SECONDS
from modelbench.forecast.month import LEAST_DIFFERENCE
from modelbench.forecast.options import Option

LOWEST_RATE = 1 / MONTH_SECONDS
"""One request a month: below it a variant that scales to zero costs nothing worth comparing."""

_POINTS = 100
"""From one request a month to 1000 a second these are ten points a decade: two crossings that lie
between neighbours, and so are not seen, are within a quarter of one another."""

_SIMULATION_ERROR = Decimal("0.002")
"""A part of a month's cost: two curves that are nearer to one another may cross by chance alone."""

_STEPS = 20
"""So many halvings of the logarithm between two neighbours leave 2 parts in ten million."""

Curve = Callable[[float], Decimal]
"""What a month of an option costs at a mean rate, in requests per second."""

Dearer = Callable[[float], bool]
"""Whether the option that scales to zero is the dearer one at a mean rate."""


@dataclass(frozen=True)
class Crossing:
    """A mean rate in requests per second, where the cheaper option changes.

    ``dearer_above`` says that the one that scales to zero is the dearer one above it.
    """

    rate: float
    dearer_above: bool


@dataclass(frozen=True)
class BreakEven:
    """The mean rate, of all at which both options cost the same the nearest to the traffic's own.

    ``to_zero`` is an option that scales to zero and ``kept`` one that does not. ``above`` is the
    name of the variant that is the cheaper one above the rate, and ``crossings`` how many such
    rates there are until the mean rate ``up_to``, at which the shape's peak is the highest rate
    that was measured. An end is None where it lies beyond what was looked at, or nothing has
    intervals. Without a rate, ``always`` is the name of the variant that is cheaper at every rate
    until there, or ``missing`` says why.
    """

    to_zero: Option
    kept: Option
    rate: float | None = None
    lower: float | None = None
    upper: float | None = None
    above: str | None = None
    crossings: int = 0
    up_to: float | None = None
    always: str | None = None
    missing: str | None = None

    @property
    def pair(self) -> frozenset[tuple[str, str]]:
        """Both options by the names of variant and sheet."""
        return frozenset((self.to_zero.key, self.kept.key))


@dataclass(frozen=True)
class Difference:
    """What an option that scales to zero costs beyond one that does not, at each mean rate."""

    to_zero: Curve
    kept: Curve

    def is_dearer(self, rate: float) -> bool:
        """Whether the one that scales to zero is the dearer one."""
        kept = self.kept(rate)
        return self.to_zero(rate) > kept

    def is_told(self, rate: float) -> bool:
        """Whether the two differ by as much as is told of a month, and as a simulation can tell."""
        kept = self.kept(rate)
        least = max(LEAST_DIFFERENCE, _SIMULATION_ERROR * kept)
        return abs(self.to_zero(rate) - kept) >= least


def search(
    pair: tuple[Option, Option], differences: Sequence[Difference], own_rate: float, up_to: float
) -> BreakEven:
    """Look for the rate from one request a month on until ``up_to``.

    The first difference is as measured, others are those at the ends of what was measured.
    """
    value, *outer = differences
    grid = _grid(own_rate, up_to)
    first = next((rate for rate in grid if value.is_told(rate)), None)
    if first is None:
        return BreakEven(*pair, missing="both cost the same at every rate tried")
    found = list(crossings(value.is_dearer, grid, value.is_told))
    if not found:
        return BreakEven(*pair, up_to=up_to, always=_cheaper(pair, value.is_dearer(first)))
    nearest = min(found, key=lambda one: abs(log(one.rate / own_rate)))
    ends = [nearest.rate, *(_moved(one.is_dearer, grid, nearest) for one in outer)]
    lower, upper = (_within(end) if outer else None for end in (min(ends), max(ends)))
    above = _cheaper(pair, nearest.dearer_above)
    return BreakEven(*pair, nearest.rate, lower, upper, above, len(found), up_to)


def _cheaper(pair: tuple[Option, Option], dearer: bool) -> str:
    to_zero, kept = pair
    return kept.name if dearer else to_zero.name


def crossings(
    dearer: Dearer, grid: Sequence[float], is_told: Callable[[float], bool] = lambda _: True
) -> Iterator[Crossing]:
    """One for each two points of the grid between which the cheaper option changes.

    Of both, ``is_told`` says that they differ by enough to be told; points between them do not.
    """
    told = [number for number, rate in enumerate(grid) if is_told(rate)]
    for low, high in pairwise(told):
        above = dearer(grid[high])
        if dearer(grid[low]) != above:
            near = next(n for n in range(high, low, -1) if dearer(grid[n - 1]) != above)
            yield Crossing(_bisected(dearer, grid[near - 1], grid[near]), above)


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
    """Find where the same change is with other durations; 0 or infinite when beyond the grid.

    What is already as above the crossing has changed below it, what is not yet changes above it.
    """
    here = dearer(crossing.rate)
    changed = here == crossing.dearer_above
    down = [rate for rate in reversed(grid) if rate < crossing.rate]
    up = [rate for rate in grid if rate > crossing.rate]
    for near, far in pairwise([crossing.rate, *(down if changed else up)]):
        if dearer(far) != here:
            return _bisected(dearer, min(near, far), max(near, far))
    return 0.0 if changed else inf


def _within(rate: float) -> float | None:
    return rate if 0 < rate < inf else None
