"""Bounded waits, and measurements that are done again when others came in between."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
_ATTEMPTS = 3


class OvertakenError(Exception):
    """Something else ran at the same time, so what was measured is not ours alone."""


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


def undisturbed(prepare: Callable[[], None], measure: Callable[[], Value]) -> Value:
    """What ``measure()`` gives; after each OvertakenError once more, a few times at most."""
    for attempt in range(1, _ATTEMPTS + 1):
        prepare()
        try:
            return measure()
        except OvertakenError as error:
            say(f"attempt {attempt} of {_ATTEMPTS} does not count: {error}")
    raise TimeoutError(f"others came in between in each of {_ATTEMPTS} attempts")


def say(text: str) -> None:
    """One line about what goes on."""
    print(f"    {text}", flush=True)
