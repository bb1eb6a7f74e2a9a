"""How far a choice is from another: the rate, the price, the value at which it would change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from modelbench.api.decision_status import Verdict
from modelbench.decision.objectives import Judgement
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost

RATE = "requestsPerSecond"
"""The metric of a threshold that is a mean rate of the traffic."""

_MICRO = Decimal("0.000001")


@dataclass(frozen=True)
class Threshold:
    """``metric`` is ``now``, and at ``at`` the choice would no longer be the same.

    ``towards`` is the variant that gains when the metric goes from ``now`` to ``at``; None where it
    may be any of several. Of a rate, ``away_from`` is the variant that loses, and ``crossings``
    says at how many rates the two change places.
    """

    metric: str
    now: Decimal
    at: Decimal
    towards: str | None
    away_from: str | None = None
    crossings: int = 1

    @property
    def change_percent(self) -> Decimal | None:
        """From ``now`` to ``at``; None when it is 0 now."""
        return None if not self.now else 100 * (self.at - self.now) / self.now


def thresholds_of(
    profile: TrafficCost,
    chosen: OptionCost,
    rivals: Sequence[OptionCost],
    judgements: Sequence[Judgement],
) -> tuple[Threshold, ...]:
    """The rate and the price at which another costs the same, and the bounds of objectives.

    ``rivals`` are the cheapest options of the other variants that are left, the one to be told
    first.
    """
    costs = [*_rates(profile, chosen, rivals), *(_price(chosen, rivals[0]) if rivals else ())]
    others = [one.variant.name for one in profile.variants if one.variant != chosen.option.variant]
    gaining = rivals[0].option.name if rivals else others[0] if len(others) == 1 else None
    return (*costs, *_objectives(chosen, gaining, judgements))


def _rates(
    profile: TrafficCost, chosen: OptionCost, rivals: Sequence[OptionCost]
) -> list[Threshold]:
    """The nearest rate above the traffic's own, and the nearest below, at which one of the rivals
    costs the same: beyond it others may, too, but the choice has changed already.
    """
    found = [rate for rival in rivals for rate in _rate(profile, chosen, rival)]
    above = [one for one in found if one.at > one.now]
    below = [one for one in found if one.at <= one.now]
    ends = (
        min(above, key=lambda one: one.at, default=None),
        max(below, key=lambda one: one.at, default=None),
    )
    return [one for one in ends if one is not None]


def _rate(profile: TrafficCost, chosen: OptionCost, rival: OptionCost) -> Iterator[Threshold]:
    pair = {chosen.option.key, rival.option.key}
    now = profile.traffic.rate
    for found in profile.break_evens:
        if found.pair == pair and found.rate is not None and found.above is not None:
            (below,) = {found.to_zero.name, found.kept.name} - {found.above}
            gains, loses = (found.above, below) if found.rate > now else (below, found.above)
            at, crossings = _decimal(found.rate), found.crossings
            yield Threshold(RATE, _decimal(now), at, gains, loses, crossings)


def _price(chosen: OptionCost, rival: OptionCost) -> Iterator[Threshold]:
    """All prices of the chosen sheet times one factor: at the rival's cost both are the same."""
    if chosen.month is None or rival.month is None:
        return
    if chosen.option.sheet.currency == rival.option.sheet.currency:
        metric = f"{chosen.option.name}.cost.perMonth"
        amounts = (chosen.month.amount, rival.month.amount)
        yield Threshold(metric, *amounts, rival.option.name)


def _objectives(
    chosen: OptionCost, gaining: str | None, judgements: Sequence[Judgement]
) -> Iterator[Threshold]:
    """An objective that the chosen variant meets and could miss, or another misses and could meet.

    ``gaining`` is the variant that gains when the chosen one misses an objective.
    """
    option = chosen.option
    for judgement in judgements:
        objective, value = judgement.objective, judgement.measured.value
        if value is None or judgement.verdict is Verdict.INCONCLUSIVE:
            continue
        ours = objective.variant == option.name
        met = judgement.verdict is Verdict.SUCCESS
        same_sheet = objective.sheet in (None, option.sheet.name)
        if ours and met and same_sheet:
            yield Threshold(objective.metric, value, objective.bound, gaining)
        elif not ours and not met:
            yield Threshold(objective.metric, value, objective.bound, objective.variant)


def _decimal(rate: float) -> Decimal:
    return Decimal(str(rate)).quantize(_MICRO)
