"""``modelbench``: the commands by name, each imported only when it is used."""

import importlib
import sys
from pathlib import Path
from typing import Any

import click

from modelbench import __version__
from modelbench.cli import options
from modelbench.cli.client import Benchmarks
from modelbench.cli.connection import Connection, connect

_PLUGIN = "kubectl-modelbench"
# A command is the function of its own name in the module of its name. Help imports all of them, so
# what is large to import belongs into the function.
_COMMANDS = (
    "install", "init", "check", "example", "run", "get", "report", "compare", "price", "traffic",
    "logs", "completion",
)  # fmt: skip
_WITHOUT_CLUSTER = ("install", "example", "traffic", "completion")


class _LazyGroup(click.Group):
    def list_commands(self, _context: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        module = importlib.import_module(f"modelbench.cli.{name}")
        command: click.Command = getattr(module, name)
        known = {parameter.name for parameter in command.params}
        if name not in _WITHOUT_CLUSTER and "kubeconfig" not in known:
            options.cluster(command)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s")
@options.cluster
@options.namespace
@click.pass_context
def modelbench(context: click.Context, /, namespace: str | None) -> None:  # noqa: ARG001
    """Measure a model image as a serverless and as a containerized deployment.

    The cluster is that of the kubeconfig (KUBECONFIG), as for kubectl.
    """
    context.obj = context.obj or Benchmarks(lambda: _connect(options.place(context)))


def _connect(place: dict[str, Any]) -> Connection:
    return connect(place.get("context"), place.get("kubeconfig"))


def main() -> None:
    """The entry point, also as ``kubectl modelbench``."""
    is_plugin = Path(sys.argv[0]).name == _PLUGIN
    modelbench(prog_name="kubectl modelbench" if is_plugin else "modelbench")


if __name__ == "__main__":
    main()
