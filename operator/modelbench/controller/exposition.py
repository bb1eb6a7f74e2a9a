"""The results of benchmarks as Prometheus metrics: a text that is made once for each change."""

import gzip
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from modelbench.controller.choice import choose
from modelbench.controller.metric_lines import declared, unpack
from modelbench.controller.store import Store
from modelbench.metrics.families import gauge

_LEVEL = 1
"""Prometheus and the operator are neighbours: the processor costs more than the way."""

COUNTS = {
    "modelbench_benchmarks_not_exported": (
        "Benchmarks whose status cannot be exported as metrics; the operator's log says why."
    ),
    "modelbench_benchmarks_left_out": (
        "Benchmarks left out of a scrape because it is full; the oldest are left out first."
    ),
}


@dataclass(frozen=True)
class Page:
    """The results as text. It has the changes of the store up to ``changes``."""

    text: bytes
    changes: int

    @cached_property
    def zipped(self) -> bytes:
        """The same as a member of a gzip file."""
        return gzip.compress(self.text, _LEVEL, mtime=0)


class Exposition:
    """The results of all benchmarks that exist; a deleted one leaves no series behind.

    A benchmark whose status cannot be told is left out whole, and so are those that do not fit
    into ``most_bytes``; both are counted.
    """

    def __init__(self, store: Store, most_bytes: int) -> None:
        self._store = store
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._page: Page | None = None

    def page(self) -> Page:
        """The present results."""
        with self._lock:
            page = self._page
            if page is None or page.changes != self._store.changes:
                # What changes while it is made is told by the next.
                changes = self._store.changes
                page = Page("".join(self._families()).encode(), changes)
                self._page = page
            return page

    def _families(self) -> Iterator[str]:
        kept = self._store.all_kept()
        chosen = choose(kept, self._most_bytes)
        lines: dict[str, list[str]] = {name: [] for name in declared()}
        for one in chosen:
            for name, text in unpack(one.exported or b"").items():
                lines[name].append(text)
        for name, (text, _) in declared().items():
            yield gauge(name, text, "".join(lines.pop(name)))
        unexported = sum(one.exported is None for one in kept)
        counts = (unexported, len(kept) - unexported - len(chosen))
        for (name, text), count in zip(COUNTS.items(), counts, strict=True):
            yield gauge(name, text, f"{name} {float(count)}\n")
