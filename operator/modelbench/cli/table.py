"""The table of benchmarks, with the API server's columns, as wide as the terminal at most."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import click

from modelbench.cli.client import Benchmarks
from modelbench.display.texts import one_line

_GAP = "   "
_KEPT = ("NAMESPACE", "NAME", "SUCCEEDED", "REASON", "RECOMMENDATION")
"""What a narrow terminal shows, too: what came of it."""

_PAUSE_SECONDS = 2.0
"""A trial takes longer, and the API server sends the whole table each time."""

Table = Mapping[str, Any]


def table_lines(
    table: Table, with_namespace: bool, names: Collection[str], wide: bool, width: int | None
) -> list[str]:
    """The head and a line for each benchmark, or for those of ``names``.

    Columns of lower priority are shown when ``wide`` alone. Otherwise the widest are left out until
    a line has at most ``width`` letters, but never those that say what came of it.
    """
    rows = _cells(table, with_namespace, names, wide)
    shown = list(range(len(rows[0])))
    while width is not None and not wide and _length(rows, shown) > width:
        spare = [n for n in shown if rows[0][n] not in _KEPT]
        if not spare:
            break
        shown.remove(max(spare, key=lambda n: _widest(rows, n)))
    widths = {n: _widest(rows, n) for n in shown}
    return [_GAP.join(row[n].ljust(widths[n]) for n in shown).rstrip() for row in rows]


def _cells(
    table: Table, with_namespace: bool, names: Collection[str], wide: bool
) -> list[list[str]]:
    columns = table["columnDefinitions"]
    shown = [n for n, column in enumerate(columns) if wide or not column.get("priority")]
    rows = [one for one in table["rows"] if not names or one["object"]["metadata"]["name"] in names]
    head = [columns[n]["name"].upper() for n in shown]
    cells = [[_cell(row["cells"][n]) for n in shown] for row in rows]
    if not with_namespace:
        return [head, *cells]
    places = [_cell(row["object"]["metadata"]["namespace"]) for row in rows]
    return [
        ["NAMESPACE", *head],
        *([place, *row] for place, row in zip(places, cells, strict=True)),
    ]


def _length(rows: list[list[str]], shown: list[int]) -> int:
    return sum(_widest(rows, n) for n in shown) + len(_GAP) * (len(shown) - 1)


def _widest(rows: list[list[str]], column: int) -> int:
    return max(len(row[column]) for row in rows)


def _cell(value: object) -> str:
    return "" if value is None else one_line(str(value))


@dataclass
class WatchedTable:
    """Shows the table, and from then on the rows that are new or have changed, until Ctrl-C."""

    benchmarks: Benchmarks
    namespace: str | None
    everywhere: bool
    names: Collection[str]
    wide: bool
    width: int | None
    _shown: set[str] = field(default_factory=set)

    def show(self) -> None:
        """Never ends by itself. ClickException when the cluster cannot be used."""
        while True:
            table = self.benchmarks.table(self.namespace, everywhere=self.everywhere)
            head, *rows = table_lines(
                _without_age(table), self.everywhere, self.names, self.wide, self.width
            )
            for line in rows:
                if not self._shown:
                    click.echo(head)
                if line not in self._shown:
                    click.echo(line)
                self._shown.add(line)
            time.sleep(_PAUSE_SECONDS)


def _without_age(table: Table) -> Table:
    """An age changes at every look."""
    columns = table["columnDefinitions"]
    kept = [n for n, column in enumerate(columns) if column["name"].upper() != "AGE"]
    rows = [{**row, "cells": [row["cells"][n] for n in kept]} for row in table["rows"]]
    return {**table, "columnDefinitions": [columns[n] for n in kept], "rows": rows}
