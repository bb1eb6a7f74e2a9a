"""Objectives judged: Success, Failure, or Inconclusive where the interval allows both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from modelbench.api.choices import Objective
from modelbench.api.conditions import OBJECTIVES_MET, ConditionUpdate
from modelbench.api.decision_status import Verdict
from modelbench.api.reasons import Reason
from modelbench.decision.measured_value import MeasuredValue
from modelbench.decision.measured_values import MeasuredValues
from modelbench.statistics.written import metric_unit, quantity


@dataclass(frozen=True)
class Judgement:
    """An objective with the value that it bounds and what came of it."""

    objective: Objective
    measured: MeasuredValue
    verdict: Verdict
    message: str


def judge(
    objectives: Sequence[Objective], values: MeasuredValues, invalid: str | None
) -> list[Judgement]:
    """Each objective by itself. When the run was Invalid (``invalid`` says why) none is decided."""
    if invalid is not None:
        return [_undecided(objective, f"the run is invalid: {invalid}") for objective in objectives]
    return [_judge(objective, values.of(objective)) for objective in objectives]


def _undecided(objective: Objective, message: str) -> Judgement:
    return Judgement(objective, MeasuredValue(missing=message), Verdict.INCONCLUSIVE, message)


def _judge(objective: Objective, found: MeasuredValue) -> Judgement:
    """Success: the whole interval is within the bound. Failure: the whole interval is beyond it."""
    bound = objective.bound
    if objective.is_minimum:
        return _judge_minimum(objective, found)
    told, limit = _written(objective)
    if found.upper is not None and found.upper <= bound:
        message = f"at most {told(found.upper)} (limit {limit}): met"
        return Judgement(objective, found, Verdict.SUCCESS, message)
    if found.lower is not None and found.lower > bound:
        message = f"at least {told(found.lower)} (limit {limit}): missed"
        return Judgement(objective, found, Verdict.FAILURE, message)
    return _open(objective, found)


def _judge_minimum(objective: Objective, found: MeasuredValue) -> Judgement:
    bound = objective.bound
    told, limit = _written(objective)
    if found.lower is not None and found.lower >= bound:
        message = f"at least {told(found.lower)} (needs {limit}): met"
        return Judgement(objective, found, Verdict.SUCCESS, message)
    if found.upper is not None and found.upper < bound:
        message = f"at most {told(found.upper)} (needs {limit}): missed"
        return Judgement(objective, found, Verdict.FAILURE, message)
    return _open(objective, found)


def _open(objective: Objective, found: MeasuredValue) -> Judgement:
    message = found.missing or "the value has no interval"
    if found.lower is not None and found.upper is not None:
        told, limit = _written(objective)
        message = f"{told(found.lower)} to {told(found.upper)}, which includes the limit {limit}"
    return Judgement(objective, found, Verdict.INCONCLUSIVE, message)


def _written(objective: Objective) -> tuple[Callable[[Decimal], str], str]:
    """How a value of the metric is told, and the bound: with more digits where both look alike."""
    unit, bound = metric_unit(objective.metric), objective.bound
    limit = f"{bound:,f}{unit}"

    def told(value: Decimal) -> str:
        short = quantity(value, unit)
        alike = short == quantity(bound, unit) and value != bound
        return f"{value:,f}{unit}" if alike else short

    return told, limit


def objectives_update(judgements: Sequence[Judgement]) -> list[ConditionUpdate]:
    """The condition ObjectivesMet: False when one was missed, Unknown when one is open."""
    if not judgements:
        return []
    for verdict, status, reason in (
        (Verdict.FAILURE, False, Reason.OBJECTIVES_MISSED),
        (Verdict.INCONCLUSIVE, None, Reason.OBJECTIVES_INCONCLUSIVE),
        (Verdict.SUCCESS, True, Reason.OBJECTIVES_MET),
    ):
        found = [judgement for judgement in judgements if judgement.verdict is verdict]
        if found:
            message = "; ".join(_sentence(judgement) for judgement in found)
            return [ConditionUpdate(OBJECTIVES_MET, status, reason, message)]
    return []


def _sentence(judgement: Judgement) -> str:
    objective = judgement.objective
    rate, traffic = objective.rate_per_second, objective.traffic
    where = "" if rate is None else f" at {rate}/s"
    for_traffic = "" if traffic is None else f" for {traffic}"
    return f"{objective.metric}{where}{for_traffic}: {judgement.message}"
