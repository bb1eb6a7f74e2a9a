"""The documented values of a chart: what a comment ``# --`` above a key says, with its default."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

_MARK = "# --"


@dataclass(frozen=True)
class DocumentedValue:
    """One row of the table."""

    path: str
    default: str
    """The default as JSON."""
    meaning: str


def documented_values(text: str) -> list[DocumentedValue]:
    """Every value of a ``values.yaml``, in its order.

    A documented map counts as one value.

    ValueError when a value has no comment; the message names it.
    """
    return list(_walk(yaml.compose(text, Loader=yaml.SafeLoader), text.splitlines(), ()))


def _walk(
    node: yaml.Node | None, lines: Sequence[str], parents: Sequence[str]
) -> Iterator[DocumentedValue]:
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise ValueError(f"{'.'.join(parents)} has no comment that begins with '{_MARK}'")
    for key, value in node.value:
        path = (*parents, key.value)
        meaning = _comment_above(lines, key.start_mark.line)
        if meaning is None:
            yield from _walk(value, lines, path)
        else:
            default = yaml.SafeLoader("").construct_document(value)
            yield DocumentedValue(".".join(path), json.dumps(default), meaning)


def _comment_above(lines: Sequence[str], index: int) -> str | None:
    """The comment that ends just above a line, in one line; an empty line of it is a new line."""
    found: list[str] = []
    for line in reversed(lines[:index]):
        text = line.strip()
        if text.startswith(_MARK):
            found.append(text.removeprefix(_MARK).strip())
            return " ".join(part or "<br>" for part in reversed(found))
        if not text.startswith("#"):
            return None
        found.append(text.removeprefix("#").strip())
    return None
