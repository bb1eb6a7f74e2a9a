"""Benchmarks in the formats that the commands offer."""

import json
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from modelbench.cli.documents import Document, read_benchmark
from modelbench.display.texts import printable
from modelbench.view.markdown import result_markdown
from modelbench.view.text import result_text

Documents = Sequence[Document]
_RESOURCE = "modelbenchmark.modelbench.dev"


def terminal_width() -> int | None:
    """The columns of the terminal that the output goes to; None when it goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def as_text(documents: Documents) -> str:
    """Each result; several are told apart by a heading."""
    found = [read_benchmark(document) for document in documents]
    width = terminal_width()
    if len(found) == 1:
        return result_text(found[0], width)
    parts = (f"== {'/'.join(one.key)}\n\n{result_text(one, width)}" for one in found)
    return printable("\n\n".join(parts))


def as_json(documents: Documents) -> str:
    """The resource, or a List of them, as kubectl has it."""
    return json_text(_listed(documents))


def as_yaml(documents: Documents) -> str:
    """Write the documents in YAML."""
    return yaml.safe_dump(_listed(documents), sort_keys=True, allow_unicode=True).rstrip("\n")


def as_markdown(documents: Documents) -> str:
    """A section each, for a pull request."""
    return "\n".join(result_markdown(read_benchmark(one)) for one in documents).rstrip("\n")


def as_junit(documents: Documents) -> str:
    """A suite each, for a CI system."""
    # Its library takes a tenth of a second, which only those wait for who want it.
    from modelbench.cli.junit import junit_xml

    return junit_xml([read_benchmark(document) for document in documents])


def as_names(documents: Documents) -> str:
    """One name a line, for other commands, as ``kubectl -o name`` has it."""
    return "\n".join(f"{_RESOURCE}/{document['metadata']['name']}" for document in documents)


FORMATS: Mapping[str, Callable[[Documents], str]] = {
    "text": as_text,
    "json": as_json,
    "yaml": as_yaml,
    "markdown": as_markdown,
    "junit": as_junit,
    "name": as_names,
}


def json_text(value: Any) -> str:
    """JSON for people: what could steer a terminal is escaped, other letters are not."""
    text = json.dumps(value, indent=4, ensure_ascii=False)
    hidden = {ord(c): json.dumps(c)[1:-1] for c in set(text) if not c.isprintable() and c != "\n"}
    return text.translate(hidden)


def write_file(path: Path, text: str) -> None:
    """Write a text as a file. ClickException when that cannot be done."""
    try:
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from error


def _listed(documents: Documents) -> Mapping[str, Any]:
    items = [_without_managed_fields(document) for document in documents]
    return items[0] if len(items) == 1 else {"apiVersion": "v1", "kind": "List", "items": items}


def _without_managed_fields(document: Document) -> Document:
    metadata = {k: v for k, v in document["metadata"].items() if k != "managedFields"}
    return {**document, "metadata": metadata}
