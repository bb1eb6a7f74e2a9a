"""The benchmarks as they were last seen, for the metrics and for a first look at the queue."""

import threading
from collections.abc import Iterable
from operator import itemgetter

from modelbench.api.benchmark import Benchmark
from modelbench.controller.kept import Kept, keep

Key = tuple[str, str]
"""Namespace and name."""


class Store:
    """Keeps of each benchmark what metrics and the queue need. Safe to share between threads.

    The watch and the list write to it side by side. What the watch reports while a list is under
    way is newer than that list, so the list leaves it alone. ``changes`` counts what would make a
    scrape another one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Key, Kept] = {}
        self._changed: set[Key] = set()
        self.changes = 0

    def put(self, benchmark: Benchmark) -> None:
        """Remember the latest state."""
        before = self._kept.get(benchmark.key)
        found = keep(benchmark, before)
        with self._lock:
            self._changed.add(benchmark.key)
            self._kept[benchmark.key] = found
            self.changes += before is None or before.exported != found.exported

    def get(self, key: Key) -> Benchmark | None:
        """The latest state of one."""
        found = self._kept.get(key)
        return None if found is None else found.benchmark

    def kept(self, key: Key) -> Kept | None:
        """All that is kept of one."""
        return self._kept.get(key)

    def remove(self, key: Key) -> None:
        """Forget one: its metrics disappear with the next scrape."""
        with self._lock:
            self._changed.add(key)
            self.changes += self._kept.pop(key, None) is not None

    def begin_list(self) -> None:
        """Begin a list: what the watch reports from now on is newer."""
        with self._lock:
            self._changed.clear()

    def end_list(self, found: Iterable[Kept]) -> None:
        """Have those that a list holds, and no others."""
        listed = {one.benchmark.key: one for one in found}
        with self._lock:
            changed = {key: self._kept.get(key) for key in self._changed}
            newer = {key: one for key, one in changed.items() if one is not None}
            older = {key: one for key, one in listed.items() if key not in changed}
            before, self._kept = self._kept, older | newer
            self.changes += _exported(before) != _exported(self._kept)

    def all(self) -> list[Benchmark]:
        """Every benchmark, by namespace and name."""
        return [one.benchmark for one in self.all_kept()]

    def all_kept(self) -> list[Kept]:
        """All that is kept, by namespace and name."""
        with self._lock:
            known = list(self._kept.items())
        return [one for _, one in sorted(known, key=itemgetter(0))]


def _exported(kept: dict[Key, Kept]) -> dict[Key, bytes | None]:
    return {key: one.exported for key, one in kept.items()}
