"""The whole dashboard."""

from typing import Any

from grafana_foundation_sdk.builders.dashboard import Dashboard, Row
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from dashboard import (
    cold_start,
    cost,
    environment,
    load,
    operator_health,
    recommendation,
    running,
    scaling,
)
from dashboard.variables import variables

UID = "modelbench"
ROWS: tuple[Any, ...] = (
    recommendation,
    cold_start,
    scaling,
    load,
    cost,
    environment,
    running,
    operator_health,
)


def encoded() -> str:
    """The dashboard as JSON: the same text each time."""
    return JSONEncoder(sort_keys=True, indent=2).encode(board().build()) + "\n"


def board() -> Dashboard:
    """Rows from top to bottom, each with a number that stays while no panel is added before it."""
    found = Dashboard("ModelBench").uid(UID).tags(["modelbench"]).readonly().timezone("browser")
    found.description("Which variant of a model to choose, and what the recommendation rests on.")
    found.refresh("30s").time("now-1h", "now")
    for variable in variables():
        found.with_variable(variable)
    number = 0
    for row in ROWS:
        number += 1
        found.with_row(Row(row.TITLE).id(number))
        for panel in row.panels():
            number += 1
            found.with_panel(panel.id(number))
    return found
