"""Tables for a terminal: columns that do not fit go below, and no word is broken."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import takewhile, zip_longest

from modelbench.display.tables import Row

_LABEL_WIDTH = 32
_GAP = "  "
_LEAST_CELL = 16
"""Narrower than this, a wrapped cell has a word a line; then the line may be too long."""


def table_lines(rows: Sequence[Row], width: int | None) -> Iterator[str]:
    """One line a row, each column as wide as its widest cell, within ``width`` where that is given.

    What does not fit is repeated as another table with the same labels. A row that has nothing to
    say there is left out, but for one that has no cells at all and names those under it.
    """
    widths = _widths(rows)
    if width is None:
        yield from _lines(rows, [max(widths[0], _LABEL_WIDTH), *widths[1:]])
        return
    for number, chosen in enumerate(_groups(widths, width)):
        part = [tuple(row[n] for n in chosen if n < len(row)) for row in rows]
        kept = [row for n, row in enumerate(part) if not number or _told(part, n, rows[n])]
        room = max(_LEAST_CELL, width - widths[0] - len(_GAP))
        folded = [line for row in kept for line in _folded(row, room)]
        yield from _lines(folded, [widths[0], *_widths(kept, room)[1:]])


def _told(part: Sequence[Row], number: int, whole: Row) -> bool:
    """Whether a row has something to say: itself, as the head, or as the name of rows that have."""
    if not number or any(part[number][1:]):
        return True
    below = takewhile(lambda row: _depth(row) > _depth(whole), part[number + 1 :])
    return len(whole) == 1 and any(any(row[1:]) for row in below)


def _depth(row: Row) -> int:
    return len(row[0]) - len(row[0].lstrip())


def _widths(rows: Sequence[Row], most: int | None = None) -> list[int]:
    columns = range(max(len(row) for row in rows))
    found = [max(len(row[n]) for row in rows if n < len(row)) for n in columns]
    return found if most is None else [found[0], *(min(one, most) for one in found[1:])]


def _groups(widths: Sequence[int], width: int) -> Iterator[list[int]]:
    """The numbers of the columns of each table; the first one holds the labels."""
    chosen, used = [0], widths[0]
    for number, one in enumerate(widths[1:], 1):
        if len(chosen) > 1 and used + len(_GAP) + one > width:
            yield chosen
            chosen, used = [0], widths[0]
        chosen.append(number)
        used += len(_GAP) + one
    yield chosen


def _folded(row: Row, room: int) -> Iterator[Row]:
    """A row as lines: cells that are longer than the room go on in the next."""
    label, *cells = row
    parts = [_wrapped(cell, room) for cell in cells]
    if not parts:
        yield row
        return
    for number, texts in enumerate(zip_longest(*parts, fillvalue="")):
        yield ("" if number else label, *texts)


def _wrapped(cell: str, room: int) -> list[str]:
    return textwrap.wrap(cell, room, break_long_words=False, break_on_hyphens=False) or [""]


def _lines(rows: Sequence[Row], widths: Sequence[int]) -> Iterator[str]:
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield _GAP.join(padded).rstrip()
