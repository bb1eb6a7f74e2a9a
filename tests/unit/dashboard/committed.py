"""The committed boards, read as Grafana reads them."""

import json
import re
from dataclasses import dataclass

from dashboard.__main__ import FOLDER

# Grafana's for a scrape interval of 15 s: never less than four scrapes.
RATE_INTERVAL = "1m0s"
ALL = "$__all"
# Of a time range, in milliseconds: all time.
BUILT_IN = {"__rate_interval": RATE_INTERVAL, "__from": "0", "__to": "1e15"}


@dataclass(frozen=True)
class Query:
    """One query of a panel."""

    panel: str
    reference: str
    expression: str
    instant: bool

    def __str__(self):
        return f"{self.panel} / {self.reference}: {self.expression}"


def boards():
    """Each board by its file's name without the ending."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


def panels(board=None):
    """All panels of one board or of all, those in rows that are closed too, but no rows."""
    for one in boards().values() if board is None else [board]:
        for panel in one["panels"]:
            if panel["type"] == "row":
                yield from panel["panels"]
            else:
                yield panel


def queries(board=None):
    for panel in panels(board):
        for target in panel.get("targets", ()):
            instant = target.get("instant", False)
            yield Query(panel["title"], target["refId"], target["expr"], instant)


def annotations():
    """What marks the runs in every board, as queries of a panel with the annotation's name."""
    for board in boards().values():
        for one in board["annotations"]["list"]:
            yield Query(one["name"], board["uid"], one["expr"], False)


def variables(board=None):
    """By their names, those of one board or of all: the same name is the same variable."""
    listed = boards().values() if board is None else [board]
    return {one["name"]: one for found in listed for one in found["templating"]["list"]}


def substituted(expression, chosen):
    """The expression with the chosen values; what is not chosen is All."""
    values = dict(BUILT_IN)
    for name, variable in variables().items():
        if name in chosen:
            values[name] = re.escape(chosen[name]) if variable.get("multi") else chosen[name]
        elif variable.get("includeAll"):
            values[name] = variable.get("allValue", ".+")
    return re.sub(r"\$([a-z_]\w*)", lambda found: values[found[1]], expression)
