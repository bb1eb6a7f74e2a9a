"""Which arm to choose for a traffic profile, and on which evidence. docs/recommendation.md.

An option (an arm with one price sheet) is ruled out when it misses an objective, open when one is
not decided, and sure otherwise. An arm is recommended when one of its sure options is surely
cheaper than every option of the other arm that is not ruled out; else nothing is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from modelbench.api.names import PATHS, SERVERLESS
from modelbench.decision.evidence import Effect, Ground, cheaper, grounds_of, not_surely
from modelbench.decision.objectives import Judgement
from modelbench.decision.thresholds import TippingPoint, tipping_points
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost


class Answer(StrEnum):
    """What is recommended."""

    SERVERLESS = "Serverless"
    CONTAINERIZED = "Containerized"
    INCONCLUSIVE = "Inconclusive"


@dataclass(frozen=True)
class Recommendation:
    """The answer for one profile. ``chosen`` is the option that decided it."""

    profile: TrafficCost
    answer: Answer
    grounds: tuple[Ground, ...]
    chosen: OptionCost | None = None
    rival: OptionCost | None = None
    tipping_points: tuple[TippingPoint, ...] = field(default=())


def recommend(
    profile: TrafficCost,
    judgements: Sequence[Judgement],
    invalid: str | None,
) -> Recommendation:
    """The answer for one profile.

    On an Invalid run (``invalid`` says why) it is Inconclusive whatever the figures are.
    """
    if invalid is not None:
        ground = Ground(Effect.LEAVES_OPEN, "Succeeded", f"the run is invalid: {invalid}")
        return Recommendation(profile, Answer.INCONCLUSIVE, (ground,))
    ours = [j for j in judgements if j.objective.traffic in (None, profile.traffic.name)]
    grounds = {cost.option: list(grounds_of(cost, profile, ours)) for cost in profile.costs}
    left = [c for c in profile.costs if not _has(grounds[c.option], Effect.RULES_OUT)]
    sure = [c for c in left if not _has(grounds[c.option], Effect.LEAVES_OPEN)]
    every = list(dict.fromkeys([ground for found in grounds.values() for ground in found]))
    for cost in sorted(sure, key=_amount):
        rivals = [other for other in left if other.option.path != cost.option.path]
        if all(_surely_cheaper(cost, rival) for rival in rivals):
            return _chosen(profile, cost, rivals, every, ours)
    return _undecided(profile, left, every, ours)


def _chosen(
    profile: TrafficCost,
    cost: OptionCost,
    rivals: Sequence[OptionCost],
    grounds: Sequence[Ground],
    judgements: Sequence[Judgement],
) -> Recommendation:
    answer = Answer.SERVERLESS if cost.option.path == SERVERLESS else Answer.CONTAINERIZED
    rival = min(rivals, key=_amount, default=None)
    costs = [] if rival is None else [cheaper(cost, rival)]
    tipping = tipping_points(profile, cost, rival, judgements)
    return Recommendation(profile, answer, (*costs, *grounds), cost, rival, tipping)


def _undecided(
    profile: TrafficCost,
    left: Sequence[OptionCost],
    grounds: Sequence[Ground],
    judgements: Sequence[Judgement],
) -> Recommendation:
    """Why nothing is recommended; the cheapest option of each path shows how far it is from one."""
    known = sorted((c for c in left if c.month is not None), key=_amount)
    cheapest = [next((c for c in known if c.option.path == path), None) for path in PATHS]
    pair = [cost for cost in cheapest if cost is not None]
    if not left:
        both = Ground(Effect.RULES_OUT, "objectives", "no arm meets every objective")
        return Recommendation(profile, Answer.INCONCLUSIVE, (both, *grounds))
    if len(pair) < 2:
        return Recommendation(profile, Answer.INCONCLUSIVE, tuple(grounds))
    first, second = sorted(pair, key=_amount)
    more = [not_surely(first, second)] if not _surely_cheaper(first, second) else []
    tipping = tipping_points(profile, first, second, judgements)
    return Recommendation(profile, Answer.INCONCLUSIVE, (*more, *grounds), first, second, tipping)


def _surely_cheaper(cost: OptionCost, rival: OptionCost) -> bool:
    """Whether its greatest cost is below the other's least. In one currency, with intervals."""
    if cost.interval is None or rival.interval is None:
        return False
    same = cost.option.sheet.currency == rival.option.sheet.currency
    return same and cost.interval[1] < rival.interval[0]


def _amount(cost: OptionCost) -> Decimal:
    return Decimal("Infinity") if cost.month is None else cost.month.amount


def _has(grounds: Sequence[Ground], effect: Effect) -> bool:
    return any(ground.effect is effect for ground in grounds)
