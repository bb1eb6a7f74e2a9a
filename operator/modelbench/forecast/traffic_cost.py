"""Costs of a traffic profile with their intervals, and the rates at which they are the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, partial

from modelbench.api.choices import Cost, Traffic
from modelbench.api.names import CONTAINERIZED, PATHS, SERVERLESS
from modelbench.cost.price_sheet import Billing, PriceSheet
from modelbench.cost.pricing import SizeError
from modelbench.forecast.break_even import LOWEST_RATE, BreakEven, Curve, search
from modelbench.forecast.idle_model import peak_rate, spells_of
from modelbench.forecast.monthly_cost import Arms, Month, UnmeasuredError, month_of
from modelbench.forecast.options import Durations, Option, as_measured, corners
from modelbench.forecast.timings import Timings


@dataclass(frozen=True)
class OptionCost:
    """The month of one option; ``others`` are those at the ends of what was measured, if any.

    Without a month, ``missing`` says why.
    """

    option: Option
    month: Month | None
    others: tuple[Month, ...] = ()
    missing: str | None = None

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


class TrafficCost:
    """Every option of one profile. The sheets decide which arms they can run.

    ``highest_rates`` are what each path was seen to hold, in requests per second.
    """

    def __init__(
        self,
        traffic: Traffic,
        sheets: Sequence[PriceSheet],
        arms: Arms,
        cost: Cost,
        timings: Timings,
        highest_rates: Mapping[str, int],
    ) -> None:
        self.traffic = traffic
        self.highest_rates = highest_rates
        self.options = [Option(p, sheet) for sheet in sheets for p in PATHS if p in sheet.paths]
        self.settings = cost
        self._arms = arms
        self._timings = timings

    @property
    def peak_rate(self) -> float:
        """The highest rate of the profile, in requests per second."""
        return peak_rate(spells_of(self.traffic))

    @cached_property
    def costs(self) -> list[OptionCost]:
        """One for each option, in the order of the sheets."""
        return [self._option_cost(option) for option in self.options]

    @cached_property
    def break_evens(self) -> list[BreakEven]:
        """One for each pair of a serverless and a containerized option in the same currency."""
        first = [option for option in self.options if option.path == SERVERLESS]
        second = [option for option in self.options if option.path == CONTAINERIZED]
        return [
            self._break_even(one, other, curves)
            for one, curves in [(option, self._curves(option)) for option in first]
            for other in second
            if one.sheet.currency == other.sheet.currency
        ]

    def _month(self, option: Option, durations: Durations, rate: float | None = None) -> Month:
        spells = spells_of(self.traffic, rate)
        return month_of(option, spells, self._arms, self.settings, durations)

    def _option_cost(self, option: Option) -> OptionCost:
        """As measured, and between the least and the greatest of all corners."""
        try:
            month = self._month(option, as_measured(self._timings))
            others = tuple(self._month(option, one) for one in corners(self._timings, option))
        except (UnmeasuredError, SizeError) as error:
            return OptionCost(option, None, missing=str(error))
        return OptionCost(option, month, others)

    def _curves(self, option: Option) -> list[Curve]:
        """What it costs at each mean rate: as measured, and at each corner of the intervals."""
        durations = [as_measured(self._timings), *corners(self._timings, option)]
        return [cache(partial(self._amount, option, one)) for one in durations]

    def _amount(self, option: Option, durations: Durations, rate: float) -> Decimal:
        return self._month(option, durations, rate).amount

    def _break_even(
        self, serverless: Option, containerized: Option, curves: Sequence[Curve]
    ) -> BreakEven:
        up_to = self._highest_mean(serverless)
        try:
            if up_to <= LOWEST_RATE:
                raise UnmeasuredError("no rate was measured that both arms hold")
            fixed = self._month(containerized, as_measured(self._timings)).amount
            return search((serverless, containerized), curves, fixed, self.traffic.rate, up_to)
        except (UnmeasuredError, SizeError) as error:
            return BreakEven(serverless, containerized, missing=str(error))

    def _highest_mean(self, serverless: Option) -> float:
        """The mean rate whose peak both arms were seen to hold; a provider is taken to hold any."""
        capacity = serverless.sheet.billing is Billing.CAPACITY
        paths = PATHS if capacity else (CONTAINERIZED,)
        held = min(self.highest_rates.get(path, 0) for path in paths)
        return held / peak_rate(spells_of(self.traffic, 1.0))
