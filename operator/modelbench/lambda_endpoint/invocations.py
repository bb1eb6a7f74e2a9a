"""One runtime and its invocations, one at a time, as Lambda has it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

_LOOK_SECONDS = 1.0
"""How often it is asked whether a runtime that waits has gone; an invocation wakes it at once."""


class End(Enum):
    """How an invocation ended."""

    RESULT = "the handler returned"
    ERROR = "the handler raised"
    LOST = "the runtime ended before it answered"
    NOT_TAKEN = "no runtime took it in time"
    TIMED_OUT = "the handler did not return in time"


@dataclass(frozen=True)
class Invocation:
    """What a runtime is given."""

    request_id: str
    event: bytes
    deadline_milliseconds: int


@dataclass(frozen=True)
class Outcome:
    """How it ended, with what the runtime sent, and how long the runtime had it."""

    end: End
    payload: bytes = b""
    seconds: float | None = None


class Invocations:
    """Hands invocations to the runtime that asks, and outcomes to who invoked.

    Only the newest call of ``take`` gets one: a runtime that asks again has either answered or been
    started anew.
    """

    def __init__(self, timeout_seconds: float) -> None:
        self._timeout_seconds = timeout_seconds
        self._turn = threading.Lock()
        self._changed = threading.Condition()
        self._calls = 0
        self._pending: Invocation | None = None
        self._current: Invocation | None = None
        self._taken = 0.0
        self._outcome: Outcome | None = None
        self._first_asked_at: float | None = None

    @property
    def first_asked_at(self) -> float | None:
        """When a runtime first asked for an invocation, in Unix seconds: it has initialized."""
        return self._first_asked_at

    def wait_until_asked(self) -> None:
        """Return when a runtime has asked for its first invocation."""
        with self._changed:
            self._changed.wait_for(lambda: self._first_asked_at is not None)

    def invoke(self, request_id: str, event: bytes) -> Outcome:
        """Wait for the runtime to be free, then for its outcome: for the timeout each."""
        if not self._turn.acquire(timeout=self._timeout_seconds):
            return Outcome(End.NOT_TAKEN)
        try:
            return self._invoke(request_id, event)
        finally:
            self._turn.release()

    def take(self, is_connected: Callable[[], bool]) -> Invocation | None:
        """The next invocation, for a runtime that waits as long as it takes.

        None when another call came after this one, or the runtime has gone meanwhile.
        """
        with self._changed:
            self._calls += 1
            mine = self._calls
            if self._first_asked_at is None:
                self._first_asked_at = time.time()
            if self._current is not None:
                self._end(Outcome(End.LOST))
            self._changed.notify_all()
            while self._calls == mine:
                if self._pending is not None:
                    return self._hand_over() if is_connected() else None
                self._changed.wait(_LOOK_SECONDS)
                if not is_connected():
                    return None
            return None

    def finish(self, request_id: str, end: End, payload: bytes) -> bool:
        """Take a runtime's outcome; False when it is not of the invocation under way."""
        with self._changed:
            if self._current is None or self._current.request_id != request_id:
                return False
            self._end(Outcome(end, payload, time.perf_counter() - self._taken))
            return True

    def _invoke(self, request_id: str, event: bytes) -> Outcome:
        seconds = self._timeout_seconds
        with self._changed:
            self._outcome = None
            deadline = round((time.time() + seconds) * 1000)
            self._pending = Invocation(request_id, event, deadline)
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: self._pending is None, seconds):
                self._pending = None
                return Outcome(End.NOT_TAKEN)
            if not self._changed.wait_for(lambda: self._outcome is not None, seconds):
                self._current = None
                return Outcome(End.TIMED_OUT, seconds=time.perf_counter() - self._taken)
            outcome, self._outcome = self._outcome, None
        return outcome or Outcome(End.LOST)

    def _hand_over(self) -> Invocation | None:
        self._current, self._pending = self._pending, None
        self._taken = time.perf_counter()
        self._changed.notify_all()
        return self._current

    def _end(self, outcome: Outcome) -> None:
        self._current, self._outcome = None, outcome
        self._changed.notify_all()
