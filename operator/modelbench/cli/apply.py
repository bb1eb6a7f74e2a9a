"""Brings the manifests of a file to the API server; a benchmark that has run is not run again."""

import click
from rich.console import Console

from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import Document, read_benchmark
from modelbench.cli.faults import BadInput
from modelbench.cli.follow import Follower
from modelbench.cli.manifests import Manifests
from modelbench.cli.options import program


def place_of(benchmarks: Benchmarks, given: str | None, own: str | None) -> str:
    """The namespace of a document: its own, which must be the given one, if any."""
    if given and own and given != own:
        raise BadInput(f"the file has the namespace {own}, which is not --namespace {given}")
    return benchmarks.namespace(given or own)


def remove_earlier(
    benchmarks: Benchmarks, follower: Follower, manifests: Manifests, console: Console
) -> None:
    """Earlier benchmarks of the same names, and their pods, which would disturb the new ones.

    BadInput before anything is lost, when the API server would not take one of the new.
    """
    earlier = [one for one in manifests.benchmarks if benchmarks.find(*_place(one)) is not None]
    if earlier:
        for manifest in manifests.benchmarks:
            benchmarks.check(manifest)
    for manifest in earlier:
        namespace, name = _place(manifest)
        benchmarks.delete(namespace, name)
        with console.status(f"waiting for the pods of the earlier {name} to end"):
            follower.wait_removed(manifest)


def apply_manifests(benchmarks: Benchmarks, manifests: Manifests) -> list[Document]:
    """The benchmarks as the API server has them now. BadInput when one has run already."""
    for manifest in manifests.benchmarks:
        _refuse_ended(benchmarks, *_place(manifest))
    for manifest in manifests.beside:
        benchmarks.apply(manifest)
    return [benchmarks.apply(manifest) for manifest in manifests.benchmarks]


def check_manifests(benchmarks: Benchmarks, manifests: Manifests) -> None:
    """Have the API server look at each, and keep nothing. BadInput when one is rejected."""
    for manifest in (*manifests.beside, *manifests.benchmarks):
        benchmarks.check(manifest)
        name = f"{manifest['kind'].lower()}/{manifest['metadata']['name']}"
        click.echo(f"{name} is valid (server dry run)")


def _place(manifest: Document) -> tuple[str, str]:
    return manifest["metadata"]["namespace"], manifest["metadata"]["name"]


def _refuse_ended(benchmarks: Benchmarks, namespace: str, name: str) -> None:
    found = benchmarks.find(namespace, name)
    if found is not None and read_benchmark(found).is_finished:
        raise BadInput(
            f"ModelBenchmark {name} in namespace {namespace} has run already, and a benchmark runs "
            f"once: `{program()} get {name} -n {namespace}` shows its result, --replace deletes it "
            "and runs it again, --name gives the new one another name"
        )
