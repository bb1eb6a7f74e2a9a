"""Which variant to choose for a traffic profile, and on which evidence. docs/recommendation.md.

An option (a variant with one price sheet) is ruled out when it misses an objective, cannot carry
the traffic, or its sheet does not sell it; open when something of it is not decided, and sure
otherwise. A variant is recommended when one of its sure options is surely cheaper than every option
of the other variants that is not ruled out; else nothing is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from modelbench.api.decision_status import INCONCLUSIVE, Effect
from modelbench.decision.evidence import (
    Evidence,
    cheaper,
    evidence_of,
    not_surely,
    nothing_compared,
    of_trade,
)
from modelbench.decision.flags import Flag, flags_of
from modelbench.decision.objectives import Judgement
from modelbench.decision.rule import Decision, amount_of, decide, surely_cheaper
from modelbench.decision.thresholds import Threshold, thresholds_of
from modelbench.decision.trade import Trade
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost


@dataclass(frozen=True)
class Recommendation:
    """The choice for one profile: the name of a variant, or ``INCONCLUSIVE``.

    ``chosen`` is the option that decided it, ``rival`` the one it was held against; ``options`` are
    these two and the cheapest of each other variant, by their amounts. ``trade`` is what users
    would wait less for more money.
    """

    profile: TrafficCost
    choice: str
    evidence: tuple[Evidence, ...]
    chosen: OptionCost | None = None
    rival: OptionCost | None = None
    thresholds: tuple[Threshold, ...] = ()
    options: tuple[OptionCost, ...] = ()
    trade: Trade | None = None
    flags: tuple[Flag, ...] = ()


def recommend(
    profile: TrafficCost,
    judgements: Sequence[Judgement],
    invalid: str | None,
    busy: str | None = None,
    missed: Sequence[str] = (),
) -> Recommendation:
    """The choice for one profile.

    On an Invalid run (``invalid`` says why) it is Inconclusive whatever the values are. ``busy``
    says how the node was busy, if it was, and ``missed`` what forecasts of the profile were wrong
    in where they were held against a replay.
    """
    if invalid is not None:
        why = Evidence(Effect.LEAVES_OPEN, "Succeeded", f"the run is invalid: {invalid}")
        return Recommendation(profile, INCONCLUSIVE, (why,))
    ours = [j for j in judgements if j.objective.traffic in (None, profile.traffic.name)]
    evidence = {cost.option.key: list(evidence_of(cost, profile, ours)) for cost in profile.costs}
    every = list(dict.fromkeys([one for found in evidence.values() for one in found]))
    decision = decide(profile, profile.costs, evidence, ours)
    if decision.chosen is not None:
        rivals = [c for c in decision.left if c.option.name != decision.chosen.option.name]
        found = _chosen(profile, decision.chosen, rivals, every, ours)
    elif decision.cost is not None:
        found = _withheld(profile, decision, decision.cost, every, ours)
    else:
        found = _undecided(profile, decision.left, every, ours)
    known = [cost for cost in profile.costs if cost.month is not None]
    return replace(
        found,
        options=tuple(_shown(_cheapest_of_each(known), found)),
        trade=decision.trade,
        flags=tuple(flags_of(profile, decision, evidence, ours, busy, missed)),
    )


def _shown(cheapest: Sequence[OptionCost], found: Recommendation) -> list[OptionCost]:
    """An option of each variant: the one that was chosen or held against the choice, if any was."""
    compared = {one.option.name: one for one in (found.rival, found.chosen) if one is not None}
    return sorted((compared.get(one.option.name, one) for one in cheapest), key=amount_of)


def _withheld(
    profile: TrafficCost,
    decision: Decision,
    cost: OptionCost,
    evidence: Sequence[Evidence],
    judgements: Sequence[Judgement],
) -> Recommendation:
    """Say why the option that is surely the cheapest is not chosen all the same."""
    if decision.unpriced:
        alone = nothing_compared(cost, decision.unpriced)
        return Recommendation(profile, INCONCLUSIVE, (alone, *evidence), cost)
    rivals = [c for c in decision.left if c.option.name != cost.option.name]
    nearest = _cheapest_of_each(rivals)
    thresholds = thresholds_of(profile, cost, nearest, judgements)
    why = [] if decision.trade is None else [of_trade(decision.trade)]
    rival = nearest[0] if decision.trade is None else decision.trade.fastest
    return Recommendation(profile, INCONCLUSIVE, (*why, *evidence), cost, rival, thresholds)


def _chosen(
    profile: TrafficCost,
    cost: OptionCost,
    rivals: Sequence[OptionCost],
    evidence: Sequence[Evidence],
    judgements: Sequence[Judgement],
) -> Recommendation:
    nearest = _cheapest_of_each(rivals)
    costs = [cheaper(cost, rivals, other_variants(profile))] if rivals else []
    thresholds = thresholds_of(profile, cost, nearest, judgements)
    rival = nearest[0] if nearest else None
    name = cost.option.name
    return Recommendation(profile, name, (*costs, *evidence), cost, rival, thresholds)


def _undecided(
    profile: TrafficCost,
    left: Sequence[OptionCost],
    evidence: Sequence[Evidence],
    judgements: Sequence[Judgement],
) -> Recommendation:
    """Say why nothing is recommended.

    The cheapest option of all, and one of another variant that it does not surely undercut, show
    how far it is from a choice: the cheapest of its variant, or else one on another sheet.
    """
    if not left:
        none = Evidence(Effect.RULES_OUT, "objectives", "no variant meets every objective")
        return Recommendation(profile, INCONCLUSIVE, (none, *evidence))
    known = [cost for cost in left if cost.month is not None]
    cheapest = _cheapest_of_each(known)
    if len(cheapest) < 2:
        return Recommendation(profile, INCONCLUSIVE, tuple(evidence))
    first, *others = cheapest
    blocking = _blocking(first, [*others, *sorted(known, key=amount_of)])
    rival = blocking[0] if blocking else others[0]
    more = [not_surely(first, rival)] if blocking else []
    rivals = [rival, *(other for other in others if other is not rival)]
    thresholds = thresholds_of(profile, first, rivals, judgements)
    return Recommendation(profile, INCONCLUSIVE, (*more, *evidence), first, rival, thresholds)


def _blocking(first: OptionCost, costs: Sequence[OptionCost]) -> list[OptionCost]:
    """Give the costs of other variants that an option does not surely undercut."""
    rivals = [cost for cost in costs if cost.option.name != first.option.name]
    return [rival for rival in rivals if not surely_cheaper(first, rival)]


def other_variants(profile: TrafficCost) -> str:
    """What the variants are called beside one of them."""
    return "the other variant" if len(profile.variants) == 2 else "the other variants"


def _cheapest_of_each(costs: Sequence[OptionCost]) -> list[OptionCost]:
    """The cheapest option of each variant, the cheapest of all first."""
    found: dict[str, OptionCost] = {}
    for cost in sorted(costs, key=amount_of):
        found.setdefault(cost.option.name, cost)
    return list(found.values())
