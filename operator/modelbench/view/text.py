"""A result as plain text for a terminal."""

import textwrap
from collections.abc import Sequence

from modelbench.api.benchmark import Benchmark
from modelbench.display.tables import Section
from modelbench.display.texts import printable
from modelbench.view.answer import WIDTH, answer_lines
from modelbench.view.columns import table_lines
from modelbench.view.summary import summary_of

_WIDTH = 100
"""Of sentences, where the width of the terminal is not known."""


def result_text(benchmark: Benchmark, width: int | None = None) -> str:
    """Several lines of at most ``width``; without it those of tables may be long.

    No newline at the end. The last ones are the answer, so that it stays on the screen.
    """
    found = summary_of(benchmark.status)
    parts = [
        [line for sentence in found.recommendations for line in wrapped(sentence, width or _WIDTH)],
        wrapped(found.outcome, width),
        *(section_lines(section, width) for section in found.sections),
        [line for warning in found.warnings for line in wrapped(warning, width)],
        answer_lines(benchmark.status, width or WIDTH),
    ]
    return joined(parts)


def joined(parts: Sequence[Sequence[str]]) -> str:
    """Parts of some lines each, with an empty line between them; nothing steers the terminal."""
    return printable("\n\n".join("\n".join(part) for part in parts if part))


def wrapped(text: str, width: int | None, indent: str = "") -> list[str]:
    """A text as lines of at most ``width``, but for a word that is longer; None: as one line."""
    if width is None:
        return [f"{indent}{text}"]
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=f"{indent}  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def section_lines(section: Section, width: int | None = None) -> list[str]:
    """A table and its remarks."""
    notes = (line for note in section.notes for line in wrapped(note, width, "  "))
    return [*table_lines(section.rows, width), *notes]
