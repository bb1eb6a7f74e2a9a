"""``modelbench check``: whether the cluster, and a benchmark, are ready to run; nothing is run."""

from collections.abc import Sequence

import click

from modelbench.cli import options
from modelbench.cli.apply import place_of
from modelbench.cli.checks.cluster import cluster_facts
from modelbench.cli.checks.manifest import manifest_outcomes
from modelbench.cli.checks.outcome import Outcome, State, text_of
from modelbench.cli.checks.rights import rights
from modelbench.cli.client import Benchmarks
from modelbench.cli.faults import explained
from modelbench.cli.manifests import read_manifests
from modelbench.cli.output import json_text

_EPILOG = """
\b
Exit codes:
  0    nothing that was checked is missing
  1    something is missing, or the cluster could not be used
  2    bad input: the API server would refuse the benchmark or a part of it
"""


@click.command(epilog=_EPILOG, short_help="Check the cluster, or with -f a benchmark.")
@click.option(
    "-f",
    "--filename",
    "file",
    type=options.InputFile(),
    help="Manifests in YAML or JSON; - is the standard input.",
)
@options.namespace
@options.output("text", "json")
@click.pass_obj
def check(benchmarks: Benchmarks, /, file: str | None, namespace: str | None, output: str) -> None:
    """Say what the cluster has, or with -f whether a benchmark would be taken.

    With -f the API server looks at the benchmark, at what it refers to and at the pods of each
    variant, and keeps nothing. What it does not show you is told as unknown.
    """
    with explained(benchmarks.connection.server):
        outcomes = _of_cluster(benchmarks, namespace) if file is None else _of_file(
            benchmarks, namespace, file
        )  # fmt: skip
    if output == "json":
        click.echo(json_text([one.as_json() for one in outcomes]))
    else:
        click.echo(text_of(outcomes))
    raise SystemExit(_exit_code(outcomes))


def _of_cluster(benchmarks: Benchmarks, namespace: str | None) -> Sequence[Outcome]:
    api = benchmarks.connection.api
    return [*cluster_facts(api), *rights(api, benchmarks.namespace(namespace))]


def _of_file(benchmarks: Benchmarks, namespace: str | None, file: str) -> Sequence[Outcome]:
    def place(own: str | None) -> str:
        return place_of(benchmarks, namespace, own)

    text, shown = options.text_of(file)
    manifests = read_manifests(text, shown, place)
    return list(manifest_outcomes(benchmarks, manifests))


def _exit_code(outcomes: Sequence[Outcome]) -> int:
    if any(one.state is State.REFUSED for one in outcomes):
        return 2
    return 1 if any(one.is_bad for one in outcomes) else 0
