"""The boards: the results of a benchmark, Knative while it runs, and the operator's health."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grafana_foundation_sdk.builders.dashboard import Dashboard, DashboardLink, Row
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import (
    DashboardCursorSync,
    DashboardLinkType,
    GridPos,
)

from dashboard import (
    cold_start,
    cost,
    environment,
    history,
    load,
    operator_health,
    recommendation,
    replay,
    running,
    scaling,
)
from dashboard.annotations import runs
from dashboard.variables import Variable, of_the_operator, of_the_pods, of_the_results

TAG = "modelbench"


@dataclass(frozen=True)
class Board:
    """One board. Its first row is open, the others are closed until somebody asks their question.

    ``uid`` is its address and, with ``.json``, its file.
    """

    uid: str
    title: str
    description: str
    variables: Sequence[Variable]
    rows: Sequence[Any]


def boards() -> tuple[Board, ...]:
    """All boards, that of the results first."""
    return (
        Board(
            "modelbench",
            "ModelBench / Results",
            "Which variant of a model to choose, and why.",
            of_the_results(),
            (recommendation, cold_start, scaling, load, cost, replay, history, environment),
        ),
        Board(
            "modelbench-live",
            "ModelBench / Live",
            "The serverless variants of a benchmark while it runs, as Knative counts them.",
            of_the_pods(),
            (running,),
        ),
        Board(
            "modelbench-operator",
            "ModelBench / Operator",
            "Whether the operator itself is healthy.",
            of_the_operator(),
            (operator_health,),
        ),
    )


def encoded(board: Board) -> str:
    """The board as JSON: the same text each time."""
    return JSONEncoder(sort_keys=True, indent=2).encode(_built(board).build()) + "\n"


def _built(board: Board) -> Dashboard:
    """Rows from top to bottom, each with a number that stays while no panel is added before it."""
    found = Dashboard(board.title).uid(board.uid).tags([TAG]).readonly().timezone("browser")
    found.description(board.description).refresh("30s").time("now-1h", "now")
    found.tooltip(DashboardCursorSync.CROSSHAIR).link(_others())
    for variable in board.variables:
        found.with_variable(variable)
    for annotation in runs():
        found.annotation(annotation)
    first, *closed = board.rows
    number = _add_open(found, first)
    for line, row in enumerate(closed, start=_bottom(found)):
        number = _add_closed(found, row, number, line)
    return found


def _others() -> DashboardLink:
    """Links to the other boards, which keep the time range and every variable that they have."""
    link = DashboardLink("ModelBench").type(DashboardLinkType.DASHBOARDS).tags([TAG])
    return link.include_vars(True).keep_time(True).as_dropdown(False)


def _bottom(found: Dashboard) -> int:
    placed = (panel.grid_pos for panel in found.build().panels or ())
    return max(place.y + place.h for place in placed if place is not None)


def _add_open(found: Dashboard, row: Any) -> int:
    number = 1
    found.with_row(Row(row.TITLE).id(number))
    for panel in row.panels():
        number += 1
        found.with_panel(panel.id(number))
    return number


def _add_closed(found: Dashboard, row: Any, number: int, line: int) -> int:
    """Closed rows take a line each; their panels have the places that they get when it opens."""
    number += 1
    closed = Row(row.TITLE).id(number).collapsed(True).grid_pos(GridPos(h=1, w=24, x=0, y=line))
    for panel in row.panels():
        number += 1
        closed.with_panel(panel.id(number))
    found.with_row(closed)
    return number
