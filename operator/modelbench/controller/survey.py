"""The list of all benchmarks. It is the truth; the watch is a hint that makes things faster."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import API_VERSION, KIND
from modelbench.api.values import FormatError
from modelbench.controller.hearing import Hearing
from modelbench.controller.outages import is_outage
from modelbench.controller.reading import is_finished_document, read
from modelbench.controller.store import Key, Store, lean
from modelbench.kube.client import ApiError, KubernetesApi, url_of

_PAGE = 50
"""How many are in memory as documents at once: some have tens of kilobytes."""
_STALE_SECONDS = 300.0
"""Longer than it takes to renew a role or a certificate, while lists fail, too."""


class Survey:
    """Lists all benchmarks and keeps the store true."""

    def __init__(
        self,
        api: KubernetesApi,
        store: Store,
        hearing: Hearing | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self._api = api
        self._hearing = hearing or Hearing(monotonic)
        self._monotonic = monotonic
        self._unreadable: dict[str, Key] = {}
        self._succeeded_at = monotonic()
        self._outage = False

    def everyone(self) -> list[Benchmark]:
        """All benchmarks that can be read, as they are at this moment. ApiError without a list."""
        try:
            versions = self._list()
        except ApiError as error:
            self._outage = is_outage(error)
            raise
        self._succeeded_at, self._outage = self._monotonic(), False
        self._hearing.check(versions)
        return self.store.all()

    @property
    def unreadable(self) -> list[Key]:
        """Those of the latest list that have not ended and cannot be read."""
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
        found: list[Benchmark] = []
        unreadable: dict[str, Key] = {}
        for document in self._documents():
            metadata = document["metadata"]
            versions[metadata["uid"]] = metadata.get("resourceVersion", "")
            try:
                found.append(lean(read(document).benchmark))
            except FormatError:
                if not is_finished_document(document):
                    unreadable[metadata["uid"]] = metadata["namespace"], metadata["name"]
        self.store.end_list(found)
        self._unreadable = unreadable
        return versions

    def _documents(self) -> Iterator[Mapping[str, Any]]:
        query = {"limit": str(_PAGE)}
        while True:
            page = self._api.list_all(url_of(API_VERSION, KIND), query)
            yield from page["items"]
            following = page["metadata"].get("continue")
            if not following:
                return
            query = {"limit": str(_PAGE), "continue": following}
