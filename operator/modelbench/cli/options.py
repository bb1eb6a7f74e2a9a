"""Options that several commands have."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from modelbench.cli.output import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])
_UNITS_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


class Duration(click.ParamType[float]):
    """A time like 90, 90s, 15m or 2h, in seconds."""

    name = "duration"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The seconds; a usage error when the text is no such time."""
        match = re.fullmatch(r"(\d+)([smh]?)", str(value))
        if match is None:
            self.fail(f"{value} is not a time like 90s, 15m or 2h", param, ctx)
        return float(int(match[1]) * _UNITS_SECONDS[match[2]])


class NewFile(click.Path):
    """A file to be written later: what would prevent it is told before anything is measured."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """The path; a usage error when its directory is not there."""
        path = Path(str(super().convert(str(value), param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no directory {path.parent}", param, ctx)
        return path


namespace = click.option("-n", "--namespace", metavar="NAME", help="Instead of the context's.")


def output(*names: str) -> Callable[[Command], Command]:
    """``-o`` with some of the formats, all of them when none is named."""
    chosen = click.Choice(names or tuple(FORMATS))
    return click.option(
        "-o", "--output", type=chosen, default="text", show_default=True, help="The format."
    )


def program() -> str:
    """What the user typed before the command, for commands in messages."""
    return click.get_current_context().find_root().info_name or "modelbench"
