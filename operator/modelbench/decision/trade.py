"""Money against latency: the cheapest option, the fastest, and whether cents may decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from modelbench.decision.objectives import Judgement
from modelbench.forecast.outcome import Forecast, Interval
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost

SAME_FACTOR = 2.0
SAME_SECONDS = 0.1
"""Two 99th percentiles that differ by less than either are the same to users: about a tenth of a
second passes as immediate (Nielsen, Response Times, 1993), and load alone doubles a tail."""

SMALL_AMOUNT = Decimal(1)
SMALL_SHARE = Decimal("0.2")
"""A saving below a unit of the currency a month, or a fifth of the dearer option, does not decide
over slow requests by itself: reading the answer costs more than the first, and the price of
another region or a commitment moves by the second."""

_P99 = 99.0


@dataclass(frozen=True)
class Trade:
    """The cheapest and the fastest option; ``slow`` and ``fast`` are their 99th percentiles."""

    cheapest: OptionCost
    fastest: OptionCost
    slow: Interval
    fast: Interval

    @property
    def step(self) -> Decimal:
        """What the fastest costs a month beyond the cheapest."""
        return _amount(self.fastest) - _amount(self.cheapest)

    @property
    def is_felt(self) -> bool:
        """Whether users surely meet the difference: the ends of the intervals that are nearest."""
        slow = self.slow.value if self.slow.lower is None else self.slow.lower
        fast = self.fast.value if self.fast.upper is None else self.fast.upper
        return _is_slower(slow, fast)

    @property
    def is_small(self) -> bool:
        """Whether the money that is saved is too little to decide over it."""
        return self.step < max(SMALL_AMOUNT, SMALL_SHARE * _amount(self.fastest))


def forecasts_of(profile: TrafficCost) -> Mapping[str, Forecast]:
    """What users of each variant meet on a cluster, where that is known."""
    return {one.variant: one for one in profile.users if isinstance(one, Forecast)}


def p99_of(cost: OptionCost, forecasts: Mapping[str, Forecast]) -> Interval | None:
    """In seconds; None at a provider, whose latencies were not measured."""
    found = forecasts.get(cost.option.name)
    if cost.option.is_managed or found is None:
        return None
    return found.percentiles.get(_P99)


def trade_of(
    cheapest: OptionCost, costs: Sequence[OptionCost], forecasts: Mapping[str, Forecast]
) -> Trade | None:
    """Between an option and the fastest of others; None where users do not feel it, or not known.

    Of those that are as good as the fastest it is the cheapest one. Options in another currency do
    not count.
    """
    slow = p99_of(cheapest, forecasts)
    currency = cheapest.option.sheet.currency
    known = [
        Trade(cheapest, cost, slow, p99)
        for cost in costs
        if slow is not None
        and (p99 := p99_of(cost, forecasts)) is not None
        and cost.option.name != cheapest.option.name
        and cost.month is not None
        and cost.option.sheet.currency == currency
    ]
    felt = [trade for trade in known if trade.is_felt]
    best = min((trade.fast.value for trade in felt), default=0.0)
    same = [trade for trade in felt if not _is_slower(trade.fast.value, best)]
    return min(same, key=lambda one: (one.step, one.fast.value), default=None)


def _is_slower(slow: float, fast: float) -> bool:
    return slow > SAME_FACTOR * fast and slow - fast > SAME_SECONDS


def bounds_latency(judgement: Judgement, name: str) -> bool:
    """Whether an objective says how long users of a variant may wait, cold starts included."""
    objective = judgement.objective
    _, kind, metric = objective.metric.split(".")
    of_all = kind in ("coldStart", "users") or metric == "coldPercent"
    return objective.variant == name and of_all


def _amount(cost: OptionCost) -> Decimal:
    return Decimal(0) if cost.month is None else cost.month.amount
