"""Waits for the end of benchmarks, and for the removal of one."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import click

from modelbench.cli.client import Benchmarks, Document
from modelbench.cli.faults import Unreachable
from modelbench.cli.verdict import Verdict, verdict_of
from modelbench.cli.view import View

_PAUSE_SECONDS = 1.0
# A restart of the API server is shorter.
_SILENCE_SECONDS = 120
_REMOVAL_SECONDS = 180


class Follower:
    """Looks at benchmarks once a second."""

    def __init__(self, benchmarks: Benchmarks) -> None:
        self._benchmarks = benchmarks

    def wait_ended(
        self, applied: Sequence[Document], view: View, limit_seconds: float | None
    ) -> list[Document]:
        """The benchmarks at their end, or as they stand after ``limit_seconds``.

        ClickException when one is deleted meanwhile, or the cluster is silent for long.
        """
        started = heard = time.monotonic()
        found = list(applied)
        while True:
            passed = time.monotonic() - started
            try:
                found = [self._look(benchmark) for benchmark in found]
                heard = time.monotonic()
            except Unreachable:
                if time.monotonic() - heard > _SILENCE_SECONDS:
                    raise
            view.show(found, passed)
            ended = all(verdict_of(one) is not Verdict.UNFINISHED for one in found)
            if ended or (limit_seconds is not None and passed >= limit_seconds):
                return found
            time.sleep(_PAUSE_SECONDS)

    def _look(self, known: Document) -> Document:
        if verdict_of(known) is not Verdict.UNFINISHED:
            return known
        namespace, name = _place(known)
        found = self._benchmarks.find(namespace, name)
        if found is None or found["metadata"]["uid"] != known["metadata"]["uid"]:
            raise click.ClickException(f"ModelBenchmark {name} was deleted before its end")
        return found

    def wait_removed(self, benchmark: Mapping[str, Any]) -> None:
        """Until a deleted benchmark and its pods are gone, so that they disturb no other.

        ClickException when they are not in time.
        """
        namespace, name = _place(benchmark)
        deadline = time.monotonic() + _REMOVAL_SECONDS
        while self._benchmarks.find(namespace, name) or self._benchmarks.pods(namespace, name):
            if time.monotonic() > deadline:
                raise click.ClickException(
                    f"the pods of {name} are still there after {_REMOVAL_SECONDS} s: "
                    f"kubectl -n {namespace} get pods"
                )
            time.sleep(_PAUSE_SECONDS)


def _place(benchmark: Mapping[str, Any]) -> tuple[str, str]:
    metadata = benchmark["metadata"]
    return metadata["namespace"], metadata["name"]
