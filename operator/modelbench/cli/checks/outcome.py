"""What came of looking at one thing."""

import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from modelbench.display.texts import one_line, printable
from modelbench.kube.client import ApiError

_WIDTH = 80
_WHAT_WIDTH = 20


class State(StrEnum):
    """How a thing stands. ABSENT is fine: only some benchmarks need it."""

    OK = "ok"
    MISSING = "missing"
    REFUSED = "refused"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """One thing that was looked at, in words, and what to do about it."""

    what: str
    state: State
    message: str
    advice: str = ""

    @property
    def is_bad(self) -> bool:
        """Whether a benchmark would fail by it."""
        return self.state in (State.MISSING, State.REFUSED)

    def as_json(self) -> dict[str, Any]:
        """Its JSON form; advice only where there is one."""
        return {key: value for key, value in asdict(self).items() if value != ""}

    def lines(self) -> list[str]:
        """At most 80 columns: state, thing and message, then the advice."""
        indent = " " * (len(State.MISSING) + _WHAT_WIDTH + 4)
        head = f"{self.state:<7}  {self.what:<{_WHAT_WIDTH}}  "
        if len(self.what) > _WHAT_WIDTH:
            head = f"{self.state:<7}  {self.what}: "
        found = textwrap.wrap(
            one_line(self.message), _WIDTH, initial_indent=head, subsequent_indent=indent
        )
        if self.advice:
            # A command must stay in one piece to be copied.
            found += textwrap.wrap(
                one_line(self.advice),
                _WIDTH,
                initial_indent=indent,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        return found or [head.rstrip()]


def text_of(outcomes: Iterable[Outcome]) -> str:
    """All of them, a line or a few each."""
    return printable("\n".join(line for one in outcomes for line in one.lines()))


class UnreadableError(Exception):
    """The cluster does not show something to this user."""


@contextmanager
def shown() -> Iterator[None]:
    """Turn a refusal to show something into UnreadableError; other faults stay as they are."""
    try:
        yield
    except ApiError as error:
        if error.status in (401, 403):
            raise UnreadableError(error.message) from error
        raise
