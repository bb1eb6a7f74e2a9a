"""How long a benchmark may fail until it is set aside, so that it holds nobody up.

All of this is in memory. What was set aside says so in its status, too, and after a restart counts
no more from the first moment; one whose status cannot be stored is given the same patience anew.
"""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta

_PATIENCE = timedelta(minutes=5)
_LEAST_FAILURES = 5
"""Both must be exceeded: events may wake a benchmark several times within a second, and a worker
that was busy for long may have looked at it only twice. With the worker's back-off the time is what
counts. It is longer than a role or a webhook is away while somebody renews it."""


@dataclass
class _Failures:
    since: datetime
    count: int = 0


class Patience:
    """Counts the failures in a row of each benchmark, by its uid."""

    def __init__(self) -> None:
        self._failures: dict[str, _Failures] = {}
        self._set_aside: set[str] = set()

    @property
    def set_aside(self) -> Container[str]:
        """The uids of those that count no more."""
        return self._set_aside

    def failed(self, uid: str, now: datetime) -> bool:
        """Count one more failure; True when patience is over."""
        failures = self._failures.setdefault(uid, _Failures(now))
        failures.count += 1
        return failures.count >= _LEAST_FAILURES and now - failures.since >= _PATIENCE

    def put_aside(self, uid: str) -> bool:
        """Count it no more; True when it did count until now."""
        counted = uid not in self._set_aside
        self._set_aside.add(uid)
        return counted

    def succeeded(self, uid: str) -> None:
        """Count it as all others again: it goes on, or has ended."""
        self._failures.pop(uid, None)
        self._set_aside.discard(uid)
