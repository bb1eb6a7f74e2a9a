"""The beginning of the page: what to choose and why, or what went wrong and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass

from modelbench.api.conditions import NODE_QUIET, OBJECTIVES_MET, Condition, find_condition
from modelbench.api.decision_status import RecommendationStatus, ThresholdStatus, Verdict
from modelbench.api.reasons import Reason
from modelbench.api.status import Status
from modelbench.display.content import Table, table_of
from modelbench.display.numbers import interval
from modelbench.display.source import Source
from modelbench.view.answer import Answer, answers_of
from modelbench.view.decision import objectives
from modelbench.view.hints import hints
from modelbench.view.html.tiles import Tile, tiles_of
from modelbench.view.phase_hints import phase_hints
from modelbench.view.summary import warnings_of

_STATES = {"True": "done", "False": "failed"}
_TROUBLESHOOTING = "https://github.com/modelbench/modelbench/blob/main/docs/troubleshooting.md"
_HEADINGS = {"True": "Completed", "False": "Did not succeed"}


@dataclass(frozen=True)
class Pill:
    """A word of the header; ``state`` is done, failed or open."""

    text: str
    state: str


@dataclass(frozen=True)
class Advice:
    """What to choose for one traffic: its numbers, the same in words, and the evidence."""

    answer: Answer
    sentence: str
    details: tuple[Table, ...]


@dataclass(frozen=True)
class PageHead:
    """``state`` is done, failed or open; ``pills`` and ``message`` say how it ended."""

    state: str
    pills: tuple[Pill, ...]
    message: str
    advice: tuple[Advice, ...]
    without: str
    tiles: tuple[Tile, ...]
    hints: tuple[str, ...]
    objectives: Table | None
    undecided: tuple[str, ...]
    missed: str
    warnings: tuple[str, ...]
    help_url: str
    command: str


def head_of(source: Source) -> PageHead:
    """Everything that the first screen shows."""
    succeeded = source.benchmark.succeeded
    judged_table = objectives(source.status)
    advice = tuple(_advice(source.status))
    judged = find_condition(source.status.conditions, OBJECTIVES_MET)
    return PageHead(
        state=_STATES.get(succeeded.status if succeeded else "", "open"),
        pills=tuple(_pills(source.status, succeeded)),
        message=succeeded.message if succeeded else "The operator has not picked it up yet.",
        advice=advice,
        without="" if advice else _without(source),
        tiles=tuple(tiles_of(source.status)),
        hints=(*phase_hints(source.status), *hints(source.spec, source.status)),
        objectives=None if judged_table is None else table_of(judged_table),
        undecided=() if judged_table is None else judged_table.notes,
        missed=judged.message if judged is not None and judged.is_false else "",
        warnings=tuple(warnings_of(source.status)),
        help_url=_help_url(succeeded),
        command=f"modelbench logs {source.name} -n {source.benchmark.metadata.namespace}",
    )


def _help_url(succeeded: Condition | None) -> str:
    """Where the reason of a failure is explained; empty where nothing failed."""
    if succeeded is None or not succeeded.is_false or not succeeded.reason:
        return ""
    return f"{_TROUBLESHOOTING}#{succeeded.reason.lower()}"


def _heading(succeeded: Condition | None) -> str:
    text = _HEADINGS.get(succeeded.status if succeeded else "", "Not finished")
    reason = succeeded.reason if succeeded else ""
    return text if reason in ("", "Completed") else f"{text}: {reason}"


def _pills(status: Status, succeeded: Condition | None) -> Iterator[Pill]:
    """How it ended, how many objectives are met, and whether the node was quiet."""
    state = _STATES.get(succeeded.status if succeeded else "", "open")
    yield Pill(_heading(succeeded), state)
    judged = status.objectives
    if judged:
        met = sum(one.verdict is Verdict.SUCCESS for one in judged)
        missed = any(one.verdict is Verdict.FAILURE for one in judged)
        state = "failed" if missed else "done" if met == len(judged) else "open"
        yield Pill(f"{met} of {len(judged)} objectives met", state)
    if any(one.reason is Reason.BUSY for one in status.conditions):
        yield Pill("Node busy", "failed")
    elif any(one.type == NODE_QUIET and one.is_true for one in status.conditions):
        yield Pill("Node quiet", "done")


def _without(source: Source) -> str:
    """Why there is no recommendation, and how to ask for one."""
    if not source.spec.traffic:
        return (
            "Want a recommendation? Add spec.traffic (requestsPerMonth) with scenarios.coldStart "
            "and scenarios.steady, and every variant is priced and compared for your traffic."
        )
    return "There is no recommendation: the benchmark has not finished with results."


def _advice(status: Status) -> Iterator[Advice]:
    for answer, found in zip(answers_of(status), status.recommendation, strict=True):
        yield Advice(answer, found.sentence or "", tuple(_details(found)))


def _details(found: RecommendationStatus) -> Iterator[Table]:
    evidence = [
        (
            one.effect,
            " ".join(part for part in (one.metric, one.sheet) if part),
            interval(one.value, one.lower, one.upper),
            one.bound or "",
            one.message or "",
        )
        for one in found.evidence
    ]
    if evidence:
        yield Table("Evidence", ("effect", "metric", "value", "bound", "why"), evidence)
    points = [_threshold(one) for one in found.thresholds]
    if points:
        head = ("metric", "now", "at", "change", "towards")
        yield Table("Where the choice changes", head, points)


def _threshold(one: ThresholdStatus) -> tuple[str, ...]:
    change = "" if one.change_percent is None else f"{one.change_percent}%"
    return (one.metric, one.now, one.at, change, one.towards or "")
