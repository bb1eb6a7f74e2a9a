"""Waits for the end of benchmarks, and for the removal of one."""

import time
from collections.abc import Sequence

import click

from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import Document, read_benchmark
from modelbench.cli.exit_codes import ExitCode, exit_code_of
from modelbench.cli.faults import Unreachable
from modelbench.cli.view import View

_PAUSE_SECONDS = 1.0
"""People see no lag, and the API server no load."""

_OPERATOR_SECONDS = 30
"""A running operator takes a benchmark up within a second, and one that restarts within 20."""

_NO_OPERATOR = (
    "no operator has picked up {name} for {seconds} s. Is it running? "
    "kubectl get pods -A -l app.kubernetes.io/component=operator,app.kubernetes.io/name=modelbench"
)

# A restart of the API server is shorter.
_SILENCE_SECONDS = 120
_REMOVAL_SECONDS = 180
"""Pods end within their grace period of 30 s as a rule; one that a busy node ends late has time."""


class Follower:
    """Looks at benchmarks once a second."""

    def __init__(self, benchmarks: Benchmarks) -> None:
        self._benchmarks = benchmarks
        self._told: set[tuple[str, str]] = set()

    def wait_ended(
        self, applied: Sequence[Document], view: View, limit_seconds: float | None
    ) -> list[Document]:
        """The benchmarks at their end, or as they stand after ``limit_seconds``.

        ClickException when one is deleted meanwhile, or the cluster is silent for long; BadInput
        when one cannot be read.
        """
        started = heard = time.monotonic()
        found = list(applied)
        while True:
            passed = time.monotonic() - started
            try:
                found = [self._look(document) for document in found]
                heard = time.monotonic()
            except Unreachable:
                if time.monotonic() - heard > _SILENCE_SECONDS:
                    raise
            view.show([read_benchmark(document) for document in found], passed)
            if passed >= _OPERATOR_SECONDS:
                self._tell_unseen(found)
            ended = all(_has_ended(document) for document in found)
            if ended or (limit_seconds is not None and passed >= limit_seconds):
                return found
            time.sleep(_PAUSE_SECONDS)

    def _tell_unseen(self, documents: Sequence[Document]) -> None:
        """Say once of each benchmark that nothing has happened to it; it may still be taken up."""
        for document in documents:
            namespace, name = _place(document)
            unseen = read_benchmark(document).succeeded is None
            if unseen and (namespace, name) not in self._told:
                self._told.add((namespace, name))
                said = _NO_OPERATOR.format(name=name, seconds=_OPERATOR_SECONDS)
                click.echo(f"Warning: {said}", err=True)

    def _look(self, known: Document) -> Document:
        if _has_ended(known):
            return known
        namespace, name = _place(known)
        found = self._benchmarks.find(namespace, name)
        if found is None or found["metadata"]["uid"] != known["metadata"]["uid"]:
            raise click.ClickException(f"ModelBenchmark {name} was deleted before it finished")
        return found

    def wait_removed(self, document: Document) -> None:
        """Until a deleted benchmark and its pods are gone, so that they disturb no other.

        ClickException when they are not in time.
        """
        namespace, name = _place(document)
        deadline = time.monotonic() + _REMOVAL_SECONDS
        while self._benchmarks.find(namespace, name) or self._benchmarks.pods(namespace, name):
            if time.monotonic() > deadline:
                raise click.ClickException(
                    f"the pods of {name} are still there after {_REMOVAL_SECONDS} s: "
                    f"kubectl -n {namespace} get pods"
                )
            time.sleep(_PAUSE_SECONDS)


def _has_ended(document: Document) -> bool:
    return exit_code_of(read_benchmark(document)) is not ExitCode.UNFINISHED


def _place(document: Document) -> tuple[str, str]:
    metadata = document["metadata"]
    return metadata["namespace"], metadata["name"]
