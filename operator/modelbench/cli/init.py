"""``modelbench init``: writes a ModelBenchmark of what already runs, or of an image."""

import sys
from pathlib import Path

import click

from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.faults import BadInput
from modelbench.cli.output import write_file
from modelbench.cli.sources import Source, read_source
from modelbench.conversion.findings import IMAGE, ConversionError, Findings, Workload
from modelbench.conversion.manifest import Converted, converted, manifest_text
from modelbench.conversion.request import RequestChoices
from modelbench.conversion.template import ModelChoices
from modelbench.conversion.workload import workload_of

_EPILOG = """
\b
Exit codes:
  0    it is written and can be run
  1    the cluster could not be used
  2    bad input: nothing is written
  3    it is written, but you must fill in what its TO DO comments say
"""
_UNFINISHED = 3


@click.command(epilog=_EPILOG, short_help="Write a ModelBenchmark of what runs already.")
@click.option(
    "--from",
    "source",
    metavar="SOURCE",
    help="deployment/NAME, ksvc/NAME or isvc/NAME in the cluster, or a file; - is the standard "
    "input.",
)
@click.option("--image", metavar="IMAGE", help="An image, instead of --from.")
@options.namespace
@click.option("--name", metavar="NAME", help="The benchmark's name, instead of the source's.")
@click.option(
    "--container", metavar="NAME", help="Which container to measure, if there are several."
)
@click.option("--template", is_flag=True, help="Write a pod template even if it is not needed.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port that the model listens on.")
@click.option(
    "--readiness-path", metavar="PATH", help="A path that answers 200 once the model is ready."
)
@click.option("--method", type=click.Choice(("GET", "POST", "PUT", "PATCH")), help="Its method.")
@click.option("--path", metavar="PATH", help="Path of the request.")
@click.option("--body", metavar="TEXT", help="Body of the request.")
@click.option(
    "--body-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="File with the body of the request; may be binary.",
)
@options.headers
@click.option(
    "--expect-status", type=click.IntRange(200, 599), help="Status of a successful response."
)
@click.option(
    "--request-timeout",
    type=click.IntRange(1, 600),
    help="Timeout of the request in seconds (default: 10).",
)
@click.option(
    "-o",
    "--output",
    type=options.NewFile(),
    metavar="FILE",
    help="File to write (default: the standard output).",
)
@click.pass_obj
def init(
    benchmarks: Benchmarks,
    /,
    source: str | None,
    image: str | None,
    namespace: str | None,
    name: str | None,
    container: str | None,
    template: bool,
    port: int | None,
    readiness_path: str | None,
    method: str | None,
    path: str | None,
    body: str | None,
    body_file: Path | None,
    headers: tuple[str, ...],
    expect_status: int | None,
    request_timeout: int | None,
    output: Path | None,
) -> None:
    """Write a ModelBenchmark of a Deployment, a Knative or Cloud Run Service, an InferenceService.

    What was left out is told in comments. Say a request that the model answers with --path and
    --body; without them it has a placeholder, and you are asked on a terminal.
    """
    if (source is None) == (image is None):
        raise click.UsageError("give --from or --image")
    if body is not None and body_file is not None:
        raise click.UsageError("--body and --body-file exclude each other.")
    sent = body.encode() if body is not None else body_file.read_bytes() if body_file else None
    request = RequestChoices(method, path, sent, headers, expect_status, request_timeout)
    found, told = _converted(
        benchmarks, source, image, namespace, name,
        ModelChoices(port, readiness_path, container, template), request,
    )  # fmt: skip
    _write(found, told, output)


def _converted(
    benchmarks: Benchmarks,
    source: str | None,
    image: str | None,
    namespace: str | None,
    name: str | None,
    model: ModelChoices,
    request: RequestChoices,
) -> tuple[Converted, str]:
    findings = Findings()
    try:
        if source is None:
            workload, told = _of_image(str(image)), str(image)
        else:
            read: Source = read_source(benchmarks, namespace, source, findings)
            workload, told = workload_of(read.documents, findings), read.told
        return converted(workload, model, _asked(workload, request), findings, name), told
    except ConversionError as error:
        raise BadInput(f"{source or image}: {error}") from error
    except click.ClickException:
        raise
    # A damaged manifest ends in errors of any kind.
    except Exception as error:
        raise BadInput(f"{source or image} cannot be read, it is damaged: {error!r}") from error


def _of_image(image: str) -> Workload:
    name = image.rpartition("/")[2].partition("@")[0].partition(":")[0]
    return Workload(IMAGE, name, {"containers": [{"name": "model", "image": image}]})


def _asked(workload: Workload, request: RequestChoices) -> RequestChoices:
    """The request with what a person at a terminal says, where the options do not."""
    if not at_terminal() or (request.path and (request.body or request.method == "GET")):
        return request
    default = workload.path or "/predict"
    path = request.path or click.prompt("Path of a request", default=default, err=True)
    body = request.body
    if body is None and request.method != "GET":
        answer = click.prompt("Body, empty for none", default="", show_default=False, err=True)
        body = answer.encode() or None
    return RequestChoices(
        request.method, path, body, request.headers, request.expected_status,
        request.timeout_seconds,
    )  # fmt: skip


def at_terminal() -> bool:
    """Whether there is a person to ask."""
    return sys.stdin.isatty()


def _write(found: Converted, told: str, output: Path | None) -> None:
    text = manifest_text(found, told)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text)
    for one in found.missing:
        click.echo(f"TO DO: {one.field}: {one.text}", err=True)
    raise SystemExit(_UNFINISHED if found.missing else 0)
