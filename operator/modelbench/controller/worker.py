"""A queue of benchmarks to look at, and the one task that works it off.

One step at a time: that only few benchmarks measure at once depends on it. A step runs in a thread,
since the Kubernetes client blocks.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from modelbench.controller import metrics

Key = tuple[str, str]
_MAX_BACKOFF_SECONDS = 60.0
_STALLED_SECONDS = 180.0

logger = logging.getLogger(__name__)


class Worker:
    """Calls ``reconcile(namespace, name)`` for each key that is due."""

    def __init__(self, reconcile: Callable[[str, str], float | None]) -> None:
        self._reconcile = reconcile
        self._due: dict[Key, float] = {}
        self._failures: dict[Key, int] = {}
        self._woken = asyncio.Event()
        self._last_turn = time.monotonic()

    def add(self, key: Key, delay_seconds: float = 0.0) -> None:
        """Look at a benchmark after a delay, or sooner if it is due sooner already."""
        due = time.monotonic() + delay_seconds
        self._due[key] = min(due, self._due.get(key, due))
        self._woken.set()

    def forget(self, key: Key) -> None:
        """The benchmark is gone."""
        self._due.pop(key, None)
        self._failures.pop(key, None)

    def wake_all(self) -> None:
        """Look at every waiting benchmark now, since the turn of one may have come."""
        for key in self._due:
            self.add(key)

    @property
    def is_alive(self) -> bool:
        """Whether the task still turns."""
        return time.monotonic() - self._last_turn < _STALLED_SECONDS

    async def run(self) -> None:
        """Work for ever."""
        while True:
            self._last_turn = time.monotonic()
            key = self._next_due()
            if key is None:
                await self._sleep()
            else:
                await self._step(key)

    def _next_due(self) -> Key | None:
        now = time.monotonic()
        ready = [key for key, due in self._due.items() if due <= now]
        if not ready:
            return None
        key = min(ready, key=lambda candidate: self._due[candidate])
        del self._due[key]
        return key

    async def _sleep(self) -> None:
        now = time.monotonic()
        wait = min([due - now for due in self._due.values()], default=_MAX_BACKOFF_SECONDS)
        self._woken.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), min(max(wait, 0.0), _MAX_BACKOFF_SECONDS))

    async def _step(self, key: Key) -> None:
        started = time.monotonic()
        try:
            delay = await asyncio.to_thread(self._reconcile, *key)
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
        return min(2.0 ** self._failures[key], _MAX_BACKOFF_SECONDS)
