"""Benchmarks in the formats that the commands offer."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import yaml

from modelbench.cli.junit import junit_xml
from modelbench.view.markdown import answer_markdown
from modelbench.view.text import answer_text

Documents = Sequence[Mapping[str, Any]]


def as_text(benchmarks: Documents) -> str:
    """Each answer; several are told apart by a heading."""
    if len(benchmarks) == 1:
        return answer_text(benchmarks[0])
    return "\n\n".join(f"== {_place(one)}\n\n{answer_text(one)}" for one in benchmarks)


def as_json(benchmarks: Documents) -> str:
    """The resource, or a List of them, as kubectl has it."""
    return json.dumps(_listed(benchmarks), indent=4, ensure_ascii=False)


def as_yaml(benchmarks: Documents) -> str:
    """The same in YAML."""
    return yaml.safe_dump(_listed(benchmarks), sort_keys=True, allow_unicode=True).rstrip("\n")


def as_markdown(benchmarks: Documents) -> str:
    """A section each, for a pull request."""
    return "\n".join(answer_markdown(benchmark) for benchmark in benchmarks).rstrip("\n")


FORMATS: Mapping[str, Callable[[Documents], str]] = {
    "text": as_text,
    "json": as_json,
    "yaml": as_yaml,
    "markdown": as_markdown,
    "junit": junit_xml,
}


def write_file(path: Path, text: str) -> None:
    """Write a text as a file. ClickException when that cannot be done."""
    try:
        path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from error


def _listed(benchmarks: Documents) -> Mapping[str, Any]:
    items = [_without_managed_fields(benchmark) for benchmark in benchmarks]
    return items[0] if len(items) == 1 else {"apiVersion": "v1", "kind": "List", "items": items}


def _without_managed_fields(benchmark: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = {k: v for k, v in benchmark["metadata"].items() if k != "managedFields"}
    return {**benchmark, "metadata": metadata}


def _place(benchmark: Mapping[str, Any]) -> str:
    metadata = benchmark["metadata"]
    return f"{metadata['namespace']}/{metadata['name']}"
