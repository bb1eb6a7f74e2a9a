"""``modelbench get``: the benchmarks of a namespace, or the result of some."""

import click

from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import Document
from modelbench.cli.output import FORMATS, terminal_width
from modelbench.cli.table import WatchedTable, table_lines


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=options.benchmark_names)
@options.namespace
@click.option("-A", "--all-namespaces", "everywhere", is_flag=True, help="List all namespaces.")
@click.option("-w", "--watch", is_flag=True, help="Show the table, then each row that changes.")
@options.output(*FORMATS, "wide")
@click.pass_obj
def get(
    benchmarks: Benchmarks,
    /,
    names: tuple[str, ...],
    namespace: str | None,
    everywhere: bool,
    watch: bool,
    output: str,
) -> None:
    """List the benchmarks, or show the whole result of some.

    `-o wide` is the table with all its columns. For a single field: `kubectl get mbench NAME -o
    jsonpath=...`.
    """
    if names and everywhere:
        raise click.UsageError("NAME and --all-namespaces exclude each other.")
    if watch and output not in ("text", "wide"):
        raise click.UsageError("--watch shows the table: it only works with -o text and -o wide.")
    if watch:
        width = terminal_width()
        WatchedTable(benchmarks, namespace, everywhere, names, output == "wide", width).show()
    elif output == "wide" or (output == "text" and not names):
        _show_table(benchmarks, names, namespace, everywhere, output == "wide")
    else:
        click.echo(FORMATS[output](_documents(benchmarks, names, namespace, everywhere)))


def _documents(
    benchmarks: Benchmarks, names: tuple[str, ...], namespace: str | None, everywhere: bool
) -> list[Document]:
    if names:
        return [benchmarks.get(namespace, name) for name in names]
    return benchmarks.list_all(namespace, everywhere=everywhere)


def _show_table(
    benchmarks: Benchmarks,
    names: tuple[str, ...],
    namespace: str | None,
    everywhere: bool,
    wide: bool,
) -> None:
    for name in names:
        benchmarks.get(namespace, name)
    table = benchmarks.table(namespace, everywhere=everywhere)
    if not table["rows"]:
        where = "" if everywhere else f" in namespace {benchmarks.namespace(namespace)}"
        click.echo(f"No ModelBenchmarks{where}.", err=True)
        return
    for line in table_lines(table, everywhere, names, wide, terminal_width()):
        click.echo(line)
