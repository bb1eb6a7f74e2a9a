"""The rule by which an option is chosen. docs/recommendation.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from modelbench.api.decision_status import Effect
from modelbench.api.mode import Mode
from modelbench.decision.evidence import Evidence
from modelbench.decision.objectives import Judgement
from modelbench.decision.trade import Trade, bounds_latency, forecasts_of, trade_of
from modelbench.forecast.month import LEAST_DIFFERENCE
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost

DECIDES_WITHOUT_INTERVALS = 10
"""Of two rounds of the same load, and of two clusters, service times and starts differ by less than
threefold either way; a cost that is ten times another is dearer whatever the error."""

EvidenceByOption = Mapping[tuple[str, str], Sequence[Evidence]]


@dataclass(frozen=True)
class Decision:
    """``cost`` is the option that is surely the cheapest of those ``left``, if there is one.

    It is chosen unless ``is_open_trade`` (little money against waiting), or unless nothing was
    compared: ``unpriced`` are the other variants then, none of which has a price.
    """

    left: tuple[OptionCost, ...]
    cost: OptionCost | None = None
    trade: Trade | None = None
    is_open_trade: bool = False
    unpriced: tuple[str, ...] = ()

    @property
    def chosen(self) -> OptionCost | None:
        """The option to choose."""
        return None if self.is_open_trade or self.unpriced else self.cost


def decide(
    profile: TrafficCost,
    costs: Sequence[OptionCost],
    evidence: EvidenceByOption,
    judgements: Sequence[Judgement],
) -> Decision:
    """Weigh the costs of a profile, which may be others than its own."""
    left = [c for c in costs if not _has(evidence[c.option.key], Effect.RULES_OUT)]
    trade = _trade(profile, left)
    cheapest_first = sorted(left, key=amount_of)
    found = next((one for one in cheapest_first if _wins(one, left, evidence, profile)), None)
    if found is None:
        return Decision(tuple(left), trade=trade)
    trade = trade_of(found, left, forecasts_of(profile))
    is_bounded = any(bounds_latency(one, found.option.name) for one in judgements)
    is_open = trade is not None and trade.is_small and not is_bounded
    return Decision(tuple(left), found, trade, is_open, _unpriced(profile, costs, found))


def _trade(profile: TrafficCost, left: Sequence[OptionCost]) -> Trade | None:
    known = [cost for cost in left if cost.month is not None]
    if not known:
        return None
    return trade_of(min(known, key=amount_of), left, forecasts_of(profile))


def _wins(
    cost: OptionCost,
    left: Sequence[OptionCost],
    evidence: EvidenceByOption,
    profile: TrafficCost,
) -> bool:
    """Whether an option is sure, and surely cheaper than every option of the other variants.

    One that is open only since the peak was not measured, and that adds pods by itself, wins where
    it costs so little that it would with many times the pods.
    """
    rivals = [other for other in left if other.option.name != cost.option.name]
    open_by = [e for e in evidence[cost.option.key] if e.effect is Effect.LEAVES_OPEN]
    if not open_by:
        return all(surely_cheaper(cost, rival) for rival in rivals)
    peak = f"{cost.option.name}.steady"
    only_peak = all(one.metric == peak and one.bound for one in open_by)
    if not only_peak or not rivals or not _adds_pods(cost, profile):
        return False
    return all(_far_cheaper(cost, rival) for rival in rivals)


def _adds_pods(cost: OptionCost, profile: TrafficCost) -> bool:
    option, found = cost.option, forecasts_of(profile).get(cost.option.name)
    seen = option.measured.highest_rate > 0 and option.measured.overload is None
    return option.variant.mode is Mode.SERVERLESS and seen and found is not None and found.carries


def _unpriced(
    profile: TrafficCost, costs: Sequence[OptionCost], found: OptionCost
) -> tuple[str, ...]:
    """The other variants, where none of them is sold by any sheet."""
    names = [one.variant.name for one in profile.variants if one.variant != found.option.variant]
    sold = {cost.option.name for cost in costs if cost.is_sold}
    return tuple(names) if names and not sold & set(names) else ()


def surely_cheaper(cost: OptionCost, rival: OptionCost) -> bool:
    """Whether its greatest cost is below the other's least by as much as is told, in one currency.

    Where a cost has no interval it must be far below.
    """
    if cost.interval is None or rival.interval is None:
        return _far_cheaper(cost, rival)
    same = cost.option.sheet.currency == rival.option.sheet.currency
    return same and rival.interval[0] - cost.interval[1] >= LEAST_DIFFERENCE


def _far_cheaper(cost: OptionCost, rival: OptionCost) -> bool:
    if cost.month is None or rival.month is None:
        return False
    same = cost.option.sheet.currency == rival.option.sheet.currency
    mine, other = cost.month.amount, rival.month.amount
    far = DECIDES_WITHOUT_INTERVALS * mine <= other
    return same and far and other - mine >= LEAST_DIFFERENCE


def amount_of(cost: OptionCost) -> Decimal:
    """What a month costs; infinite where it is not known."""
    return Decimal("Infinity") if cost.month is None else cost.month.amount


def _has(evidence: Sequence[Evidence], effect: Effect) -> bool:
    return any(one.effect is effect for one in evidence)
