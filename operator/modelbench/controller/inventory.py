"""The list of all benchmarks. It is the truth; the watch is a hint that makes things faster."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import API_VERSION, KIND
from modelbench.api.values import FormatError
from modelbench.controller.kept import Kept, keep
from modelbench.controller.outages import is_outage
from modelbench.controller.reading import is_finished_document, read
from modelbench.controller.store import Key, Store
from modelbench.controller.watch_monitor import WatchMonitor
from modelbench.kube.client import ApiError, KubernetesApi, url_of

_PAGE = 50
"""How many are in memory as documents at once: some have tens of kilobytes."""
_STALE_SECONDS = 300.0
"""Longer than it takes to renew a role or a certificate, while lists fail, too."""


class Inventory:
    """Lists all benchmarks and keeps the store true."""

    def __init__(
        self,
        api: KubernetesApi,
        store: Store,
        watch_monitor: WatchMonitor | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self._api = api
        self._watch_monitor = watch_monitor or WatchMonitor(monotonic)
        self._monotonic = monotonic
        self._unreadable: dict[str, Key] = {}
        self._succeeded_at = monotonic()
        self._outage = False
        self._has_listed = False

    def list_benchmarks(self) -> list[Benchmark]:
        """All benchmarks that can be read, as they are at this moment. ApiError without a list."""
        try:
            versions = self._list()
        except ApiError as error:
            self._outage = is_outage(error)
            raise
        self._succeeded_at, self._outage = self._monotonic(), False
        self._has_listed = True
        self._watch_monitor.check(versions)
        return self.store.all()

    @property
    def has_listed(self) -> bool:
        """Whether a list has succeeded yet."""
        return self._has_listed

    @property
    def unreadable(self) -> list[Key]:
        """The benchmarks of the latest list that have not ended and cannot be read."""
        return list(self._unreadable.values())

    @property
    def is_healthy(self) -> bool:
        """Whether a list has succeeded lately, or the API server is away.

        A restart mends nothing then, and its back-off delays the first list after the outage.
        """
        return self._outage or self._monotonic() - self._succeeded_at < _STALE_SECONDS

    def _list(self) -> Mapping[str, str]:
        """Bring the store up to date; the resourceVersions by uid."""
        self.store.begin_list()
        versions: dict[str, str] = {}
        found: list[Kept] = []
        unreadable: dict[str, Key] = {}
        for document in self._documents():
            metadata = document["metadata"]
            versions[metadata["uid"]] = metadata.get("resourceVersion", "")
            try:
                found.append(self._kept(document))
            except FormatError:
                if not is_finished_document(document):
                    unreadable[metadata["uid"]] = metadata["namespace"], metadata["name"]
        self.store.end_list(found)
        self._unreadable = unreadable
        return versions

    def _kept(self, document: Mapping[str, Any]) -> Kept:
        """What is kept of a benchmark; one that has not changed is not read again."""
        metadata = document["metadata"]
        before = self.store.kept((metadata["namespace"], metadata["name"]))
        if before is not None and _version(metadata) == before.version:
            return before
        return keep(read(document).benchmark, before)

    def _documents(self) -> Iterator[Mapping[str, Any]]:
        query = {"limit": str(_PAGE)}
        while True:
            page = self._api.list_all(url_of(API_VERSION, KIND), query)
            yield from page["items"]
            following = page["metadata"].get("continue")
            if not following:
                return
            query = {"limit": str(_PAGE), "continue": following}


def _version(metadata: Mapping[str, Any]) -> tuple[str, str]:
    """What tells a state of an object from all others."""
    return metadata["uid"], metadata.get("resourceVersion", "")
