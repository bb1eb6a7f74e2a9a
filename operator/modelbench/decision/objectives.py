"""Objectives judged: Success, Failure, or Inconclusive where the interval allows both."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from modelbench.api.choices import Objective
from modelbench.api.conditions import ConditionType
from modelbench.api.progress import Verdict
from modelbench.api.reasons import Reason
from modelbench.decision.measured_values import Figure, Figures
from modelbench.statistics.numbers import readable


class Outcome(StrEnum):
    """How an objective was answered."""

    SUCCESS = "Success"
    FAILURE = "Failure"
    INCONCLUSIVE = "Inconclusive"


@dataclass(frozen=True)
class Judgement:
    """An objective with the figure that it bounds and what came of it."""

    objective: Objective
    figure: Figure
    outcome: Outcome
    message: str


def judge(
    objectives: Sequence[Objective], figures: Figures, invalid: str | None
) -> list[Judgement]:
    """Each objective by itself. When the run was Invalid (``invalid`` says why) none is decided."""
    if invalid is not None:
        return [_undecided(objective, f"the run is invalid: {invalid}") for objective in objectives]
    return [_judge(objective, figures.of(objective)) for objective in objectives]


def _undecided(objective: Objective, message: str) -> Judgement:
    return Judgement(objective, Figure(missing=message), Outcome.INCONCLUSIVE, message)


def _judge(objective: Objective, figure: Figure) -> Judgement:
    """Success: the whole interval is within the bound. Failure: the whole interval is beyond it."""
    bound = objective.maximum
    if figure.upper is not None and figure.upper <= bound:
        message = f"at most {readable(figure.upper)}, which does not exceed {bound:f}"
        return Judgement(objective, figure, Outcome.SUCCESS, message)
    if figure.lower is not None and figure.lower > bound:
        message = f"at least {readable(figure.lower)}, which exceeds {bound:f}"
        return Judgement(objective, figure, Outcome.FAILURE, message)
    if figure.lower is not None and figure.upper is not None:
        message = (
            f"the interval {readable(figure.lower)} to {readable(figure.upper)} contains {bound:f}"
        )
        return Judgement(objective, figure, Outcome.INCONCLUSIVE, message)
    message = figure.missing or "the figure has no interval"
    return Judgement(objective, figure, Outcome.INCONCLUSIVE, message)


def objectives_verdict(judgements: Sequence[Judgement]) -> list[Verdict]:
    """The condition ObjectivesMet: False when one was missed, Unknown when one is open."""
    if not judgements:
        return []
    for outcome, status, reason in (
        (Outcome.FAILURE, False, Reason.OBJECTIVES_MISSED),
        (Outcome.INCONCLUSIVE, None, Reason.OBJECTIVES_INCONCLUSIVE),
        (Outcome.SUCCESS, True, Reason.OBJECTIVES_MET),
    ):
        found = [judgement for judgement in judgements if judgement.outcome is outcome]
        if found:
            message = "; ".join(_sentence(judgement) for judgement in found)
            return [Verdict(ConditionType.OBJECTIVES_MET, status, reason, message)]
    return []


def _sentence(judgement: Judgement) -> str:
    objective = judgement.objective
    where = "" if objective.rate is None else f" at {objective.rate}/s"
    for_traffic = "" if objective.traffic is None else f" for {objective.traffic}"
    return f"{objective.figure}{where}{for_traffic}: {judgement.message}"
