"""``modelbench run``: apply, follow to the end, show the result, and exit by what came of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from modelbench.cli import options
from modelbench.cli.apply import apply_manifests, check_manifests, place_of, remove_earlier
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import Document, read_benchmark, readable
from modelbench.cli.exit_codes import EXIT_CODES, worst
from modelbench.cli.extras import needs_report
from modelbench.cli.faults import BadInput
from modelbench.cli.follow import Follower
from modelbench.cli.manifests import Manifests, joined_manifests, read_manifests
from modelbench.cli.options import program
from modelbench.cli.output import FORMATS, as_junit, as_markdown, write_file
from modelbench.cli.view import show_answer, show_end, view_for

_INTERRUPTED = 130
"""What a shell gives for Ctrl-C: 128 and the number of SIGINT."""


@dataclass(frozen=True)
class Files:
    """Where copies of the result go; None is nowhere."""

    junit: Path | None
    markdown: Path | None
    report: Path | None


@click.command(epilog=EXIT_CODES)
@click.option(
    "-f",
    "--filename",
    "sources",
    type=options.InputFile(),
    multiple=True,
    required=True,
    metavar="FILE",
    help="Manifests in YAML or JSON; - is the standard input. May be given several times.",
)
@options.namespace
@click.option("--name", metavar="NAME", help="Name of the benchmark (default: the manifest's).")
@click.option("--replace", is_flag=True, help="Delete benchmarks of the same names first.")
@click.option(
    "--timeout",
    type=options.Duration(),
    metavar="TIME",
    help="How long to wait, like 90s, 15m or 2h (default: to the end).",
)
@click.option(
    "--dry-run",
    type=click.Choice(["server"]),
    help="Have the API server check the manifests, without running them.",
)
@options.output("text", "json", "yaml", "name")
@click.option("--junit", type=options.NewFile(), metavar="FILE", help="Also write JUnit XML.")
@click.option(
    "--markdown",
    type=options.NewFile(),
    metavar="FILE",
    help="Also write a summary for a pull request.",
)
@click.option("--report", type=options.NewFile(), metavar="FILE", help="Also write an HTML report.")
@click.pass_obj
def run(
    benchmarks: Benchmarks,
    /,
    sources: tuple[str, ...],
    namespace: str | None,
    name: str | None,
    replace: bool,
    timeout: float | None,
    dry_run: str | None,
    output: str,
    **files: Any,
) -> None:
    """Run the ModelBenchmarks of files and wait for their result.

    ConfigMaps and Secrets in the files, such as price sheets, are applied before them. A
    benchmark runs once: one that runs already is followed, one that has ended is an error without
    --replace. Progress goes to the standard error, the result to the standard output.
    """
    console = Console(stderr=True)
    manifests = _read(benchmarks, sources, namespace, name)
    if files["report"]:
        needs_report()
        if len(manifests.benchmarks) > 1:
            raise BadInput("--report works with one ModelBenchmark only")
    if dry_run:
        check_manifests(benchmarks, manifests)
        return
    follower = Follower(benchmarks)
    if replace:
        remove_earlier(benchmarks, follower, manifests, console)
    applied = apply_manifests(benchmarks, manifests)
    found = _follow(follower, applied, timeout, console)
    # Before what is shown, whose reader may have gone meanwhile.
    _write(benchmarks, found, Files(**files))
    read = [read_benchmark(document) for document in found]
    for benchmark in read:
        show_end(console, benchmark)
    click.echo(FORMATS[output](found))
    # Text ends with the answer already.
    for benchmark in read if output != "text" else ():
        show_answer(console, benchmark)
    raise SystemExit(worst(read))


def _read(
    benchmarks: Benchmarks, sources: tuple[str, ...], namespace: str | None, name: str | None
) -> Manifests:
    """All files together; BadInput before anything is applied when one cannot be used."""

    def place(own: str | None) -> str:
        return place_of(benchmarks, namespace, own)

    texts = (options.text_of(source) for source in sources)
    found = [read_manifests(text, shown, place, name) for text, shown in texts]
    return joined_manifests(found, renamed=name is not None)


def _follow(
    follower: Follower, applied: list[Document], timeout: float | None, console: Console
) -> list[Document]:
    view = view_for(console)
    try:
        with view.running():
            return follower.wait_ended(applied, view, timeout)
    except KeyboardInterrupt:
        for document in applied:
            console.print(_goes_on(document["metadata"]), markup=False, soft_wrap=True)
        raise SystemExit(_INTERRUPTED) from None


def _goes_on(metadata: Document) -> str:
    namespace, name = metadata["namespace"], metadata["name"]
    return (
        f"{name} is still running. To follow it, run this again without --replace. See it: "
        f"{program()} get {name} -n {namespace}. Delete it: kubectl delete mbench {name} -n "
        f"{namespace}"
    )


def _write(benchmarks: Benchmarks, found: list[Document], files: Files) -> None:
    if files.junit:
        write_file(files.junit, as_junit(found))
    if files.markdown:
        write_file(files.markdown, as_markdown(found))
    if files.report:
        from modelbench.view.html.render import render_report

        benchmark = read_benchmark(found[0])
        results = benchmarks.results(benchmark)
        with readable(f"the samples of {benchmark.metadata.name}"):
            page = render_report(benchmark, results)
        write_file(files.report, page)
