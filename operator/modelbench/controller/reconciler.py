"""What a benchmark needs next, and when to look again.

Each look starts from the cluster's state alone, so an operator that was killed at any moment goes
on where it was, and a finished benchmark is never touched again.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import API_VERSION, KIND
from modelbench.api.values import FormatError
from modelbench.controller.ending import RemovalError, clean_up_deleted, give_up
from modelbench.controller.expiry import expire, expires_at
from modelbench.controller.inventory import Inventory
from modelbench.controller.outages import is_outage
from modelbench.controller.patience import Patience
from modelbench.controller.reading import is_finished_document, read
from modelbench.controller.reconcile_context import ContextFactory, Memory, ReconcileContext
from modelbench.controller.set_aside import report_set_aside
from modelbench.controller.settings import Settings
from modelbench.controller.store import Key, Store
from modelbench.controller.suspension import is_suspended
from modelbench.controller.sync import sync
from modelbench.kube.client import KubernetesApi, url_of

Document = Mapping[str, Any]

logger = logging.getLogger(__name__)


class Reconciler:
    """Drives benchmarks. One look at a time: the admission of the next relies on it."""

    def __init__(
        self,
        api: KubernetesApi,
        settings: Settings,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        inventory: Inventory | None = None,
    ) -> None:
        self._api = api
        self._now = now
        self._patience = Patience()
        self._inventory = inventory or Inventory(api, Store())
        self._warned: set[str] = set()
        self._contexts = ContextFactory(
            api, settings, self._inventory, Memory(), self._patience.set_aside
        )

    def due(self) -> list[Key]:
        """List all benchmarks; the keys of those that need a look."""
        everyone = self._inventory.list_benchmarks()
        keys = [benchmark.key for benchmark in everyone if self._needs_a_look(benchmark)]
        return keys + self._inventory.unreadable

    def reconcile(self, namespace: str, name: str) -> float | None:
        """Look at one; the seconds until the next look, or None when only a change needs one."""
        document = self._api.get(url_of(API_VERSION, KIND, namespace, name))
        if document is None:
            return None
        try:
            reading = read(document)
        except FormatError as error:
            self._leave(document, error)
            return None
        context = self._contexts.create(reading, self._now())
        if reading.problem:
            self._warn_once(context.benchmark.metadata.uid, context.benchmark.key, reading.problem)
        if context.benchmark.metadata.deletion_timestamp is not None:
            clean_up_deleted(context)
            return None
        if context.benchmark.is_finished:
            return expire(context)
        return self._sync(context, reading.problem, document)

    def _sync(self, context: ReconcileContext, problem: str, document: Document) -> float | None:
        try:
            delay = sync(context, problem)
        except Exception as error:
            if is_outage(error) or not self._patience.failed(context.uid, context.now):
                raise
            document = self._latest(document)
            self._set_aside(context, document, error)
            # What cannot be removed yet costs no result: its end waits for that, and nobody for it.
            if isinstance(error, RemovalError) or not context.benchmark.is_measuring:
                raise
            delay = None
            give_up(self._contexts.create(read(document), context.now), error)
        self._patience.succeeded(context.uid)
        return delay

    def _latest(self, document: Document) -> Document:
        """The same benchmark as it stands now: what failed may have written to it before."""
        metadata = document["metadata"]
        found = self._api.get(url_of(API_VERSION, KIND, metadata["namespace"], metadata["name"]))
        if found is None or found["metadata"]["uid"] != metadata["uid"]:
            return document
        return found

    def _set_aside(self, context: ReconcileContext, document: Document, error: Exception) -> None:
        """Count it no more. One that measures is ended; one that waits or stays is told, once."""
        newly = self._patience.put_aside(context.uid)
        known = context.benchmark.is_measuring or context.benchmark.is_set_aside
        if newly and not known:
            report_set_aside(self._api, document, error, context.now)
        elif newly and isinstance(error, RemovalError):
            words = f"Tried again each minute, and holds nobody up: {error}"
            context.record.event("NotRemoved", words, warning=True)

    def _leave(self, document: Document, error: FormatError) -> None:
        """Leave a spec that cannot be read: nothing can be done for it, and nobody waits for it."""
        metadata = document["metadata"]
        key = metadata["namespace"], metadata["name"]
        is_new = self._warn_once(metadata["uid"], key, str(error))
        if is_new and not is_finished_document(document):
            report_set_aside(self._api, document, error, self._now())

    def _warn_once(self, uid: str, key: Key, problem: str) -> bool:
        if uid in self._warned:
            return False
        self._warned.add(uid)
        logger.warning("%s/%s is of another version: %s", *key, problem)
        return True

    def _needs_a_look(self, benchmark: Benchmark) -> bool:
        if benchmark.is_finished:
            return self._is_over(benchmark)
        return not is_suspended(benchmark)

    def _is_over(self, benchmark: Benchmark) -> bool:
        try:
            at = expires_at(benchmark)
        except ValueError:
            return False
        return at is not None and at <= self._now()
