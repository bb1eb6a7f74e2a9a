"""``modelbench compare``: what changed between two benchmarks, and whether it is beyond noise."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import click
import yaml

from modelbench.api.samples import SAMPLES_KEY
from modelbench.api.values import dump
from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import readable
from modelbench.cli.extras import needs_report
from modelbench.cli.faults import BadInput
from modelbench.cli.output import json_text, terminal_width
from modelbench.cli.saved import benchmark_and_results
from modelbench.comparison.changes import Comparison
from modelbench.view import markdown, text
from modelbench.view.comparison import comparison_notes, comparison_sections
from modelbench.view.comparison_sentence import comparison_sentence

if TYPE_CHECKING:
    from modelbench.comparison.compare import Run

_REGRESSION = 1

_MARGIN_PERCENT = 10.0
"""Runs of one model on one cluster have levels of their own, some 5% apart."""


@click.command()
@click.argument("before", shell_complete=options.benchmark_names)
@click.argument("after", shell_complete=options.benchmark_names)
@options.namespace
@options.output("text", "json", "yaml", "markdown")
@click.option("--all", "show_all", is_flag=True, help="Also show the rows without a difference.")
@click.option(
    "--fail-on-regression",
    is_flag=True,
    help="Exit with 1 when a cold start or a latency is slower by more than the margin.",
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
    show_all: bool,
    fail_on_regression: bool,
    margin: float,
) -> None:
    """Compare two benchmarks by their raw samples.

    BEFORE and AFTER are benchmarks of the cluster, or files that `kubectl get modelbenchmark/NAME
    configmap/NAME-results -o yaml` has written.
    """
    needs_report()
    # What reads samples takes a while to import, which other commands need not wait for.
    from modelbench.comparison.compare import compare as compare_runs
    from modelbench.comparison.compare import has_regression

    first, second = (_run(benchmarks, namespace, name) for name in (before, after))
    with readable(f"{before} or {after}"):
        found = compare_runs(first, second)
    click.echo(_FORMATS[output](found, show_all))
    if fail_on_regression and has_regression(first, second, margin / 100):
        raise click.exceptions.Exit(_REGRESSION)


def _run(benchmarks: Benchmarks, namespace: str | None, name: str) -> "Run":
    from modelbench.comparison.compare import Run
    from modelbench.display.source import source_of

    benchmark, results = benchmark_and_results(benchmarks, namespace, name)
    if SAMPLES_KEY not in (results or {}):
        raise BadInput(f"{name} has no raw samples to compare")
    with readable(f"the samples of {name}"):
        return Run(benchmark, source_of(benchmark, results).samples)


def _text(found: Comparison, show_all: bool) -> str:
    width = terminal_width()
    sections = comparison_sections(found, show_all=show_all)
    notes = comparison_notes(found, show_all=show_all)
    parts = (
        text.wrapped(comparison_sentence(found), width),
        *(text.section_lines(section, width) for section in sections),
        [line for note in notes for line in text.wrapped(note, width)],
    )
    return text.joined(parts)


def _markdown(found: Comparison, show_all: bool) -> str:
    sections = comparison_sections(found, show_all=show_all)
    parts = [
        f"## ModelBench: {markdown.escaped(found.before.name)} compared",
        f"**{markdown.escaped(comparison_sentence(found))}**",
        *("\n".join(markdown.section_lines(section)) for section in sections),
        *(markdown.escaped(note) for note in comparison_notes(found, show_all=show_all)),
    ]
    return "\n\n".join(parts)


def _json(found: Comparison, _show_all: bool) -> str:
    return json_text(dump(found))


def _yaml(found: Comparison, _show_all: bool) -> str:
    return yaml.safe_dump(dump(found), sort_keys=False, allow_unicode=True).rstrip("\n")


_FORMATS: Mapping[str, Callable[[Comparison, bool], str]] = {
    "text": _text,
    "json": _json,
    "yaml": _yaml,
    "markdown": _markdown,
}
