"""Measurements that are done again when others came in between."""

from collections.abc import Callable

from tools.waiting import Value

_ATTEMPTS = 3


class OvertakenError(Exception):
    """Something else ran at the same time, so what was measured is not ours alone."""


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
