"""How far an answer is from another: the rate, the price, the figure at which it would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.decision.objectives import Judgement, Outcome
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost

_MICRO = Decimal("0.000001")


@dataclass(frozen=True)
class TippingPoint:
    """``figure`` is ``now``, and at ``at`` the answer would no longer be the same.

    ``towards`` is the path that gains when the figure goes from ``now`` to ``at``.
    """

    figure: str
    now: Decimal
    at: Decimal
    towards: str

    @property
    def change_percent(self) -> Decimal | None:
        """From ``now`` to ``at``; None when it is 0 now."""
        return None if not self.now else 100 * (self.at - self.now) / self.now


def tipping_points(
    profile: TrafficCost,
    chosen: OptionCost,
    rival: OptionCost | None,
    judgements: Sequence[Judgement],
) -> tuple[TippingPoint, ...]:
    """The rate and the price at which both options cost the same, and the bounds of objectives."""
    costs = [] if rival is None else [*_rate(profile, chosen, rival), *_price(chosen, rival)]
    return (*costs, *_objectives(chosen, judgements))


def _rate(profile: TrafficCost, chosen: OptionCost, rival: OptionCost) -> Iterator[TippingPoint]:
    pair = {chosen.option, rival.option}
    now = profile.traffic.rate
    for found in profile.break_evens:
        if {found.serverless, found.containerized} == pair and found.rate is not None:
            rising = found.rate > now
            towards = CONTAINERIZED if rising == (found.above == CONTAINERIZED) else SERVERLESS
            yield TippingPoint("requestsPerSecond", _decimal(now), _decimal(found.rate), towards)


def _price(chosen: OptionCost, rival: OptionCost) -> Iterator[TippingPoint]:
    """All prices of the chosen sheet times one factor: at the rival's cost both are the same."""
    if chosen.month is None or rival.month is None:
        return
    if chosen.option.sheet.currency == rival.option.sheet.currency:
        figure = f"{chosen.option.path}.cost.perMonth"
        amounts = (chosen.month.amount, rival.month.amount)
        yield TippingPoint(figure, *amounts, rival.option.path)


def _objectives(chosen: OptionCost, judgements: Sequence[Judgement]) -> Iterator[TippingPoint]:
    """An objective that the chosen arm meets and could miss, or the other misses and could meet."""
    option = chosen.option
    for judgement in judgements:
        objective, value = judgement.objective, judgement.figure.value
        if value is None or judgement.outcome is Outcome.INCONCLUSIVE:
            continue
        ours = objective.path == option.path
        met = judgement.outcome is Outcome.SUCCESS
        same_sheet = objective.sheet in (None, option.sheet.name)
        if ours and met and same_sheet:
            other = CONTAINERIZED if option.path == SERVERLESS else SERVERLESS
            yield TippingPoint(objective.figure, value, objective.maximum, other)
        elif not ours and not met:
            yield TippingPoint(objective.figure, value, objective.maximum, objective.path)


def _decimal(rate: float) -> Decimal:
    return Decimal(str(rate)).quantize(_MICRO)
