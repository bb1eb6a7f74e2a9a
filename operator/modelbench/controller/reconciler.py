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
from modelbench.controller.aside import tell_aside
from modelbench.controller.ending import clean_up_deleted, give_up
from modelbench.controller.expiry import expire, expires_at
from modelbench.controller.look import Look, Looks, Memory
from modelbench.controller.outages import is_outage
from modelbench.controller.patience import Patience
from modelbench.controller.reading import is_finished_document, read
from modelbench.controller.settings import Settings
from modelbench.controller.store import Key, Store
from modelbench.controller.survey import Survey
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
        survey: Survey | None = None,
    ) -> None:
        self._api = api
        self._now = now
        self._patience = Patience()
        self._survey = survey or Survey(api, Store())
        self._told: set[str] = set()
        self._looks = Looks(api, settings, self._survey, Memory(), self._patience.set_aside)

    def due(self) -> list[Key]:
        """List all benchmarks; the keys of those that need a look."""
        everyone = self._survey.everyone()
        keys = [benchmark.key for benchmark in everyone if self._needs_a_look(benchmark)]
        return keys + self._survey.unreadable

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
        look = self._looks.at(reading, self._now())
        if reading.complaint:
            self._tell_once(look.benchmark.metadata.uid, look.benchmark.key, reading.complaint)
        if look.benchmark.metadata.deletion_timestamp is not None:
            clean_up_deleted(look)
            return None
        if look.benchmark.is_finished:
            return expire(look)
        return self._sync(look, reading.complaint, document)

    def _sync(self, look: Look, complaint: str, document: Document) -> float | None:
        try:
            delay = sync(look, complaint)
        except Exception as error:
            if is_outage(error) or not self._patience.failed(look.uid, look.now):
                raise
            self._set_aside(look, document, error)
            if not look.benchmark.is_measuring:
                raise
            delay = None
            give_up(self._looks.at(read(document), look.now), error)
        self._patience.succeeded(look.uid)
        return delay

    def _set_aside(self, look: Look, document: Document, error: Exception) -> None:
        """It counts no more. One that measures is ended; one that waits is told about, once."""
        newly = self._patience.put_aside(look.uid)
        if newly and not look.benchmark.is_measuring:
            tell_aside(self._api, document, error, look.now)

    def _leave(self, document: Document, error: FormatError) -> None:
        """Nothing can be done for a spec that cannot be read, and nobody waits for it."""
        metadata = document["metadata"]
        key = metadata["namespace"], metadata["name"]
        is_new = self._tell_once(metadata["uid"], key, str(error))
        if is_new and not is_finished_document(document):
            tell_aside(self._api, document, error, self._now())

    def _tell_once(self, uid: str, key: Key, complaint: str) -> bool:
        if uid in self._told:
            return False
        self._told.add(uid)
        logger.warning("%s/%s is of another version: %s", *key, complaint)
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
