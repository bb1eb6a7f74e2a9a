"""The ModelBenchmarks of a cluster for the commands; every fault is told in one sentence."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from typing import Any

import click

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import API_VERSION, BENCHMARK_LABEL, KIND, ROLE_LABEL, Role
from modelbench.cli.connection import Connection
from modelbench.cli.documents import Document
from modelbench.cli.faults import explained
from modelbench.kube.client import url_of

FIELD_MANAGER = "modelbench-cli"
_SILENCE_SECONDS = 24 * 3600
"""A runner logs nothing while it waits, and no wait of one is as long as a day."""


class Benchmarks:
    """Reads and changes ModelBenchmarks. It connects at its first use, so that help needs none.

    Methods raise ClickException when the cluster cannot be reached (Unreachable), has no CRD, does
    not know the object, or forbids the request. ``namespace`` None is that of the context.
    """

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect

    @cached_property
    def connection(self) -> Connection:
        """The cluster of the command."""
        return self._connect()

    def namespace(self, given: str | None) -> str:
        """The given namespace, or that of the context."""
        return given or self.connection.namespace

    def find(self, namespace: str | None, name: str) -> Document | None:
        """One benchmark, or None when there is none of that name."""
        with self._explained():
            return self.connection.api.get(self._path(namespace, name))

    def get(self, namespace: str | None, name: str) -> Document:
        """One benchmark. ClickException when there is none of that name."""
        found = self.find(namespace, name)
        if found is None:
            self.table(namespace)
            place = self.namespace(namespace)
            raise click.ClickException(f"there is no ModelBenchmark {name} in namespace {place}")
        return found

    def list_all(self, namespace: str | None, *, everywhere: bool = False) -> list[Document]:
        """All of a namespace, or of the cluster."""
        with self._explained():
            path = self._collection(namespace, everywhere)
            # The items of a list have neither apiVersion nor kind of their own.
            items = self.connection.api.list_all(path)["items"]
            return [{"apiVersion": API_VERSION, "kind": KIND, **item} for item in items]

    def table(self, namespace: str | None, *, everywhere: bool = False) -> Document:
        """List them as a ``meta.k8s.io/v1`` Table, with the columns that kubectl shows."""
        with self._explained():
            return self.connection.api.list_table(self._collection(namespace, everywhere))

    def results(self, benchmark: Benchmark) -> dict[str, str] | None:
        """The keys of the results ConfigMap; None without one.

        ``progress.json`` is text; ``samples.json.gz``, from its ``binaryData``, is in base64.
        """
        reference = benchmark.status.results_ref
        if reference is None:
            return None
        path = url_of("v1", "ConfigMap", benchmark.metadata.namespace, reference.name)
        with self._explained():
            found = self.connection.api.get(path)
        return None if found is None else contents(found)

    def apply(self, manifest: Document) -> Document:
        """Server-side apply of a manifest that has a namespace. BadInput when it is rejected."""
        with self._explained(f"{manifest['kind']} {manifest['metadata']['name']}"):
            return self.connection.api.apply(manifest, FIELD_MANAGER)

    def check(self, manifest: Document) -> Document:
        """Have the API server look at a new object, and keep nothing. BadInput when rejected.

        The object is as it would be stored, with its defaults, under another name.
        """
        metadata = manifest["metadata"]
        # One of that name, which cannot be changed, may be there.
        name = f"{metadata['name'][:30]}-{secrets.token_hex(3)}"
        with self._explained(f"{manifest['kind']} {metadata['name']}"):
            tried = {**manifest, "metadata": {**metadata, "name": name}}
            return self.connection.api.apply(tried, FIELD_MANAGER, dry_run=True)

    def delete(self, namespace: str | None, name: str) -> None:
        """Delete a benchmark with everything it owns; one that is gone already is no error."""
        with self._explained():
            self.connection.api.delete(self._path(namespace, name))

    def pods(self, namespace: str | None, name: str, role: Role | None = None) -> list[Document]:
        """The pods of a benchmark, or only those of one role, oldest first."""
        selector = f"{BENCHMARK_LABEL}={name}" + (f",{ROLE_LABEL}={role}" if role else "")
        where = url_of("v1", "Pod", self.namespace(namespace))
        with self._explained():
            found = self.connection.api.list_all(where, {"labelSelector": selector})["items"]
        return sorted(found, key=lambda pod: str(pod["metadata"]["creationTimestamp"]))

    def events(self, namespace: str | None, name: str) -> list[Document]:
        """The Events about a benchmark, oldest first."""
        selector = f"involvedObject.kind={KIND},involvedObject.name={name}"
        path = url_of("v1", "Event", self.namespace(namespace))
        with self._explained():
            found = self.connection.api.list_all(path, {"fieldSelector": selector})["items"]
        return sorted(found, key=lambda event: str(event["metadata"]["creationTimestamp"]))

    def runner_log(self, namespace: str | None, pod: str, *, follow: bool) -> Iterator[str]:
        """The lines of a runner's pod, as they come when ``follow``."""
        path = f"{url_of('v1', 'Pod', self.namespace(namespace), pod)}/log"
        query = {"container": str(Role.RUNNER), **({"follow": "true"} if follow else {})}
        with self._explained():
            for line in self.connection.api.lines(path, query, _SILENCE_SECONDS):
                yield line.decode(errors="replace")

    def _explained(self, what: str | None = None) -> AbstractContextManager[None]:
        return explained(self.connection.server, what)

    def _path(self, namespace: str | None, name: str) -> str:
        return url_of(API_VERSION, KIND, self.namespace(namespace), name)

    def _collection(self, namespace: str | None, everywhere: bool) -> str:
        return url_of(API_VERSION, KIND, None if everywhere else self.namespace(namespace))


def contents(config_map: Mapping[str, Any]) -> dict[str, str]:
    """All texts of a ConfigMap by key; those of its ``binaryData`` are in base64."""
    parts = [config_map.get(name) for name in ("data", "binaryData")]
    return {
        str(key): value
        for part in parts
        if isinstance(part, Mapping)
        for key, value in part.items()
        if isinstance(value, str)
    }
