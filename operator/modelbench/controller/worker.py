"""A queue of benchmarks to look at, and the one thread that works it off.

One look at a time: that only few benchmarks measure at once depends on it. Between the looks it
lists all benchmarks about each minute, so that none is missed when the watch does not report it.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable

from modelbench.controller import metrics
from modelbench.controller.store import Key

_MOST_BACKOFF_SECONDS = 60.0
"""A cause that goes away by itself is found gone a minute later, as by the list."""

_MOST_DOUBLINGS = 6
"""Two to this power is above that: more would only make numbers grow."""

_LIST_SECONDS = 60.0
"""What no watch reports is found within a minute; a thousand benchmarks take 20 requests."""

_LIST_RETRY_SECONDS = 10.0
"""An API server that is back is seen soon, and one that is busy is not pressed."""

_STALLED_SECONDS = 180.0
"""Six requests that each run into their limit."""

logger = logging.getLogger(__name__)


class Worker:
    """Calls ``sync(namespace, name)`` for each key that is due. Safe to share between threads.

    ``list_due`` lists all benchmarks and gives the keys of those that need a look. Of several that
    are due, those go first that ``is_urgent`` says: hundreds that only wait would hold up those
    that measure.
    """

    def __init__(
        self,
        sync: Callable[[str, str], float | None],
        list_due: Callable[[], Iterable[Key]] = tuple,
        list_seconds: float = _LIST_SECONDS,
        is_urgent: Callable[[Key], bool] = lambda _key: False,
    ) -> None:
        self._sync = sync
        self._is_urgent = is_urgent
        self._list_due = list_due
        self._list_seconds = list_seconds
        self._changed = threading.Condition()
        self._due: dict[Key, float] = {}
        self._failures: dict[Key, int] = {}
        self._list_at = time.monotonic()
        self._last_turn = time.monotonic()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Work until :meth:`stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End after the look under way; the next operator goes on from the cluster's state."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def add(self, key: Key, delay_seconds: float = 0.0) -> None:
        """Look at a benchmark after a delay, or sooner if it is due sooner already."""
        with self._changed:
            self._add(key, delay_seconds)

    def forget(self, key: Key) -> None:
        """The benchmark is gone."""
        with self._changed:
            self._due.pop(key, None)
            self._failures.pop(key, None)

    def wake_all(self) -> None:
        """Look at all that wait, since the turn of one may have come; not at those that fail."""
        with self._changed:
            for key in set(self._due) - set(self._failures):
                self._add(key)

    @property
    def is_alive(self) -> bool:
        """Whether the thread still turns."""
        return self._thread.is_alive() and time.monotonic() - self._last_turn < _STALLED_SECONDS

    def _add(self, key: Key, delay_seconds: float = 0.0) -> None:
        due = time.monotonic() + delay_seconds
        self._due[key] = min(due, self._due.get(key, due))
        self._changed.notify()

    def _run(self) -> None:
        while not self._stopped:
            self._last_turn = time.monotonic()
            if self._list_at <= time.monotonic():
                self._list()
            elif (key := self._next_due()) is not None:
                self._look_at(key)
            else:
                self._sleep()

    def _list(self) -> None:
        wait = self._list_seconds
        try:
            for key in self._list_due():
                self.add(key)
        except Exception as error:
            wait = min(wait, _LIST_RETRY_SECONDS)
            logger.warning("The list of benchmarks is tried again in %.0f s: %s", wait, error)
        self._list_at = time.monotonic() + wait

    def _next_due(self) -> Key | None:
        with self._changed:
            now = time.monotonic()
            due = [key for key, at in self._due.items() if at <= now]
            urgent = [key for key in due if self._is_urgent(key)]
            key = min(urgent or due, key=self._due.__getitem__, default=None)
            if key is not None:
                del self._due[key]
            return key

    def _sleep(self) -> None:
        with self._changed:
            next_due = min([self._list_at, *self._due.values()])
            if not self._stopped and next_due > time.monotonic():
                self._changed.wait(next_due - time.monotonic())

    def _look_at(self, key: Key) -> None:
        started = time.monotonic()
        try:
            delay = self._sync(*key)
        except Exception as error:
            delay = self._back_off(key)
            metrics.RECONCILE_ERRORS.inc()
            logger.warning("%s/%s is tried again in %.0f s: %s", *key, delay, error, exc_info=True)
        else:
            self._failures.pop(key, None)
        metrics.RECONCILE_SECONDS.observe(time.monotonic() - started)
        if delay is not None:
            self.add(key, delay)

    def _back_off(self, key: Key) -> float:
        self._failures[key] = self._failures.get(key, 0) + 1
        doublings = min(self._failures[key], _MOST_DOUBLINGS)
        return min(2.0**doublings, _MOST_BACKOFF_SECONDS)
