"""The list of all benchmarks. It is the truth; the watch is a hint that makes things faster.

The first one has them whole. Later ones have the metadata alone, and those that are new or have
changed are read one by one: the figures of thousands of finished ones are tens of megabytes, and
nothing else is looked at while they are read.
"""

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
        for item in self._items():
            metadata = item["metadata"]
            versions[metadata["uid"]] = metadata.get("resourceVersion", "")
            if (before := self._unchanged(metadata)) is not None:
                found.append(before)
            elif (document := self._whole(item)) is not None:
                try:
                    found.append(keep(read(document).benchmark, self.store.kept(_key(metadata))))
                except FormatError:
                    if not is_finished_document(document):
                        unreadable[metadata["uid"]] = _key(metadata)
        self.store.end_list(found)
        self._unreadable = unreadable
        return versions

    def _unchanged(self, metadata: Mapping[str, Any]) -> Kept | None:
        """What is kept of one, which is not read again; None: it has changed, or is new."""
        before = self.store.kept(_key(metadata))
        return before if before is not None and before.version == _version(metadata) else None

    def _whole(self, item: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The document of an item; None: it has gone meanwhile."""
        if "spec" in item:
            return item
        return self._api.get(url_of(API_VERSION, KIND, *_key(item["metadata"])))

    def _items(self) -> Iterator[Mapping[str, Any]]:
        list_page = self._api.list_metadata if self._has_listed else self._api.list_all
        query = {"limit": str(_PAGE)}
        while True:
            page = list_page(url_of(API_VERSION, KIND), query)
            yield from page["items"]
            following = page["metadata"].get("continue")
            if not following:
                return
            query = {"limit": str(_PAGE), "continue": following}


def _key(metadata: Mapping[str, Any]) -> Key:
    return metadata["namespace"], metadata["name"]


def _version(metadata: Mapping[str, Any]) -> tuple[str, str]:
    """What tells a state of an object from all others."""
    return metadata["uid"], metadata.get("resourceVersion", "")
