"""Records how many replicas are wanted and ready while load is sent."""

import threading
from collections.abc import Callable

from modelbench.api.scenarios.parts import ScaleChange
from modelbench.kube.watch import Signal

_LOOK_SECONDS = 0.25
"""What no watch tells is known to a quarter of a second: replicas come in seconds."""


class ScaleRecorder:
    """Looks whenever a watched object has changed, and every 250 ms. Use as a context manager."""

    def __init__(
        self,
        signal: Signal,
        look: Callable[[], tuple[int, int]],
        now_nanoseconds: Callable[[], int],
        start_nanoseconds: int,
    ) -> None:
        self._signal = signal
        self._look = look
        self._now_nanoseconds = now_nanoseconds
        self._start = start_nanoseconds
        self._changes: list[ScaleChange] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scale recorder", daemon=True)

    def __enter__(self) -> "ScaleRecorder":
        self._record()
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        self._signal.notify()
        self._thread.join()

    @property
    def changes(self) -> tuple[ScaleChange, ...]:
        """Every change so far; the first is the state at the begin."""
        return tuple(self._changes)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._signal.wait_for(self._record, _LOOK_SECONDS)

    def _record(self) -> bool:
        wanted, ready = self._look()
        last = self._changes[-1] if self._changes else None
        if last is not None and (last.wanted, last.ready) == (wanted, ready):
            return self._stopped.is_set()
        offset = self._now_nanoseconds() - self._start
        self._changes.append(ScaleChange(offset, wanted, ready))
        return False
