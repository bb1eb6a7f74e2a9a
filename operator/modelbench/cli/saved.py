"""A benchmark with its raw samples, from the cluster or from a file in which they were saved."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from modelbench.api.benchmark import Benchmark
from modelbench.api.names import KIND
from modelbench.cli.client import Benchmarks, contents
from modelbench.cli.documents import load_documents, read_benchmark
from modelbench.cli.faults import BadInput

Results = dict[str, str]
_ENDINGS = (".yaml", ".yml", ".json")


def benchmark_and_results(
    benchmarks: Benchmarks, namespace: str | None, name: str
) -> tuple[Benchmark, Results | None]:
    """By its name in the cluster, or by the name of a file, which ends in .yaml, .yml or .json.

    A file holds the ModelBenchmark and, for the raw samples, its results ConfigMap, as ``kubectl
    get modelbenchmark/NAME configmap/NAME-results -o yaml`` writes them. BadInput when what is
    there cannot be read.
    """
    if not name.endswith(_ENDINGS):
        benchmark = read_benchmark(benchmarks.get(namespace, name))
        return benchmark, benchmarks.results(benchmark)
    documents = list(_documents(Path(name)))
    found = [one for one in documents if one.get("kind") == KIND]
    if len(found) != 1:
        raise BadInput(f"{name} has {len(found)} {KIND}s, not one")
    benchmark = read_benchmark(found[0])
    return benchmark, _results(benchmark, documents)


def _documents(path: Path) -> Iterator[Mapping[str, Any]]:
    """Give the documents of the file, and the items of lists among them."""
    for document in load_documents(_text_of(path), str(path)):
        if isinstance(document, Mapping):
            items = document.get("items")
            found = items if isinstance(items, list) else [document]
            yield from (one for one in found if isinstance(one, Mapping))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not text in UTF-8: {error}") from error


def _results(benchmark: Benchmark, documents: Sequence[Mapping[str, Any]]) -> Results | None:
    reference = benchmark.status.results_ref
    for one in documents:
        metadata = one.get("metadata")
        name = metadata.get("name") if isinstance(metadata, Mapping) else None
        if reference is not None and (one.get("kind"), name) == ("ConfigMap", reference.name):
            return contents(one)
    return None
