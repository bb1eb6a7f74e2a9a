"""``modelbench example``: the benchmarks that come with the package."""

from collections.abc import Iterator
from pathlib import Path

import click

from modelbench.cli.bundle import bundled
from modelbench.cli.faults import BadInput

LOCAL_REGISTRY = "dev.local/modelbench"
"""What the examples name: images that the local cluster builds and no registry has."""

REGISTRY = "ghcr.io/modelbench"
"""Where a release pushes the images."""


@click.command()
@click.argument("name", required=False)
@click.option(
    "--registry",
    default=REGISTRY,
    show_default=True,
    metavar="REGISTRY",
    help=f"Where the sample's image is; {LOCAL_REGISTRY} on the local cluster.",
)
def example(name: str | None, registry: str) -> None:
    """List the examples, or write one to the standard output.

    `modelbench example decision | modelbench run -f -` runs one.
    """
    found = {path.stem: path for path in sorted(bundled("examples").glob("*.yaml"))}
    if name is None:
        width = max(map(len, found))
        for known, path in found.items():
            click.echo(f"{known.ljust(width)}  {_purpose(path)}")
        return
    if name not in found:
        raise BadInput(f"there is no example {name}; there are {', '.join(found)}")
    text = found[name].read_text(encoding="utf-8")
    click.echo(text.replace(LOCAL_REGISTRY, registry.rstrip("/")), nl=False)


def _purpose(path: Path) -> str:
    """The first sentence of the comment at its top."""
    text = " ".join(line.lstrip("# ") for line in _comment(path))
    sentence, end, _ = text.partition(". ")
    return sentence + (end and ".")


def _comment(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            return
        yield line
