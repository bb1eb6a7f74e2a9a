"""Bounded waits."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def wait_until(
    look: Callable[[], Value | None],
    limit_seconds: float,
    what: Callable[[], str] | str,
    pause_seconds: float = 0.5,
) -> Value:
    """The first true value of ``look()``; TimeoutError, which says what was awaited, at the limit.

    ``what`` may be a function, for words that only the last look can give.
    """
    deadline = time.monotonic() + limit_seconds
    while not (value := look()):
        if time.monotonic() > deadline:
            text = what if isinstance(what, str) else what()
            raise TimeoutError(f"not within {limit_seconds:.0f} s: {text}")
        time.sleep(pause_seconds)
    return value
