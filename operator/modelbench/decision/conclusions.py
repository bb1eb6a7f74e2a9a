"""From the samples of a finished run to its costs, its objectives and its recommendation.

The price sheets stand in the samples, so everything here can be computed again from them.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from modelbench.api.choices import Traffic
from modelbench.api.conditions import ConditionUpdate
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.spec import Spec
from modelbench.api.status import Findings
from modelbench.api.variants import variants_of
from modelbench.cost.price_sheet import PriceSheet, parse_sheet
from modelbench.decision.answer_numbers import short_answer
from modelbench.decision.backtest import missed, with_backtests, with_verdicts
from modelbench.decision.cost_status import profile_status, variant_cost, whole_run_cost
from modelbench.decision.measured_values import MeasuredValues
from modelbench.decision.objectives import judge, objectives_update
from modelbench.decision.recommendation import recommend
from modelbench.decision.recommendation_status import objective_status, recommendation_status
from modelbench.forecast.measured_variants import measured_variants
from modelbench.forecast.traffic_cost import TrafficCost
from modelbench.traffic.profiles import traffic_of


def conclude(
    found: Findings, updates: Sequence[ConditionUpdate], samples: Samples, spec: Spec
) -> tuple[Findings, tuple[ConditionUpdate, ...]]:
    """The findings and the condition updates with all that follows from costs and objectives.

    SheetError when a stored price sheet cannot be read.
    """
    sheets = [parse_sheet(name, document) for name, document in samples.sheets]
    profiles = profiles_of(samples, spec, sheets)
    invalid = _messages(updates, Reason.INVALID)
    judged = judge(spec.objectives, MeasuredValues(samples, spec, profiles), invalid)
    found = with_backtests(_with_run_cost(found, samples, spec, sheets), samples, spec)
    found = replace(found, objectives=tuple(objective_status(one) for one in judged))
    if spec.cost is not None and profiles:
        cost, busy = spec.cost, _messages(updates, Reason.BUSY)
        advice = [
            recommend(one, judged, invalid, busy, tuple(missed(found, spec, one.traffic.name)))
            for one in profiles
        ]
        told = tuple(recommendation_status(one) for one in advice)
        found = replace(
            found,
            traffic=tuple(profile_status(profile, cost) for profile in profiles),
            recommendation=told,
            answer=short_answer(told),
        )
    return found, (*with_verdicts(updates, found), *objectives_update(judged))


def profiles_of(
    samples: Samples,
    spec: Spec,
    sheets: Sequence[PriceSheet],
    traffic: Sequence[Traffic] | None = None,
    quick: bool = False,
) -> list[TrafficCost]:
    """The costs of traffic profiles, by default those of the spec; none without ``spec.cost``.

    ``quick``: read from curves over the rate, for plots of many rates.
    """
    if spec.cost is None:
        return []
    own = (traffic_of(profile, samples.traces) for profile in spec.traffic)
    asked = own if traffic is None else traffic
    variants = measured_variants(samples, spec)
    return [TrafficCost(one, sheets, variants, spec.cost, quick) for one in asked]


def _with_run_cost(
    found: Findings, samples: Samples, spec: Spec, sheets: Sequence[PriceSheet]
) -> Findings:
    if not sheets:
        return found
    costs = {one.name: variant_cost(samples, one, sheets) for one in variants_of(spec)}
    variants = tuple(replace(one, cost=costs.get(one.name)) for one in found.variants)
    return replace(found, variants=variants, cost=whole_run_cost(samples, sheets))


def _messages(updates: Sequence[ConditionUpdate], reason: Reason) -> str | None:
    found = [update.message for update in updates if update.reason is reason]
    return "; ".join(found) if found else None
