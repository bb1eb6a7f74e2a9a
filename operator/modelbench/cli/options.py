"""Options that several commands have."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from modelbench.cli.faults import BadInput
from modelbench.cli.output import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])
UNITS_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}


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
        return float(int(match[1]) * UNITS_SECONDS[match[2]])


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


_PLACE = "modelbench.place"


def place(context: click.Context) -> dict[str, Any]:
    """What was said of the cluster, before the command or behind it: by the option's name."""
    found: dict[str, Any] = context.meta.setdefault(_PLACE, {})
    return found


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    """The value that was given last, wherever that was."""
    known = place(context)
    if value is not None:
        known[str(parameter.name)] = value
    return known.get(str(parameter.name))


headers = click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="TEXT",
    help="Header of the request, like 'Name: value'.",
)

namespace = click.option(
    "-n",
    "--namespace",
    metavar="NAME",
    callback=_remember,
    help="Namespace (default: the context's).",
)
_context = click.option(
    "--context",
    metavar="NAME",
    expose_value=False,
    callback=_remember,
    help="Context of the kubeconfig (default: the current one).",
)
_kubeconfig = click.option(
    "--kubeconfig",
    type=click.Path(path_type=Path),
    metavar="FILE",
    expose_value=False,
    callback=_remember,
    help="Kubeconfig (default: KUBECONFIG, or ~/.kube/config).",
)


def cluster(command: Command) -> Command:
    """Add the options that choose the cluster."""
    return _context(_kubeconfig(command))


def benchmark_names(
    context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[str]:
    """For a shell that completes: the names that the cluster has, none when it cannot be asked."""
    # Only a shell that asks for names has to wait for the way to a cluster.
    from modelbench.cli.client import Benchmarks
    from modelbench.cli.connection import connect

    known = place(context)
    benchmarks = Benchmarks(lambda: connect(known.get("context"), known.get("kubeconfig")))
    try:
        found = benchmarks.list_all(known.get("namespace"))
    except click.ClickException:
        return []
    names = (str(one["metadata"]["name"]) for one in found)
    return [name for name in names if name.startswith(incomplete)]


class InputFile(click.Path):
    """A file that is read: one that is not there is bad input. ``-`` is the standard input."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, allow_dash=True)

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        """The name; BadInput when there is no such file."""
        found = str(super().convert(str(value), param, ctx))
        if found != "-" and not Path(found).is_file():
            raise BadInput(f"there is no file {found}")
        return found


def text_of(name: str) -> tuple[str, str]:
    """The text of a file or of the standard input, and what to call it in messages."""
    shown = "<stdin>" if name == "-" else name
    try:
        with click.open_file(name, encoding="utf-8") as file:
            return file.read(), shown
    except UnicodeDecodeError as error:
        raise BadInput(f"{shown} is not text in UTF-8: {error}") from error
    except OSError as error:
        raise BadInput(f"{shown}: {error.strerror}") from error


def output(*names: str) -> Callable[[Command], Command]:
    """``-o`` with some of the formats, all of them when none is named."""
    chosen = click.Choice(names or tuple(FORMATS))
    return click.option(
        "-o",
        "--output",
        type=chosen,
        default="text",
        show_default=True,
        help="Format of the output.",
    )


def program() -> str:
    """What the user typed before the command, for commands in messages."""
    return click.get_current_context().find_root().info_name or "modelbench"
