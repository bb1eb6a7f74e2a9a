"""Judges the content of responses within bounded time, whatever they and the JSON path are."""

import signal
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from modelbench.segments.content import UNJUDGEABLE_RESPONSE, content_failure

if TYPE_CHECKING:
    from jsonpath_ng.jsonpath import JSONPath

T = TypeVar("T")

_RESPONSE_SECONDS = 2.0
"""A bound of CPU time. A path that goes through 1 MiB of JSON takes less, one that goes through it
once more for each of its parts does not end."""

_TOGETHER_SECONDS = 120.0
"""For the responses of one segment: many times what 64 MiB of them take with a path that is not
slow, and short enough that a run does not look as if it had stopped."""


_AGAIN_SECONDS = 0.1
"""Long after the first interruption has been dealt with, and short beside the time that is given to
a response."""


class Judge:
    """Judges responses one after the other; after ``seconds`` the rest cannot be judged."""

    def __init__(self, json_path: "JSONPath | None", seconds: float = _TOGETHER_SECONDS) -> None:
        self._json_path = json_path
        self._left_seconds = seconds

    def failure(self, body: bytes) -> str | None:
        """The kind of failure that a body is; None when it is as it should be, or not looked at."""
        json_path = self._json_path
        if json_path is None:
            return None
        if self._left_seconds <= 0:
            return UNJUDGEABLE_RESPONSE
        began = time.monotonic()
        try:
            return _within(_RESPONSE_SECONDS, lambda: content_failure(json_path, body))
        except _TooLongError:
            return UNJUDGEABLE_RESPONSE
        finally:
            self._left_seconds -= time.monotonic() - began


class _TooLongError(BaseException):
    """No Exception, so that nothing on the way takes it for a fault of its own."""


class _Alarm:
    """Interrupts the main thread by a signal, again and again until it is turned off.

    What is raised while Python finalizes an object is ignored, so that once is not enough.
    """

    def __init__(self) -> None:
        self._is_on = False

    def turn_on(self, seconds: float) -> None:
        """Ring after so many seconds of CPU time."""
        self._is_on = True
        signal.signal(signal.SIGPROF, self._ring)
        signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN_SECONDS)

    def turn_off(self) -> None:
        """Ring no more. The handler stays, since by default a late signal ends the process."""
        self._is_on = False
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _ring(self, *_: object) -> None:
        if self._is_on:
            raise _TooLongError


_alarm = _Alarm()


def _within(seconds: float, work: Callable[[], T]) -> T:
    """The result of ``work``. _TooLongError when it takes more CPU time than that.

    Only the main thread can be interrupted; the runner judges there.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    try:
        _alarm.turn_on(seconds)
        return work()
    finally:
        _alarm.turn_off()
