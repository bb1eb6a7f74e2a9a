"""Costs of a traffic profile with their intervals, and the rates at which they are the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, partial
from itertools import islice, product

from msgspec import structs

from modelbench.api.choices import MONTH_SECONDS, Cost, Traffic
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.sizes import SizeError
from modelbench.forecast.break_even import LOWEST_RATE, BreakEven, Curve, Difference, search
from modelbench.forecast.forecasts import SEEDS, OptionForecast, fixed
from modelbench.forecast.month import Month, UnmeasuredError, UnpricedError
from modelbench.forecast.monthly_cost import check_sold, month_of
from modelbench.forecast.options import (
    Durations,
    MeasuredVariant,
    Option,
    as_measured,
    corners,
)
from modelbench.forecast.outcome import Forecast, Outcome
from modelbench.forecast.simulated import OverloadError
from modelbench.forecast.users import forecast_of
from modelbench.traffic.spells import peak_of

_MOST_BREAK_EVENS = 256
"""As the CRD bounds ``status.traffic[].breakEvens``."""


@dataclass(frozen=True)
class OptionCost:
    """The month of one option; ``others`` are those at the ends of what was measured, if any.

    Without a month, ``missing`` says why. ``is_sold`` is False where the sheet has no price for the
    way in which the variant runs, whatever is measured: then nobody can choose the option.
    """

    option: Option
    month: Month | None
    others: tuple[Month, ...] = ()
    missing: str | None = None
    is_sold: bool = True

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """What encloses the amount; None when the measurements have no intervals."""
        amounts = [month.amount for month in self._months]
        return (min(amounts), max(amounts)) if self.others else None

    @property
    def cold_interval(self) -> tuple[float, float] | None:
        """What encloses the number of requests that meet a cold start."""
        counts = [month.cold_requests for month in self._months]
        return (min(counts), max(counts)) if self.others else None

    @property
    def _months(self) -> list[Month]:
        return [*([] if self.month is None else [self.month]), *self.others]


@dataclass(frozen=True)
class Unknown:
    """A variant of which nothing can be forecast, and why."""

    variant: str
    missing: str


class TrafficCost:
    """Every option of one profile. The sheets decide which modes they can run.

    A ``quick`` one reads the costs from curves over the rate, for a plot of many rates.
    """

    def __init__(
        self,
        traffic: Traffic,
        sheets: Sequence[PriceSheet],
        variants: Sequence[MeasuredVariant],
        cost: Cost,
        quick: bool = False,
    ) -> None:
        self.traffic = traffic
        self._quick = quick
        self.variants = tuple(variants)
        self.options = [
            Option(measured, sheet)
            for sheet in sheets
            for measured in variants
            if measured.variant.mode in sheet.modes
        ]
        self.settings = cost

    @property
    def peak_rate(self) -> float:
        """The highest rate of the profile, in requests per second."""
        return peak_of(self.traffic)

    @cached_property
    def costs(self) -> list[OptionCost]:
        """One for each option, in the order of the sheets."""
        return [self._option_cost(option) for option in self.options]

    @cached_property
    def users(self) -> list[Forecast | Unknown]:
        """What the users of each variant meet; of those that a sheet runs as pods."""
        of_pods = {o.name: o for o in reversed(self.options) if not o.is_managed}
        names = [measured.variant.name for measured in self.variants]
        return [self._users(of_pods[name]) for name in names if name in of_pods]

    def _users(self, option: Option) -> "Forecast | Unknown":
        try:
            return forecast_of(option, self._forecasts[option.key], self.traffic.requests)
        except UnmeasuredError as error:
            return Unknown(option.name, str(error))

    def month_at_window(self, option: Option, seconds: int) -> Month | None:
        """The month of an option with another stable window, as measured; None where not known."""
        cost = structs.replace(self.settings, stable_window_seconds=seconds)
        durations, forecast = as_measured(option), OptionForecast(option, self.traffic, cost)
        try:
            found = forecast.own(durations)
            return month_of(option, found, cost, durations, self.traffic.requests)
        except (OverloadError, UnmeasuredError):
            return None

    @cached_property
    def break_evens(self) -> list[BreakEven]:
        """One for each pair in the same currency of an option that scales to zero and one that does
        not; of very many, the first.
        """
        return list(islice(self._break_evens(), _MOST_BREAK_EVENS))

    def _break_evens(self) -> Iterator[BreakEven]:
        curves = {option.key: self._curves(option) for option in self.options}
        for one, other in product(self.options, repeat=2):
            if _is_compared(one, other):
                yield self._break_even(one, other, curves[one.key], curves[other.key])

    def _month(self, option: Option, durations: Durations, rate: float | None = None) -> Month:
        """The month at a mean rate of a curve, by default the profile's own as simulated."""
        if self._quick and rate is None:
            rate = self.traffic.rate
        if option.is_fixed:
            found = fixed(option, self.traffic, durations)
        else:
            forecast = self._forecasts[option.key]
            found = forecast.own(durations) if rate is None else forecast.at(rate, durations)
        return self._priced(option, found, durations, self.traffic.rate if rate is None else rate)

    def _priced(self, option: Option, found: Outcome, durations: Durations, rate: float) -> Month:
        return month_of(option, found, self.settings, durations, rate * MONTH_SECONDS)

    @cached_property
    def _forecasts(self) -> dict[tuple[str, str], OptionForecast]:
        return {
            option.key: OptionForecast(option, self.traffic, self.settings, self._quick)
            for option in self.options
        }

    def _option_cost(self, option: Option) -> OptionCost:
        """Compute the month as measured, and between the least and the greatest of all corners."""
        try:
            check_sold(option)
            month = self._month(option, as_measured(option))
            others = tuple(self._month(option, one) for one in corners(option))
        except UnpricedError as error:
            return OptionCost(option, None, missing=str(error), is_sold=False)
        except OverloadError as error:
            return OptionCost(option, None, missing=f"it cannot carry the traffic: {error}")
        except (UnmeasuredError, SizeError) as error:
            return OptionCost(option, None, missing=str(error))
        return OptionCost(option, month, (*others, *self._reseeded(option, bool(others))))

    def _reseeded(self, option: Option, has_interval: bool) -> Iterator[Month]:
        """The same month by other random numbers: what the simulation's own error is; and as the
        requests may have come whose instants are not known.
        """
        if self._quick or not has_interval or option.is_fixed:
            return
        durations, forecast = as_measured(option), self._forecasts[option.key]
        rate = self.traffic.rate
        for seed in SEEDS:
            yield self._priced(option, forecast.own(durations, seed), durations, rate)
        for spread in forecast.spreads:
            found = forecast.own(durations, spread=spread)
            yield self._priced(option, found, durations, rate)

    def _curves(self, option: Option) -> list[Curve]:
        """What it costs at each mean rate: as measured, and at each corner of the intervals."""
        return [self._curve(option, one) for one in (as_measured(option), *corners(option))]

    def _curve(self, option: Option, durations: Durations) -> Curve:
        """Replicas that always run cost the same at each rate, so that one month is enough, where
        no fee is for each request.
        """
        amount = cache(partial(self._amount, option, durations))
        by_request = any(fee.counted and fee.million_requests for fee in option.sheet.fees)
        if option.is_fixed and not by_request:
            return lambda _: amount(LOWEST_RATE)
        return amount

    def _amount(self, option: Option, durations: Durations, rate: float) -> Decimal:
        return self._month(option, durations, rate).amount

    def _break_even(
        self, one: Option, other: Option, first: Sequence[Curve], second: Sequence[Curve]
    ) -> BreakEven:
        up_to = self._highest_mean(one, other)
        try:
            if up_to <= LOWEST_RATE:
                raise UnmeasuredError("no measured rate is sustained by both variants")
            corner_pairs = product(first[1:], second[1:])
            differences = [Difference(*pair) for pair in ((first[0], second[0]), *corner_pairs)]
            return search((one, other), differences, self.traffic.rate, up_to)
        except (UnmeasuredError, UnpricedError, OverloadError, SizeError) as error:
            return BreakEven(one, other, missing=str(error))

    def _highest_mean(self, *options: Option) -> float:
        """The mean rate whose peak all were seen to hold; a provider is taken to hold any."""
        measured = [option.measured for option in options if not option.is_managed]
        held = min(one.highest_rate for one in measured)
        return held / peak_of(self.traffic, 1.0)


def _is_compared(one: Option, other: Option) -> bool:
    """Whether the first scales to zero and the second is pods that are always there."""
    same_currency = one.sheet.currency == other.sheet.currency
    kept = not other.variant.scales_to_zero and not other.is_managed
    return one.variant.scales_to_zero and kept and same_currency
