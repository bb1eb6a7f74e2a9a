"""Finds out whether the watch still reports changes.

A watch may die, or fall silent, without any error. So what it has reported is compared with the
list: when a change that the list has is missing from it for minutes, it is started anew.
"""

import threading
import time
from collections.abc import Callable, Mapping

_PATIENCE_SECONDS = 180.0
"""Three lists. A watch reports within a second; one that has just begun reports all that exist,
which takes about ten for a thousand benchmarks."""


class WatchMonitor:
    """What the watch saw, by uid: the resourceVersion, which is only compared for equality.

    Safe to share between threads.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._renew: Callable[[], None] = _nobody_watches
        self._seen: dict[str, str] = {}
        self._missed: dict[str, tuple[str | None, float]] = {}

    def begin(self, renew: Callable[[], None] | None) -> None:
        """Begin with a watch that ``renew`` ends, so that another begins; None is no watch."""
        with self._lock:
            self._renew = renew or _nobody_watches
            self._seen.clear()
            self._missed.clear()

    def saw(self, uid: str, version: str) -> None:
        """Note that the watch has reported a benchmark."""
        with self._lock:
            self._seen[uid] = version

    def check(self, listed: Mapping[str, str]) -> None:
        """Renew the watch if it has missed something for long.

        ``listed`` are the versions of a list that was made just now, by uid.
        """
        with self._lock:
            self._seen = {uid: saw for uid, saw in self._seen.items() if uid in listed}
            self._missed = {
                uid: self._missed_since(uid)
                for uid, version in listed.items()
                if self._seen.get(uid) != version
            }
            renew = self._renew if self._has_missed_much() else _nobody_watches
        renew()

    def _has_missed_much(self) -> bool:
        now = self._monotonic()
        return any(now - since >= _PATIENCE_SECONDS for _, since in self._missed.values())

    def _missed_since(self, uid: str) -> tuple[str | None, float]:
        """The version that it saw last, and since when it has seen nothing newer."""
        saw = self._seen.get(uid)
        before = self._missed.get(uid)
        return before if before and before[0] == saw else (saw, self._monotonic())


def _nobody_watches() -> None:
    """There is nothing to renew."""
