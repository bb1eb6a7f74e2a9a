"""What a chaos run has shown: one row a fault, as a table in Markdown."""

from collections.abc import Iterable
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
    return "\n".join((*_HEAD, *map(_line, rows)))


def append(path: Path, row: Row) -> None:
    """Add a row to the table in a file, so that what ends a session loses none."""
    head = () if path.exists() else _HEAD
    with path.open("a") as file:
        file.write("".join(f"{line}\n" for line in (*head, _line(row))))


def _line(row: Row) -> str:
    cells = (row.fault, row.must, row.seen, "held" if row.held else "**did not hold**")
    return f"| {' | '.join(_escaped(cell) for cell in cells)} |"


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
