"""Each step of a call says its name when it begins and its time when it ends."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(message: str) -> None:
    """One line for the user, at once even when the output is a pipe."""
    print(message, file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Show a step's name and how long it took."""
    say(f"- {name} ...")
    started = time.monotonic()
    try:
        yield
    except BaseException:
        say(f"  {name}: failed after {time.monotonic() - started:.1f} s")
        raise
    say(f"  {name}: {time.monotonic() - started:.1f} s")
