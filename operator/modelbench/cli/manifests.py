"""The manifests of a file: ModelBenchmarks, and the ConfigMaps and Secrets that they refer to."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from modelbench.api.names import API_VERSION, KIND
from modelbench.cli.documents import Document, load_documents
from modelbench.cli.faults import BadInput

_BESIDE = (("v1", "ConfigMap"), ("v1", "Secret"))
_KEPT = ("name", "labels", "annotations")


@dataclass(frozen=True)
class Manifests:
    """What is to be applied, in this order; all have a namespace and a name."""

    beside: tuple[Document, ...]
    benchmarks: tuple[Document, ...]


def read_manifests(
    text: str, source: str, place: Callable[[str | None], str], name: str | None = None
) -> Manifests:
    """The manifests in a text of YAML or JSON. BadInput, with its number, when one cannot be used.

    ``place`` gives the namespace for that of a document; ``name`` renames the only benchmark.
    """
    documents = load_documents(text, source)
    for number, document in enumerate(documents, 1):
        _check(document, f"document {number} of {source}")
    benchmarks = [document for document in documents if document["kind"] == KIND]
    _name_benchmarks(benchmarks, source, name)
    return Manifests(
        tuple(_placed(d, place) for d in documents if d["kind"] != KIND),
        tuple(_placed(d, place) for d in benchmarks),
    )


def joined_manifests(parts: Sequence[Manifests], *, renamed: bool = False) -> Manifests:
    """The manifests of several files as one. BadInput when a benchmark would be there twice."""
    found = Manifests(
        tuple(one for part in parts for one in part.beside),
        tuple(one for part in parts for one in part.benchmarks),
    )
    if renamed and len(found.benchmarks) > 1:
        raise BadInput(
            f"--name works with one ModelBenchmark only, and there are {len(found.benchmarks)}"
        )
    keys = [(one["metadata"]["namespace"], one["metadata"]["name"]) for one in found.benchmarks]
    twice = next((name for place, name in keys if keys.count((place, name)) > 1), None)
    if twice is not None:
        raise BadInput(f"there are two ModelBenchmarks {twice}: a benchmark runs once")
    return found


def _check(document: object, place: str) -> None:
    if not isinstance(document, dict):
        raise BadInput(f"{place} is not a mapping")
    kind = (document.get("apiVersion"), document.get("kind"))
    if kind != (API_VERSION, KIND) and kind not in _BESIDE:
        expected = f"{API_VERSION} {KIND}, or a v1 ConfigMap or Secret beside it"
        given = " ".join(str(part) for part in kind if part) or "no manifest"
        raise BadInput(f"{place} is {given}; expected {expected}")
    metadata = document.get("metadata")
    if not isinstance(metadata, dict):
        raise BadInput(f"{place}: metadata is missing")
    for field in ("name", "generateName", "namespace"):
        if not isinstance(metadata.get(field, ""), str):
            raise BadInput(f"{place}: metadata.{field} is not text: {metadata[field]!r}")
    if not metadata.get("name") and (kind in _BESIDE or not metadata.get("generateName")):
        raise BadInput(f"{place}: metadata.name is missing")


def _name_benchmarks(benchmarks: list[Document], source: str, name: str | None) -> None:
    if not benchmarks:
        raise BadInput(f"{source} has no ModelBenchmark")
    if name is not None:
        if len(benchmarks) > 1:
            raise BadInput(
                f"--name works with one ModelBenchmark only, and {source} has {len(benchmarks)}"
            )
        benchmarks[0]["metadata"]["name"] = name
    for benchmark in benchmarks:
        metadata = benchmark["metadata"]
        if "name" not in metadata:
            metadata["name"] = metadata["generateName"] + secrets.token_hex(3)


def _placed(document: Document, place: Callable[[str | None], str]) -> Document:
    """Leave out what only the API server writes, so that a saved benchmark can be run again."""
    metadata = document["metadata"]
    kept = {key: metadata[key] for key in _KEPT if key in metadata}
    fields = {key: value for key, value in document.items() if key != "status"}
    return {**fields, "metadata": {**kept, "namespace": place(metadata.get("namespace"))}}
