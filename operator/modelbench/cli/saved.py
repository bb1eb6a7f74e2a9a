"""A benchmark with its raw samples, from the cluster or from a file in which they were saved."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import yaml

from modelbench.api.names import KIND
from modelbench.cli.client import Benchmarks, contents
from modelbench.cli.faults import BadInput

Document = Mapping[str, Any]
_ENDINGS = (".yaml", ".yml", ".json")


def benchmark_and_results(
    benchmarks: Benchmarks, namespace: str | None, name: str
) -> tuple[Document, dict[str, str] | None]:
    """By its name in the cluster, or by the name of a file, which ends in .yaml, .yml or .json.

    A file holds the ModelBenchmark and, for the raw samples, its results ConfigMap, as ``kubectl
    get modelbenchmark/NAME configmap/NAME-results -o yaml`` writes them.
    """
    if not name.endswith(_ENDINGS):
        benchmark = benchmarks.get(namespace, name)
        return benchmark, benchmarks.results(benchmark)
    documents = list(_documents(Path(name)))
    found = [one for one in documents if one.get("kind") == KIND]
    if len(found) != 1:
        raise BadInput(f"{name} has {len(found)} {KIND}s, not one")
    return found[0], _results(found[0], documents)


def _documents(path: Path) -> Iterator[Document]:
    """Those of the file, and the items of lists among them."""
    try:
        loaded = list(yaml.load_all(path.read_text(encoding="utf-8"), _loader()))
    except OSError as error:
        raise click.FileError(str(path), error.strerror) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is not YAML or JSON: {error}") from error
    for document in loaded:
        if isinstance(document, Mapping):
            yield from document.get("items", [document])


def _loader() -> Any:
    """The one in C where there is one: samples are large. Either knows plain data alone."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _results(benchmark: Document, documents: list[Document]) -> dict[str, str] | None:
    wanted = (benchmark.get("status") or {}).get("resultsRef", {}).get("name")
    for one in documents:
        if one.get("kind") == "ConfigMap" and one["metadata"]["name"] == wanted:
            return contents(one)
    return None
