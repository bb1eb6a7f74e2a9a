"""A result as GitHub Flavored Markdown, for a pull request or a job's summary."""

import re
from collections.abc import Iterator

from modelbench.api.benchmark import Benchmark
from modelbench.display.tables import Row, Section
from modelbench.display.texts import one_line
from modelbench.view.answer import answer_section
from modelbench.view.hints import hints
from modelbench.view.phase_hints import phase_hints
from modelbench.view.summary import summary_of

_INDENT = "&emsp;"
# What could begin markup in the middle of a text; "<" also begins HTML.
_MARKUP = re.compile(r"([\\`*_\[\]|~#>])")


def result_markdown(benchmark: Benchmark) -> str:
    """Write what the plain text has, the choice first. Equal statuses give equal documents."""
    found = summary_of(benchmark.status)
    answer = answer_section(benchmark.status)
    metadata, image = benchmark.metadata, benchmark.spec.model.measured_image
    parts = [
        f"## ModelBench: {escaped(metadata.name)}",
        *(["\n".join(section_lines(answer))] if answer is not None else []),
        *(escaped(sentence) for sentence in found.recommendations),
        escaped(found.outcome),
        *(f"> [!WARNING]\n> {escaped(warning)}" for warning in found.warnings),
        *("\n".join(section_lines(section)) for section in found.sections),
        *(escaped(hint) for hint in phase_hints(benchmark.status)),
        *(escaped(hint) for hint in hints(benchmark.spec, benchmark.status)),
        f"Image {code_span(image)}, namespace {escaped(metadata.namespace)}",
    ]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, in one line."""
    plain = _MARKUP.sub(r"\\\1", one_line(text))
    return plain.replace("&", "&amp;").replace("<", "&lt;")


def code_span(text: str) -> str:
    """Write a text as code: its fence is longer than any run of backticks in the text."""
    plain = one_line(text)
    longest = max((len(run) for run in re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    room = " " if plain.startswith("`") or plain.endswith("`") else ""
    return f"{fence}{room}{plain}{room}{fence}"


def section_lines(section: Section) -> Iterator[str]:
    """A heading, a table and its remarks."""
    (title, *columns), *rows = section.rows
    width = max(len(row) for row in section.rows)
    yield f"### {escaped(title)}"
    yield ""
    yield _line(("", *columns), width)
    yield "|" + " --- |" + " ---: |" * (width - 1)
    yield from (_line(row, width) for row in rows)
    if section.notes:
        yield ""
        yield from (f"- {escaped(note)}" for note in section.notes)


def _line(row: Row, width: int) -> str:
    label, *cells = row
    missing = [""] * (width - len(row))
    texts = [_label(label), *map(escaped, cells), *missing]
    return "| " + " | ".join(texts) + " |"


def _label(label: str) -> str:
    """Its depth below the title, which is one step by itself, as leading space."""
    depth = (len(label) - len(label.lstrip())) // 2 - 1
    return _INDENT * max(depth, 0) + escaped(label)
