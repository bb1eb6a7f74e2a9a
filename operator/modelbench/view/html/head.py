"""The beginning of the page: what to choose and why, or what went wrong and what to do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from modelbench.api.conditions import OBJECTIVES_MET, Condition, find_condition
from modelbench.api.decision_status import INCONCLUSIVE, RecommendationStatus, ThresholdStatus
from modelbench.api.status import Status
from modelbench.display.content import Table, table_of
from modelbench.display.numbers import grouped, interval
from modelbench.display.source import Source
from modelbench.view.decision import objectives
from modelbench.view.html.tiles import Tile, tiles_of
from modelbench.view.summary import warnings_of

_STATES = {"True": "done", "False": "failed"}
_HEADINGS = {"True": "Completed", "False": "Did not succeed"}


@dataclass(frozen=True)
class Advice:
    """What to choose for one traffic. ``variant`` is None when none can be recommended."""

    traffic: str
    requests: str
    heading: str
    variant: str | None
    sentence: str
    details: tuple[Table, ...]


@dataclass(frozen=True)
class PageHead:
    """``state`` is done, failed or open; ``heading`` and ``message`` say how it ended."""

    state: str
    heading: str
    message: str
    advice: tuple[Advice, ...]
    without: str
    tiles: tuple[Tile, ...]
    objectives: Table | None
    undecided: tuple[str, ...]
    missed: str
    warnings: tuple[str, ...]


def head_of(source: Source) -> PageHead:
    """Everything that the first screen shows."""
    succeeded = source.benchmark.succeeded
    judged_table = objectives(source.status)
    advice = tuple(_advice(source.status))
    judged = find_condition(source.status.conditions, OBJECTIVES_MET)
    return PageHead(
        state=_STATES.get(succeeded.status if succeeded else "", "open"),
        heading=_heading(succeeded),
        message=succeeded.message if succeeded else "The operator has not looked at it yet.",
        advice=advice,
        without="" if advice else _without(source),
        tiles=tuple(tiles_of(source.status)),
        objectives=None if judged_table is None else table_of(judged_table),
        undecided=() if judged_table is None else judged_table.notes,
        missed=judged.message if judged is not None and judged.is_false else "",
        warnings=tuple(warnings_of(source.status)),
    )


def _heading(succeeded: Condition | None) -> str:
    text = _HEADINGS.get(succeeded.status if succeeded else "", "Not finished")
    reason = succeeded.reason if succeeded else ""
    return text if reason in ("", "Completed") else f"{text}: {reason}"


def _without(source: Source) -> str:
    """Why there is no recommendation."""
    if not source.spec.traffic:
        return (
            "No recommendation was asked for: spec.traffic has no profile. Give one, and "
            "scenarios.coldStart and scenarios.steady, to have all variants priced and compared."
        )
    return "There is no recommendation: the benchmark has not come to its end with values."


def _advice(status: Status) -> Iterator[Advice]:
    requests = {profile.name: profile.requests_per_month for profile in status.traffic}
    for found in status.recommendation:
        chosen = None if found.choice == INCONCLUSIVE else found.choice
        yield Advice(
            traffic=found.traffic,
            requests=_requests(requests, found.traffic),
            heading=chosen or "No recommendation",
            variant=chosen,
            sentence=found.sentence or "",
            details=tuple(_details(found)),
        )


def _requests(known: Mapping[str, int | None], traffic: str) -> str:
    count = known.get(traffic)
    return "" if count is None else f"{grouped(count)} requests a month"


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
    change = "" if one.change_percent is None else f"{one.change_percent} %"
    return (one.metric, one.now, one.at, change, one.towards or "")
