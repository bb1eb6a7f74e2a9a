"""The committed dashboard, read as Grafana reads it."""

import json
import re
from dataclasses import dataclass

from dashboard.__main__ import PATH

# Grafana's for a scrape interval of 15 s: never less than four scrapes.
RATE_INTERVAL = "1m0s"
ALL = "$__all"


@dataclass(frozen=True)
class Query:
    """One query of a panel."""

    panel: str
    reference: str
    expression: str
    instant: bool

    def __str__(self):
        return f"{self.panel} / {self.reference}: {self.expression}"


def dashboard():
    return json.loads(PATH.read_text(encoding="utf-8"))


def panels(board=None):
    """All panels, those in rows that are closed too, but no rows."""
    for panel in (board or dashboard())["panels"]:
        if panel["type"] == "row":
            yield from panel.get("panels", ())
        else:
            yield panel


def queries(board=None):
    for panel in panels(board):
        for target in panel.get("targets", ()):
            instant = target.get("instant", False)
            yield Query(panel["title"], target["refId"], target["expr"], instant)


def variables(board=None):
    return {one["name"]: one for one in (board or dashboard())["templating"]["list"]}


def substituted(expression, chosen, board=None):
    """The expression with the chosen values; what is not chosen is All."""
    values = {"__rate_interval": RATE_INTERVAL}
    for name, variable in variables(board).items():
        if name in chosen:
            values[name] = re.escape(chosen[name]) if variable.get("multi") else chosen[name]
        elif variable.get("includeAll"):
            values[name] = variable.get("allValue", ".+")
    return re.sub(r"\$([a-z_]\w*)", lambda found: values[found[1]], expression)
