"""``modelbench compare``: what changed between two benchmarks, and whether it is beyond noise."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import click
import yaml

from modelbench.api.progress import SAMPLES_KEY
from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.faults import BadInput
from modelbench.cli.saved import benchmark_and_results
from modelbench.comparison.compare import Run
from modelbench.comparison.compare import compare as compare_runs
from modelbench.comparison.comparison_fields import comparison_fields
from modelbench.display.source import source_of
from modelbench.display.tables import printable
from modelbench.view import markdown, text
from modelbench.view.comparison import comparison_notes, comparison_sections, comparison_verdict

Fields = Mapping[str, Any]
_REGRESSION = 1


@click.command()
@click.argument("before")
@click.argument("after")
@options.namespace
@options.output("text", "json", "yaml", "markdown")
@click.option(
    "--fail-on-regression",
    is_flag=True,
    help="End with 1 when a cold start or a latency is slower.",
)
@click.pass_obj
def compare(
    benchmarks: Benchmarks,
    before: str,
    after: str,
    namespace: str | None,
    output: str,
    fail_on_regression: bool,
) -> None:
    """Tell what changed from one benchmark to another, from the raw samples of both.

    BEFORE and AFTER are benchmarks of the cluster, or files that `kubectl get modelbenchmark/NAME
    configmap/NAME-results -o yaml` has written.
    """
    first, second = (_run(benchmarks, namespace, name) for name in (before, after))
    found = compare_runs(first, second)
    click.echo(_FORMATS[output](comparison_fields(found, first, second)))
    if fail_on_regression and found.slower:
        raise click.exceptions.Exit(_REGRESSION)


def _run(benchmarks: Benchmarks, namespace: str | None, name: str) -> Run:
    benchmark, results = benchmark_and_results(benchmarks, namespace, name)
    if SAMPLES_KEY not in (results or {}):
        raise BadInput(f"{name} has no raw samples to compare")
    try:
        return Run(benchmark, source_of(benchmark, results).samples)
    except (KeyError, ValueError) as error:
        raise BadInput(f"the samples of {name} cannot be read: {error!r}") from error


def _text(found: Fields) -> str:
    parts = [
        [comparison_verdict(found)],
        *(text.section_lines(section) for section in comparison_sections(found)),
        list(comparison_notes(found)),
    ]
    return printable("\n\n".join("\n".join(part) for part in parts))


def _markdown(found: Fields) -> str:
    parts = [
        f"## ModelBench: {markdown.escaped(found['before']['name'])} compared",
        f"**{markdown.escaped(comparison_verdict(found))}**",
        *("\n".join(markdown.section_lines(section)) for section in comparison_sections(found)),
        *(markdown.escaped(note) for note in comparison_notes(found)),
    ]
    return "\n\n".join(parts)


def _json(found: Fields) -> str:
    return json.dumps(found, indent=4, ensure_ascii=False)


def _yaml(found: Fields) -> str:
    return yaml.safe_dump(dict(found), sort_keys=False, allow_unicode=True).rstrip("\n")


_FORMATS: Mapping[str, Callable[[Fields], str]] = {
    "text": _text,
    "json": _json,
    "yaml": _yaml,
    "markdown": _markdown,
}
