"""Live views of the cluster: the latest state of each object, and when it was first seen so.

The time at which a watch event arrives is taken on the runner's clock before anything else is
done with it, since it is the fallback for instants that Kubernetes tells in whole seconds only.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from modelbench.kube.client import ApiError, KubernetesApi

_WATCH_SECONDS = 240
"""A connection that a network has dropped without a word is noticed after so long."""

_RETRY_SECONDS = 1.0
"""An API server that is down, or that ends each watch at once, is not asked more often, and one
that is back is seen soon."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Seen:
    """One object as it was last seen, and the arrival of its first sight (nanoseconds)."""

    object: Mapping[str, Any]
    first_seen_nanoseconds: int


class Signal:
    """Wakes all who wait whenever any watched object has changed."""

    def __init__(self) -> None:
        self._condition = threading.Condition()

    def notify(self) -> None:
        """Wake all who wait: something changed."""
        with self._condition:
            self._condition.notify_all()

    def wait_for(self, predicate: Callable[[], bool], timeout_seconds: float) -> bool:
        """Wait until the predicate holds; False when the time ran out."""
        with self._condition:
            return self._condition.wait_for(predicate, timeout_seconds)


class _Pace:
    """Lets a first request go at once, and each further one no sooner than some time after it."""

    def __init__(self) -> None:
        self._next = time.monotonic()

    def keep(self) -> None:
        """Wait for the turn of the next request."""
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + _RETRY_SECONDS


class ObjectWatch:
    """Lists and watches one collection in a thread of its own, to the end of the process.

    ``on_seen`` is told each state of an object that is seen, in that thread.
    """

    def __init__(
        self,
        api: KubernetesApi,
        path: str,
        query: Mapping[str, str],
        signal: Signal,
        now_nanoseconds: Callable[[], int],
        on_seen: Callable[[Seen], None] = lambda _seen: None,
    ) -> None:
        self._api = api
        self._path = path
        self._query = dict(query)
        self._signal = signal
        self._now_nanoseconds = now_nanoseconds
        self._on_seen = on_seen
        self._objects: dict[str, Seen] = {}
        self._synced = threading.Event()
        self._lists, self._watches = _Pace(), _Pace()
        self._lost_nanoseconds = 0
        self._in_contact = False

    def start(self) -> None:
        """Begin to watch; :meth:`wait_synced` tells when the first list has arrived."""
        threading.Thread(target=self._run, name=f"watch {self._path}", daemon=True).start()

    def wait_synced(self, timeout_seconds: float) -> bool:
        """Whether the first list arrived in time."""
        return self._synced.wait(timeout_seconds)

    def all(self) -> list[Seen]:
        """Every object that exists now."""
        return list(self._objects.values())

    @property
    def in_contact(self) -> bool:
        """Whether the API server answered when it was last asked."""
        return self._in_contact

    def was_lost_since(self, nanoseconds: int) -> bool:
        """Whether the API server was away at any time since an instant of the runner's clock.

        A watch that breaks off tells nothing yet: the list after it does.
        """
        return not self._in_contact or self._lost_nanoseconds >= nanoseconds

    def _run(self) -> None:
        while True:
            try:
                self._follow(self._list())
            except (ApiError, KeyError, TypeError) as error:
                if not (isinstance(error, ApiError) and error.status == 410):
                    logger.warning("Watch of %s is renewed: %r", self._path, error)

    def _lose(self) -> None:
        self._in_contact = False
        self._lost_nanoseconds = self._now_nanoseconds()

    def _list(self) -> str:
        self._lists.keep()
        try:
            listed = self._api.list_all(self._path, self._query)
        except ApiError:
            self._lose()
            raise
        now = self._now_nanoseconds()
        current = {item["metadata"]["uid"] for item in listed["items"]}
        for uid in set(self._objects) - current:
            self._objects.pop(uid)
        for item in listed["items"]:
            self._remember(item, now)
        self._synced.set()
        self._find_again(now)
        self._signal.notify()
        version: str = listed["metadata"]["resourceVersion"]
        return version

    def _find_again(self, now_nanoseconds: int) -> None:
        if not self._in_contact and self._lost_nanoseconds:
            self._lost_nanoseconds = now_nanoseconds
        self._in_contact = True

    def _follow(self, version: str) -> None:
        while True:
            self._watches.keep()
            query = {**self._query, "resourceVersion": version, "allowWatchBookmarks": "true"}
            for event in self._api.watch(self._path, query, _WATCH_SECONDS):
                now = self._now_nanoseconds()
                version = event["object"]["metadata"]["resourceVersion"]
                if event["type"] == "DELETED":
                    self._objects.pop(event["object"]["metadata"]["uid"], None)
                elif event["type"] != "BOOKMARK":
                    self._remember(event["object"], now)
                self._signal.notify()

    def _remember(self, item: Mapping[str, Any], now_nanoseconds: int) -> None:
        uid = item["metadata"]["uid"]
        known = self._objects.get(uid)
        first = known.first_seen_nanoseconds if known else now_nanoseconds
        seen = Seen(item, first)
        self._objects[uid] = seen
        self._on_seen(seen)
