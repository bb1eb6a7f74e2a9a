"""``modelbench get``: the benchmarks of a namespace, or the result of one."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.output import FORMATS
from modelbench.display.texts import one_line

_GAP = "   "
_UNKNOWN = "<unknown>"


@click.command()
@click.argument("name", required=False)
@options.namespace
@click.option("-A", "--all-namespaces", "everywhere", is_flag=True, help="Those of every one.")
@options.output()
@click.pass_obj
def get(
    benchmarks: Benchmarks, name: str | None, namespace: str | None, everywhere: bool, output: str
) -> None:
    """Show all benchmarks as a table, or the whole result of one."""
    if name is not None and everywhere:
        raise click.UsageError("NAME and --all-namespaces exclude each other.")
    if name is not None:
        click.echo(FORMATS[output]([benchmarks.get(namespace, name)]))
    elif output != "text":
        click.echo(FORMATS[output](benchmarks.list_all(namespace, everywhere=everywhere)))
    else:
        _show_table(benchmarks, namespace, everywhere)


def _show_table(benchmarks: Benchmarks, namespace: str | None, everywhere: bool) -> None:
    table = benchmarks.table(namespace, everywhere=everywhere)
    if not table["rows"]:
        where = "" if everywhere else f" in namespace {benchmarks.namespace(namespace)}"
        click.echo(f"No ModelBenchmarks{where}.", err=True)
        return
    for line in _lines(table, everywhere):
        click.echo(line)


def _lines(table: Mapping[str, Any], with_namespace: bool) -> Iterator[str]:
    """The columns of priority 0, as wide as their widest cell."""
    columns = table["columnDefinitions"]
    shown = [n for n, column in enumerate(columns) if not column.get("priority")]
    rows = [[columns[n]["name"].upper() for n in shown]]
    rows += [[_cell(row["cells"][n]) for n in shown] for row in table["rows"]]
    if with_namespace:
        places = ["NAMESPACE", *(row["object"]["metadata"]["namespace"] for row in table["rows"])]
        rows = [[place, *row] for place, row in zip(places, rows, strict=True)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        yield _GAP.join(map(str.ljust, row, widths)).rstrip()


def _cell(value: object) -> str:
    return "" if value is None else one_line(str(value))
