"""A result as plain text for a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from modelbench.api.benchmark import Benchmark
from modelbench.display.tables import Row, Section
from modelbench.display.texts import printable
from modelbench.view.answer import answer_lines
from modelbench.view.summary import summary_of

_WIDTH = 100
_LABEL_WIDTH = 32
_GAP = "  "


def result_text(benchmark: Benchmark) -> str:
    """Several lines, of which those of tables may be long; no newline at the end.

    The last ones are the answer, so that it stays on the screen.
    """
    found = summary_of(benchmark.status)
    parts = [
        [line for sentence in found.recommendations for line in _wrapped(sentence)],
        [found.outcome],
        *(section_lines(section) for section in found.sections),
        list(found.warnings),
        answer_lines(benchmark.status),
    ]
    return joined(parts)


def joined(parts: Sequence[Sequence[str]]) -> str:
    """Parts of some lines each, with an empty line between them; nothing steers the terminal."""
    return printable("\n\n".join("\n".join(part) for part in parts if part))


def _wrapped(sentence: str) -> list[str]:
    return textwrap.wrap(
        sentence, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def section_lines(section: Section) -> list[str]:
    """A table and its remarks."""
    return [*_table(section.rows), *(f"  {note}" for note in section.notes)]


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """One line a row, each column as wide as its widest cell."""
    columns = range(max(len(row) for row in rows))
    widths = [max(len(row[n]) for row in rows if n < len(row)) for n in columns]
    widths[0] = max(widths[0], _LABEL_WIDTH)
    for row in rows:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield _GAP.join(padded).rstrip()
