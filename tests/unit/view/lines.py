"""What the views are given and what is read of them."""

from modelbench.api.benchmark import parse_benchmark
from modelbench.api.conditions import Condition
from modelbench.api.status import Status
from msgspec.structs import replace

from tests.unit.made.specs import document


def shown(text):
    """The lines with single spaces between their words."""
    return [" ".join(line.split()) for line in text.splitlines()]


def cells_of(lines, title):
    """The lines of one table by their label."""
    start = next(n for n, line in enumerate(lines) if line.startswith(title))
    end = lines.index("", start) if "" in lines[start:] else len(lines)
    return lines[start:end]


def condition(type_, status, reason, message):
    return Condition(type_, status, reason, message, "2026-01-01T00:00:00Z")


def without_status(**fields):
    """A benchmark that has only these fields in its status."""
    return replace(parse_benchmark(document()), status=Status(**fields))
