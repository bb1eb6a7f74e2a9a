"""What a benchmark found, in the order in which it is told."""

from collections.abc import Iterator
from dataclasses import dataclass

from modelbench.api.conditions import ConditionType, find_condition
from modelbench.display.tables import Fields, Section
from modelbench.scenarios.loads_view import autoscale, saturation, steady
from modelbench.scenarios.trials_view import burst, cold_start, reactivation
from modelbench.view.decision import break_even, cost, objectives, recommendation
from modelbench.view.run_cost import run_cost

_DECISION = (objectives, cost, break_even)
_MEASURED = (cold_start, burst, reactivation, steady, saturation, autoscale)


@dataclass(frozen=True)
class Answer:
    """``verdict`` is the condition Succeeded in a line, ``warnings`` are what to beware of."""

    recommendations: tuple[str, ...]
    verdict: str
    sections: tuple[Section, ...]
    warnings: tuple[str, ...]


def find_answer(status: Fields) -> Answer:
    """What to choose, what it costs, and the evidence: the two paths side by side in every scenario
    that was measured, and what to beware of.
    """
    found = (section(status) for section in (*_DECISION, *_MEASURED, run_cost))
    return Answer(
        tuple(recommendation(status)),
        _verdict(status),
        tuple(section for section in found if section),
        tuple(_warnings(status)),
    )


def _verdict(status: Fields) -> str:
    summary = find_condition(status, ConditionType.SUCCEEDED)
    if not summary:
        return "Succeeded=Unknown: no operator has seen it yet"
    return f"Succeeded={summary['status']} ({summary['reason']}): {summary['message']}"


def _warnings(status: Fields) -> Iterator[str]:
    """The conditions that say which figures support no claim, in words."""
    for condition in status.get("conditions", ()):
        name, message = condition["type"], condition["message"]
        if condition["reason"] == "Busy":
            yield f"Beware, the node was busy: {message}"
        elif condition["reason"] == "Invalid" and name != ConditionType.SUCCEEDED:
            yield f"Beware, {name} is invalid: {message}"
