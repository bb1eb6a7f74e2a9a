"""``modelbench compare``: what changed between two benchmarks, and whether it is beyond noise."""

from collections.abc import Callable, Mapping

import click
import yaml

from modelbench.api.samples import SAMPLES_KEY
from modelbench.api.values import dump
from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import readable
from modelbench.cli.faults import BadInput
from modelbench.cli.output import json_text
from modelbench.cli.saved import benchmark_and_results
from modelbench.comparison.changes import Comparison
from modelbench.comparison.compare import Run, has_regression
from modelbench.comparison.compare import compare as compare_runs
from modelbench.display.source import source_of
from modelbench.view import markdown, text
from modelbench.view.comparison import comparison_notes, comparison_sections, comparison_sentence

_REGRESSION = 1

_MARGIN_PERCENT = 10.0
"""Runs of one model on one cluster have levels of their own, some 5 % apart."""


@click.command()
@click.argument("before", shell_complete=options.benchmark_names)
@click.argument("after", shell_complete=options.benchmark_names)
@options.namespace
@options.output("text", "json", "yaml", "markdown")
@click.option(
    "--fail-on-regression",
    is_flag=True,
    help="End with 1 when a cold start or a latency is slower by more than the margin.",
)
@click.option(
    "--margin",
    type=click.FloatRange(0, 1000),
    default=_MARGIN_PERCENT,
    show_default=True,
    metavar="PERCENT",
    help="By how much two runs of the same model may differ, for --fail-on-regression.",
)
@click.pass_obj
def compare(
    benchmarks: Benchmarks,
    before: str,
    after: str,
    namespace: str | None,
    output: str,
    fail_on_regression: bool,
    margin: float,
) -> None:
    """Tell what changed from one benchmark to another, from the raw samples of both.

    BEFORE and AFTER are benchmarks of the cluster, or files that `kubectl get modelbenchmark/NAME
    configmap/NAME-results -o yaml` has written.
    """
    first, second = (_run(benchmarks, namespace, name) for name in (before, after))
    with readable(f"{before} or {after}"):
        found = compare_runs(first, second)
    click.echo(_FORMATS[output](found))
    if fail_on_regression and has_regression(first, second, margin / 100):
        raise click.exceptions.Exit(_REGRESSION)


def _run(benchmarks: Benchmarks, namespace: str | None, name: str) -> Run:
    benchmark, results = benchmark_and_results(benchmarks, namespace, name)
    if SAMPLES_KEY not in (results or {}):
        raise BadInput(f"{name} has no raw samples to compare")
    with readable(f"the samples of {name}"):
        return Run(benchmark, source_of(benchmark, results).samples)


def _text(found: Comparison) -> str:
    sections = comparison_sections(found)
    parts = (
        [comparison_sentence(found)],
        *(text.section_lines(section) for section in sections),
        comparison_notes(found),
    )
    return text.joined(parts)


def _markdown(found: Comparison) -> str:
    parts = [
        f"## ModelBench: {markdown.escaped(found.before.name)} compared",
        f"**{markdown.escaped(comparison_sentence(found))}**",
        *("\n".join(markdown.section_lines(section)) for section in comparison_sections(found)),
        *(markdown.escaped(note) for note in comparison_notes(found)),
    ]
    return "\n\n".join(parts)


def _json(found: Comparison) -> str:
    return json_text(dump(found))


def _yaml(found: Comparison) -> str:
    return yaml.safe_dump(dump(found), sort_keys=False, allow_unicode=True).rstrip("\n")


_FORMATS: Mapping[str, Callable[[Comparison], str]] = {
    "text": _text,
    "json": _json,
    "yaml": _yaml,
    "markdown": _markdown,
}
