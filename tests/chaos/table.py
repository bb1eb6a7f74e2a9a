"""What a chaos run has shown: one row a fault, as a table in Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A fault, what must hold, what was seen with its figures, and whether it held."""

    fault: str
    must: str
    seen: str
    held: bool


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown, as docs/reliability.md has them."""
    lines = ["| fault | what must hold | what was seen | verdict |", "|---|---|---|---|"]
    for row in rows:
        cells = (row.fault, row.must, row.seen, "held" if row.held else "**did not hold**")
        lines.append(f"| {' | '.join(_escaped(cell) for cell in cells)} |")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
