"""Whether the watch still hears.

A watch may die, or be silent, in ways that nobody tells of. So what it has told is held against the
list: when it has said nothing of a benchmark that is another for minutes, it is started anew.
"""

import threading
import time
from collections.abc import Callable, Mapping

_PATIENCE_SECONDS = 180.0
"""Three lists. A watch tells within a second; one that has just begun tells all that exist, which
takes about ten for a thousand benchmarks."""


class Hearing:
    """What the watch told, by uid: the resourceVersion, which is only compared for equality.

    Safe to share between threads.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._renew: Callable[[], None] = _nobody_watches
        self._told: dict[str, str] = {}
        self._silent: dict[str, tuple[str | None, float]] = {}

    def begin(self, renew: Callable[[], None] | None) -> None:
        """A watch begins, which ``renew`` ends so that another begins; None: there is none now."""
        with self._lock:
            self._renew = renew or _nobody_watches
            self._told.clear()
            self._silent.clear()

    def told(self, uid: str, version: str) -> None:
        """The watch has told of a benchmark."""
        with self._lock:
            self._told[uid] = version

    def check(self, listed: Mapping[str, str]) -> None:
        """Renew the watch if it has missed something for long.

        ``listed`` are the versions of a list that was made just now, by uid.
        """
        with self._lock:
            self._told = {uid: told for uid, told in self._told.items() if uid in listed}
            self._silent = {
                uid: self._silence(uid)
                for uid, version in listed.items()
                if self._told.get(uid) != version
            }
            renew = self._renew if self._is_deaf() else _nobody_watches
        renew()

    def _is_deaf(self) -> bool:
        now = self._monotonic()
        return any(now - since >= _PATIENCE_SECONDS for _, since in self._silent.values())

    def _silence(self, uid: str) -> tuple[str | None, float]:
        """What it told last, and since when it has told nothing newer."""
        told = self._told.get(uid)
        before = self._silent.get(uid)
        return before if before and before[0] == told else (told, self._monotonic())


def _nobody_watches() -> None:
    """There is nothing to renew."""
