"""What a chaos run has shown: one row a fault, as a table in Markdown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_HEAD = ("| fault | what must hold | what was seen | verdict |", "|---|---|---|---|")


@dataclass(frozen=True)
class Row:
    """A fault, what must hold, what was seen with its figures, and whether it held."""

    fault: str
    must: str
    seen: str
    held: bool


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown, as docs/reliability.md has them."""
    return "\n".join((*_HEAD, *_lines(rows)))


def append(path: Path, rows: Iterable[Row]) -> None:
    """Add the rows to the table in a file, which is made when it is not there."""
    before = path.read_text().splitlines() if path.exists() else _HEAD
    path.write_text("\n".join((*before, *_lines(rows))) + "\n")


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        cells = (row.fault, row.must, row.seen, "held" if row.held else "**did not hold**")
        yield f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
