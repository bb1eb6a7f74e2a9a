"""``modelbench report``: a benchmark as one HTML file."""

from pathlib import Path

import click

from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import readable
from modelbench.cli.output import write_file
from modelbench.cli.saved import benchmark_and_results


@click.command()
@click.argument("name")
@options.namespace
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False), help="The file; - is the standard output."
)
@click.pass_obj
def report(benchmarks: Benchmarks, name: str, namespace: str | None, output: str | None) -> None:
    """Write a benchmark as one self-contained HTML file, NAME.html if none is given.

    NAME is a benchmark of the cluster, or a file that `kubectl get modelbenchmark/NAME
    configmap/NAME-results -o yaml` has written.
    """
    # Matplotlib takes most of a second, which other commands need not wait for.
    from modelbench.view.html.render import render_report

    benchmark, results = benchmark_and_results(benchmarks, namespace, name)
    with readable(name):
        page = render_report(benchmark, results)
    if output == "-":
        click.echo(page)
        return
    # The name is the file's own: it may not lead to another directory.
    path = Path(output or f"{benchmark.metadata.name.replace('/', '-')}.html")
    write_file(path, page)
    click.echo(f"wrote {path}", err=True)
