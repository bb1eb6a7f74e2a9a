"""Documents from outside, of the cluster or of a file, and the benchmark that one holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import yaml

from modelbench.api.benchmark import Benchmark, parse_benchmark
from modelbench.api.values import FormatError
from modelbench.cli.faults import BadInput

Document = dict[str, Any]

# Samples are large, and YAML in Python is slow; either loader knows plain data alone.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """Reads YAML as kubectl does: what looks like a date is text."""


_Loader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
    for first, pairs in _Base.yaml_implicit_resolvers.items()
}


def load_documents(text: str, source: str) -> list[Any]:
    """The documents of a text of YAML or JSON, empty ones left out. BadInput when it is neither."""
    try:
        return [document for document in yaml.load_all(text, _Loader) if document is not None]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise BadInput(f"{source} is not YAML or JSON: {error}") from error


def read_benchmark(document: Mapping[str, Any]) -> Benchmark:
    """The benchmark that a document holds. BadInput when it is damaged or of another version."""
    with readable(_name_of(document)):
        return parse_benchmark(document)


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turn what is wrong with a document called ``name``, or with samples, into BadInput."""
    try:
        yield
    except FormatError as error:
        hint = "damaged, or of another version of ModelBench"
        raise BadInput(f"{name} cannot be read: {error} ({hint})") from error
    # Damaged samples end in errors of every library that they pass through.
    except Exception as error:
        raise BadInput(f"{name} cannot be read, it is damaged: {error!r}") from error


def _name_of(document: Mapping[str, Any]) -> str:
    metadata = document.get("metadata")
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return f"ModelBenchmark {name}" if name else "the ModelBenchmark"
