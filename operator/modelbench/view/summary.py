"""What a benchmark found, in the order in which it is told."""

from collections.abc import Iterator
from dataclasses import dataclass

from modelbench.api.conditions import SUCCEEDED, find_condition
from modelbench.api.reasons import Reason
from modelbench.api.status import Status
from modelbench.display.tables import Section
from modelbench.scenarios.registry import SCENARIOS
from modelbench.view.decision import break_even, cost, objectives, recommendation
from modelbench.view.run_cost import run_cost


@dataclass(frozen=True)
class Summary:
    """``outcome`` is the condition Succeeded in a line, ``warnings`` are what to beware of."""

    recommendations: tuple[str, ...]
    outcome: str
    sections: tuple[Section, ...]
    warnings: tuple[str, ...]


def summary_of(status: Status) -> Summary:
    """What to choose, what it costs, and the evidence: all variants side by side in every scenario
    that was measured, and what to beware of.
    """
    return Summary(
        tuple(recommendation(status)),
        _outcome(status),
        tuple(_sections(status)),
        tuple(warnings_of(status)),
    )


def _sections(status: Status) -> Iterator[Section]:
    decided = (objectives(status), cost(status))
    yield from (section for section in decided if section is not None)
    yield from break_even(status)
    for scenario in SCENARIOS:
        yield from scenario.view.sections(status)
    whole = run_cost(status)
    if whole is not None:
        yield whole


def _outcome(status: Status) -> str:
    found = find_condition(status.conditions, SUCCEEDED)
    if found is None:
        return "Succeeded=Unknown: no operator has seen it yet"
    return f"Succeeded={found.status} ({found.reason}): {found.message}"


def warnings_of(status: Status) -> Iterator[str]:
    """The conditions that say which values support no claim, and what befell pods, in words."""
    for variant in status.variants:
        if variant.pods is not None and variant.pods.summary:
            yield f"Warning: pods of {variant.name}: {variant.pods.summary}"
    for condition in status.conditions:
        if condition.reason is Reason.BUSY:
            yield f"Warning: noisy node: {condition.message}"
        elif condition.reason is Reason.INVALID and condition.type != SUCCEEDED:
            yield f"Warning: {condition.type} is invalid: {condition.message}"
