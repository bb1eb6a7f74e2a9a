"""``modelbench price``: what a month would cost at other traffic, prices or settings."""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from modelbench.api.choices import Shape
from modelbench.api.request import KeyReference
from modelbench.api.samples import SAMPLES_KEY
from modelbench.api.trace import StoredTrace, TraceSource
from modelbench.api.trace_text import parse_trace
from modelbench.api.values import FormatError
from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import readable
from modelbench.cli.extras import needs_report
from modelbench.cli.faults import BadInput
from modelbench.cli.output import json_text
from modelbench.cli.saved import benchmark_and_results
from modelbench.prices import BUILT_IN, read_built_in, read_document

_MOST_REQUESTS = 10**12
_WITH_MORE = (Shape.HOURLY, Shape.WEEKLY, Shape.TRACE)
"""Shapes that need weights, or a trace."""
_NUMBER = "([0-9]{1,13}(?:e[0-9]{1,2})?)"
_STEPS = (1, 2, 5)
"""Of each decade: they are evenly spaced in the logarithm, and round numbers."""


class Sweep(click.ParamType[tuple[int, ...]]):
    """Requests a month from one number to another, like 1000..1e8."""

    name = "from..to"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """The steps between them, both ends included; a usage error when the text is no range."""
        match = re.fullmatch(rf"{_NUMBER}\.\.{_NUMBER}", str(value))
        low, high = (int(Decimal(match[1])), int(Decimal(match[2]))) if match else (0, 0)
        if not 1 <= low < high <= _MOST_REQUESTS:
            self.fail(f"{value} is not a range like 1000..1e8", param, ctx)
        decades = range(len(str(high)) + 1)
        between = (step * 10**decade for decade in decades for step in _STEPS)
        return tuple(sorted({low, high, *(one for one in between if low < one < high)}))


@click.command(short_help="Price a month from saved samples.")
@click.argument("name")
@options.namespace
@click.option(
    "--requests-per-month",
    "requests",
    type=click.IntRange(1, _MOST_REQUESTS),
    multiple=True,
    metavar="N",
    help="Traffic to price instead of the benchmark's; may be given several times.",
)
@click.option(
    "--trace",
    type=options.InputFile(),
    metavar="FILE",
    help="Recorded traffic to price instead: CSV, as for `modelbench traffic from-csv`.",
)
@click.option(
    "--shape",
    type=click.Choice([str(shape) for shape in Shape if shape not in _WITH_MORE]),
    help="How the requests of a month are spread.",
)
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="NAME|FILE",
    help=f"Price sheet to use instead of the benchmark's: {', '.join(BUILT_IN)}, or a file.",
)
@click.option(
    "--stable-window", type=options.Duration(), help="Stable window of Knative's autoscaler."
)
@click.option("--replicas", type=click.IntRange(1, 1000), metavar="N", help="Of containers.")
@click.option(
    "--control-plane/--no-control-plane",
    default=None,
    help="Whether to count Knative's control plane.",
)
@click.option(
    "--services",
    type=click.IntRange(1),
    metavar="N",
    help="How many services share the control plane.",
)
@click.option(
    "--free-tier/--no-free-tier", default=None, help="Whether to deduct the sheets' free tiers."
)
@click.option("--fees/--no-fees", default=None, help="Whether to count all fees of the sheets.")
@click.option(
    "--sweep", type=Sweep(), help="Costs over a range of requests/month, such as 1000..1e8."
)
@click.option(
    "-o",
    "--output",
    type=click.Choice(["table", "csv", "json", "markdown"]),
    default="table",
    show_default=True,
    help="The format.",
)
@click.pass_obj
def price(
    benchmarks: Benchmarks,
    /,
    name: str,
    namespace: str | None,
    output: str,
    sweep: tuple[int, ...] | None,
    **changes: Any,
) -> None:
    """Tell what a month would cost, from the samples of a benchmark: nothing is measured.

    NAME is a benchmark of the cluster, or a file that `kubectl get modelbenchmark/NAME
    configmap/NAME-results -o yaml` has written; then no cluster is needed.
    """
    needs_report()
    # What reads samples takes a while to import, which other commands need not wait for.
    from modelbench.cli import pricing

    benchmark, results = benchmark_and_results(benchmarks, namespace, name)
    if SAMPLES_KEY not in (results or {}):
        raise BadInput(f"{name} has no raw samples to compute costs from")
    sheets = _documents(changes.pop("sheets"))
    changes["trace"] = _trace(changes["trace"])
    with readable(f"the samples of {name}"):
        question = pricing.question_of(benchmark, results, pricing.what_if(sheets, **changes))
    if question.missing is not None:
        raise BadInput(f"{name} {question.missing}")
    with readable(f"the samples of {name}"):
        found = pricing.priced(question, sweep)
    click.echo(json_text(found.document) if output == "json" else getattr(found, output))


def _trace(file: str | None) -> StoredTrace | None:
    if file is None:
        return None
    text, shown = options.text_of(file)
    try:
        return StoredTrace(TraceSource(KeyReference(shown, shown)), parse_trace(text))
    except FormatError as error:
        raise BadInput(f"{shown}: {error}") from error


def _documents(names: tuple[str, ...]) -> Mapping[str, Mapping[str, Any]] | None:
    """The price sheets by name; None when none is named. BadInput when one cannot be used."""
    return dict(map(_document, names)) or None


def _document(name: str) -> tuple[str, Mapping[str, Any]]:
    from modelbench.cost.price_sheet import parse_sheet

    if name in BUILT_IN:
        return name, read_built_in(name)
    path = Path(name)
    try:
        document = read_document(path.read_text(encoding="utf-8"))
        parse_sheet(path.stem, document)
    except OSError as error:
        known = ", ".join(BUILT_IN)
        raise BadInput(f"{name} is neither a file nor one of {known}: {error.strerror}") from error
    except ValueError as error:
        raise BadInput(f"{name}: {error}") from error
    return path.stem, document
