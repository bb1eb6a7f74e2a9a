"""Costs of a traffic profile with their intervals, and the rates at which they are the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import sqrt

from modelbench.analysis.idle_model import peak_rate, spells_of
from modelbench.analysis.monthly_cost import Arms, Month, UnmeasuredError, month_of
from modelbench.analysis.options import Durations, Option, ends
from modelbench.analysis.pricing import SizeError
from modelbench.analysis.timings import Timings
from modelbench.api.choices import MONTH_SECONDS, Cost, Traffic
from modelbench.api.names import CONTAINERIZED, PATHS, SERVERLESS
from modelbench.api.price_sheet import Billing, PriceSheet

LOWEST_RATE = 1 / MONTH_SECONDS
_STEPS = 40


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


@dataclass(frozen=True)
class BreakEven:
    """The mean rate above which the containerized option is the cheaper one.

    It is sought up to the mean rate ``up_to``, at which the shape's peak is the highest rate that
    was measured. Without a rate, ``always`` is the path that is cheaper at every rate until there,
    or ``missing`` says why.
    """

    serverless: Option
    containerized: Option
    rate: float | None = None
    lower: float | None = None
    upper: float | None = None
    up_to: float | None = None
    always: str | None = None
    missing: str | None = None


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
            self._break_even(one, other)
            for one in first
            for other in second
            if one.sheet.currency == other.sheet.currency
        ]

    def _month(self, option: Option, durations: Durations, rate: float | None = None) -> Month:
        spells = spells_of(self.traffic, rate)
        return month_of(option, spells, self._arms, self.settings, durations)

    def _option_cost(self, option: Option) -> OptionCost:
        """As measured, and between the least and the greatest of all ends."""
        value, outer = self._ends(option)
        try:
            month = self._month(option, value) if value else None
            others = tuple(self._month(option, end) for end in outer)
        except (UnmeasuredError, SizeError) as error:
            return OptionCost(option, None, missing=str(error))
        if month is None:
            return OptionCost(option, None, missing="nothing was measured")
        # Containers that always run cost what they cost, however little was measured.
        return OptionCost(option, month, (month,) if option.path == CONTAINERIZED else others)

    def _ends(self, option: Option) -> tuple[Durations | None, list[Durations]]:
        """The timings as measured, and at both ends of their intervals, if they have any."""
        found = ends(self._timings, option)
        lower, upper = found["lower"], found["upper"]
        return found["value"], [] if lower is None or upper is None else [lower, upper]

    def _break_even(self, serverless: Option, containerized: Option) -> BreakEven:
        value, outer = self._ends(serverless)
        if value is None:
            return BreakEven(serverless, containerized, missing="nothing was measured")
        try:
            rate, always = self._crossing(serverless, containerized, value)
            found = [self._crossing(serverless, containerized, e)[0] for e in outer]
        except (UnmeasuredError, SizeError) as error:
            return BreakEven(serverless, containerized, missing=str(error))
        up_to = self._highest_mean(serverless)
        if rate is None:
            return BreakEven(serverless, containerized, up_to=up_to, always=always)
        known = [end for end in found if end is not None]
        rates = [rate, *known]
        lower, upper = (min(rates), max(rates)) if len(known) == 2 else (None, None)
        return BreakEven(serverless, containerized, rate, lower, upper, up_to)

    def _crossing(
        self, serverless: Option, containerized: Option, durations: Durations
    ) -> tuple[float | None, str | None]:
        fixed = self._month(containerized, durations).amount

        def dearer(rate: float) -> bool:
            return self._month(serverless, durations, rate).amount > fixed

        highest = self._highest_mean(serverless)
        if highest <= LOWEST_RATE:
            raise UnmeasuredError("no rate was measured that both arms hold")
        return crossing(dearer, highest)

    def _highest_mean(self, serverless: Option) -> float:
        """The mean rate whose peak both arms were seen to hold; a provider is taken to hold any."""
        capacity = serverless.sheet.billing is Billing.CAPACITY
        paths = PATHS if capacity else (CONTAINERIZED,)
        held = min(self.highest_rates.get(path, 0) for path in paths)
        return held / peak_rate(spells_of(self.traffic, 1.0))


def crossing(dearer: Callable[[float], bool], highest: float) -> tuple[float | None, str | None]:
    """The rate from which on serverless is dearer, by bisection of its logarithm.

    Containers that always run cost the same at each rate. Serverless is cheapest at the lowest and
    may be dearest in between, where many pods drain beside new ones; so it is the two ends that
    decide whether there is a crossing. Without one, the path that is cheaper at both is returned.
    """
    low, high = LOWEST_RATE, highest
    if dearer(low):
        return None, CONTAINERIZED
    if not dearer(high):
        return None, SERVERLESS
    for _ in range(_STEPS):
        middle = sqrt(low * high)
        low, high = (low, middle) if dearer(middle) else (middle, high)
    return sqrt(low * high), None
