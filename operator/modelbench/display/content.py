"""What a page is made of; the template turns it into HTML."""

import base64
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from modelbench.display.tables import Row
from modelbench.display.tables import Section as TextSection


@dataclass(frozen=True)
class Table:
    """Rows of text. The first column names the row; ``caption`` is read to who cannot see it."""

    caption: str
    head: Row
    rows: Sequence[Row]


def table_of(section: TextSection) -> Table:
    """A section of the terminal's result, with its title as the caption."""
    (title, *columns), *rows = section.rows
    width = max(len(row) for row in section.rows)
    return Table(title, _wide(("", *columns), width), [_wide(_marked(row), width) for row in rows])


def _wide(row: Row, width: int) -> Row:
    return (*row, *[""] * (width - len(row)))


def _marked(row: Row) -> Row:
    """A row that belongs to the one above it says so."""
    label = row[0].strip()
    return (f"· {label}" if row[0].startswith("   ") else label, *row[1:])


@dataclass(frozen=True)
class Plot:
    """A picture as inline SVG, what it shows in a sentence or two, and the same as a table.

    Without a table, one of the section's says the same.
    """

    svg: Markup
    caption: str
    table: Table | None = None
    wide: bool = False


@dataclass(frozen=True)
class Download:
    """Data that a reader can save as a file: it is inside the page, as everything of it."""

    file_name: str
    label: str
    rows: Sequence[Row]

    @property
    def url(self) -> str:
        """The rows as CSV in a ``data:`` URL."""
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(self.rows)
        encoded = base64.b64encode(text.getvalue().encode()).decode()
        return f"data:text/csv;charset=utf-8;base64,{encoded}"


@dataclass(frozen=True)
class Section:
    """A part of the page. ``lead`` says in a sentence what was found or how it was measured.

    One that is ``folded`` is closed until somebody asks for it.
    """

    identifier: str
    title: str
    lead: str = ""
    plots: Sequence[Plot] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    downloads: Sequence[Download] = ()
    folded: bool = False


def tables_and_notes(*sections: TextSection | None) -> tuple[list[Table], list[str]]:
    """The tables and the notes of text sections; nothing of those that are None."""
    known = [section for section in sections if section is not None]
    notes = [note.strip() for section in known for note in section.notes]
    return [table_of(section) for section in known], notes
