"""``modelbench report``: a benchmark as one HTML file."""

from pathlib import Path

import click

from modelbench.cli import options
from modelbench.cli.bundle import RECORDED
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import readable
from modelbench.cli.extras import needs_report
from modelbench.cli.output import write_file
from modelbench.cli.saved import benchmark_and_results


@click.command()
@click.argument("name", required=False, shell_complete=options.benchmark_names)
@options.namespace
@click.option("--example", is_flag=True, help="Use the recorded example: no cluster is needed.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False),
    help="File to write (default: NAME.html); - is the standard output.",
)
@click.pass_obj
def report(
    benchmarks: Benchmarks,
    /,
    name: str | None,
    namespace: str | None,
    example: bool,
    output: str | None,
) -> None:
    """Write a benchmark as one self-contained HTML file.

    NAME is a benchmark of the cluster, or a file that `kubectl get modelbenchmark/NAME
    configmap/NAME-results -o yaml` has written.
    """
    if example == (name is not None):
        raise click.UsageError("give NAME, or --example.")
    needs_report()
    # Matplotlib takes most of a second, which other commands need not wait for.
    from modelbench.view.html.render import render_report

    source = name or str(RECORDED)
    benchmark, results = benchmark_and_results(benchmarks, namespace, source)
    with readable(source):
        page = render_report(benchmark, results)
    if output == "-":
        click.echo(page)
        return
    # The name is the file's own: it may not lead to another directory.
    path = Path(output or f"{benchmark.metadata.name.replace('/', '-')}.html")
    write_file(path, page)
    click.echo(f"wrote {path}", err=True)
