"""What a month costs at every rate, by the same model that made the status."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import log10

from modelbench.api.choices import Traffic
from modelbench.cost.price_sheet import parse_sheet
from modelbench.decision.conclusions import profiles_of
from modelbench.display.source import Source
from modelbench.forecast.break_even import LOWEST_RATE
from modelbench.forecast.traffic_cost import OptionCost
from modelbench.traffic.profiles import traffic_of

_POINTS = 90


@dataclass(frozen=True)
class CostPoint:
    """A month at a mean rate (requests per second); ends that are not known are the value."""

    rate: float
    amount: float
    lower: float
    upper: float


@dataclass(frozen=True)
class CostCurve:
    """One variant with one price sheet, over all rates."""

    variant: str
    sheet: str
    currency: str
    points: tuple[CostPoint, ...]

    def amount_at(self, rate: float) -> float:
        """The amount between the two nearest points; that of an end beyond it."""
        before = [point for point in self.points if point.rate <= rate] or [self.points[0]]
        after = [point for point in self.points if point.rate >= rate] or [self.points[-1]]
        low, high = before[-1], after[0]
        if low.rate >= high.rate:
            return low.amount
        share = (rate - low.rate) / (high.rate - low.rate)
        return low.amount + share * (high.amount - low.amount)


@dataclass(frozen=True)
class Shape:
    """The profiles of one shape; they differ in the rate alone, so that one plot serves them."""

    name: str
    profiles: tuple[Traffic, ...]


def shapes_of(source: Source) -> list[Shape]:
    """The shapes that were asked for, in the order of the profiles."""
    found: dict[Traffic, list[Traffic]] = {}
    for profile in source.spec.traffic:
        traffic = traffic_of(profile, source.samples.traces)
        found.setdefault(replace(traffic, name="", rate=1.0), []).append(traffic)
    return [Shape(str(alike.shape), tuple(profiles)) for alike, profiles in found.items()]


def curves(source: Source, shape: Shape, low: float, high: float) -> list[CostCurve]:
    """One for each option whose cost is known, between two rates in requests per second.

    ValueError when a price sheet among the samples is damaged.
    """
    sheets = [parse_sheet(name, document) for name, document in source.samples.sheets]
    grid = [replace(shape.profiles[0], rate=rate) for rate in _rates(low, high)]
    found = profiles_of(source.samples, source.spec, sheets, grid, quick=True)
    options = zip(*(profile.costs for profile in found), strict=True)
    return [curve for costs in options if (curve := _curve(costs, grid)) is not None]


def _rates(low: float, high: float) -> Iterator[float]:
    low = max(low, LOWEST_RATE)
    step = (log10(high) - log10(low)) / (_POINTS - 1)
    return (10 ** (log10(low) + number * step) for number in range(_POINTS))


def _curve(costs: Sequence[OptionCost], grid: Sequence[Traffic]) -> CostCurve | None:
    points = tuple(
        CostPoint(traffic.rate, *_amounts(cost, cost.month.amount))
        for traffic, cost in zip(grid, costs, strict=True)
        if cost.month is not None
    )
    option = costs[0].option
    if not points:
        return None
    return CostCurve(option.name, option.sheet.name, option.sheet.currency, points)


def _amounts(cost: OptionCost, amount: Decimal) -> tuple[float, float, float]:
    lower, upper = cost.interval or (amount, amount)
    return float(amount), float(lower), float(upper)
