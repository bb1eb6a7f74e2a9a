"""``modelbench traffic``: makes a traffic profile of what was recorded."""

import re
from datetime import UTC, datetime
from pathlib import Path

import click

from modelbench.api.trace import MOST_ENTRIES, Trace
from modelbench.api.trace_text import parse_trace, trace_of_counts
from modelbench.api.values import FormatError
from modelbench.cli import options
from modelbench.cli.faults import BadInput
from modelbench.cli.output import write_file

_MOST_LINES = 2_000_000


class Instant(click.ParamType[int]):
    """An instant, in whole seconds since the Unix epoch."""

    name = "instant"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Of a time like 2026-01-31T08:00:00Z, seconds, or how long ago, like 7d."""
        text = str(value)
        if ago := re.fullmatch(r"([0-9]{1,6})([smhd])", text):
            now = int(datetime.now(UTC).timestamp())
            return now - int(ago[1]) * options.UNITS_SECONDS[ago[2]]
        if re.fullmatch(r"[0-9]{1,11}", text):
            return int(text)
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{value} is not a time like 2026-01-31T08:00:00Z, or 7d ago", param, ctx)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


_name = click.option(
    "--name",
    metavar="NAME",
    help="Name of the ConfigMap and the profile (default: from the input).",
)
_window = click.option(
    "--window",
    type=options.Duration(),
    default="60s",
    show_default=True,
    help="Stable window: longer gaps are counted.",
)
_output = click.option(
    "-o",
    "--output",
    type=options.NewFile(),
    metavar="FILE",
    help="File to write the manifest to (default: the standard output).",
)


@click.group()
def traffic() -> None:
    """Make a traffic profile of requests that were recorded.

    What the trace is goes to standard error, and a ConfigMap with it to standard output; the
    profile that names it stands there in comments.
    """


@traffic.command("from-csv")
@click.argument("file", type=options.InputFile())
@click.option(
    "--interval", type=options.Duration(), help="Interval of a file that has counts only."
)
@click.option("--duration", type=options.Duration(), help="How long the recording lasted.")
@click.option(
    "--count-by", type=options.Duration(), help="Count the requests per interval of this length."
)
@_window
@_name
@options.namespace
@_output
def from_csv(
    file: str,
    interval: float | None,
    duration: float | None,
    count_by: float | None,
    window: float,
    name: str | None,
    namespace: str | None,
    output: Path | None,
) -> None:
    """Check a trace, say what it is, and write it as a ConfigMap.

    FILE is CSV, with or without a header: a timestamp a line (seconds, or like
    2026-01-31T08:00:00Z), or timestamp,count, or count with --interval. - is the standard input.
    """
    text, shown = options.text_of(file)
    seconds = None if interval is None else int(interval)
    lasts = None if duration is None else int(duration)
    try:
        trace = parse_trace(text, seconds, lasts, _MOST_LINES)
    except FormatError as error:
        raise BadInput(f"{shown}: {_as_options(str(error))}") from error
    if count_by is not None:
        trace = _counted(trace, int(count_by))
    _tell(trace, window)
    _write(trace, name or _name_of(Path(file).stem), namespace, f"From {shown}.", output)


@traffic.command("from-prometheus")
@click.option(
    "--url",
    required=True,
    metavar="URL",
    help="Address of Prometheus, such as http://prometheus:9090.",
)
@click.option(
    "--query",
    required=True,
    metavar="PROMQL",
    help="PromQL for the requests in the last step: sum(increase(METRIC[STEP])).",
)
@click.option(
    "--start", type=Instant(), required=True, help="Start: a time, or how long ago, like 7d."
)
@click.option("--end", type=Instant(), default="0s", help="End, in the same form (default: now).")
@click.option(
    "--step", type=options.Duration(), default="60s", show_default=True, help="The interval."
)
@options.headers
@click.option(
    "--token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File with a bearer token.",
)
@_window
@_name
@options.namespace
@_output
def from_prometheus(
    url: str,
    query: str,
    start: int,
    end: int,
    step: float,
    headers: tuple[str, ...],
    token_file: Path | None,
    window: float,
    name: str | None,
    namespace: str | None,
    output: Path | None,
) -> None:
    """Ask a Prometheus how many requests came in each interval, and write them as a ConfigMap."""
    # What speaks HTTP takes a while to import, which other commands need not wait for.
    from modelbench.cli.prometheus_range import Prometheus, Range

    if step < 1:
        raise BadInput("--step must be at least a second")
    asked = Range(query, start, end, int(step))
    found = Prometheus(url, _headers(headers, token_file)).counts(asked)
    if found.absent:
        told = f"{found.absent:,} of {asked.steps:,} intervals have no sample and count as 0"
        click.echo(told, err=True)
    _tell(found.trace, window)
    began = datetime.fromtimestamp(start, UTC).isoformat()
    source = f"From {began}, every {int(step)} s: {' '.join(query.split())}"
    _write(found.trace, name or "traffic", namespace, source, output)


def _headers(texts: tuple[str, ...], token_file: Path | None) -> dict[str, str]:
    found = {}
    for text in texts:
        name, colon, value = text.partition(":")
        if not colon or not name.strip():
            raise BadInput(f"--header {name} is not like 'Name: value'")
        found[name.strip()] = value.strip()
    if token_file is not None:
        found["Authorization"] = f"Bearer {token_file.read_text(encoding='utf-8').strip()}"
    return found


def _as_options(words: str) -> str:
    """A message that names the options in place of the fields of a trace."""
    return words.replace("intervalSeconds", "--interval").replace("durationSeconds", "--duration")


def _counted(trace: Trace, seconds: int) -> Trace:
    """The requests by intervals of so many seconds; a last one that is not whole is filled up."""
    if seconds < 1 or trace.counts:
        raise BadInput("--count-by needs timestamps, and at least a second")
    length = -(-trace.period_milliseconds // (1000 * seconds))
    if length > MOST_ENTRIES:
        raise BadInput(f"--count-by {seconds}s makes {length:,} intervals: choose longer ones")
    counts = [0] * length
    for instant in trace.instants:
        counts[int(instant // seconds)] += 1
    return trace_of_counts(counts, 1000 * seconds)


def _tell(trace: Trace, window: float) -> None:
    from modelbench.cli.traffic_manifest import summary_lines
    from modelbench.traffic.summary import summary_of

    for line in summary_lines(summary_of(trace), window):
        click.echo(line, err=True)


def _write(
    trace: Trace, name: str, namespace: str | None, source: str, output: Path | None
) -> None:
    from modelbench.cli.traffic_manifest import Named, manifest_of

    if not re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", name):
        raise BadInput(f"--name {name} must be lower case letters, digits and -, at most 63")
    text = manifest_of(trace, Named(name, namespace, source))
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text)


def _name_of(stem: str) -> str:
    """A name that Kubernetes takes, like that of a file."""
    return re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:63].strip("-") or "traffic"
