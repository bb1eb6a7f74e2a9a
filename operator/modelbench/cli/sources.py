"""What ``modelbench init --from`` names: objects of the cluster, or the documents of a file."""

import sys
from dataclasses import dataclass
from pathlib import Path

import click

from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import Document, load_documents
from modelbench.cli.faults import BadInput, explained
from modelbench.conversion.findings import Findings
from modelbench.conversion.inference_service import parts_to_look_up
from modelbench.conversion.workload import unpacked
from modelbench.kube.client import ApiError, url_of

_DEPLOYMENT = ("apps/v1", "Deployment")
_KNATIVE = ("serving.knative.dev/v1", "Service")
_KSERVE = ("serving.kserve.io/v1beta1", "InferenceService")
_KINDS = {
    **dict.fromkeys(("deployment", "deployments", "deploy", "deployment.apps"), _DEPLOYMENT),
    **dict.fromkeys(("ksvc", "kservice", "services.serving.knative.dev"), _KNATIVE),
    "service.serving.knative.dev": _KNATIVE,
    **dict.fromkeys(("isvc", "inferenceservice", "inferenceservices"), _KSERVE),
    "inferenceservice.serving.kserve.io": _KSERVE,
}
_RUNTIMES = "serving.kserve.io/v1alpha1"
_KSERVE_NAMESPACE = "kserve"


@dataclass(frozen=True)
class Source:
    """The documents of a source, and how it is called in a comment."""

    documents: tuple[Document, ...]
    told: str


def read_source(
    benchmarks: Benchmarks, namespace: str | None, source: str, findings: Findings
) -> Source:
    """The documents of a source. BadInput when it cannot be read, ClickException with no answer."""
    kind, slash, name = source.partition("/")
    if slash and kind.lower() in _KINDS and not Path(source).exists():
        return _of_cluster(benchmarks, namespace, kind.lower(), name)
    documents = tuple(dict(one) for one in unpacked(load_documents(_text(source), source)))
    if parts_to_look_up(documents):
        documents += _known(benchmarks, namespace, findings)
    return Source(documents, source)


def _text(source: str) -> str:
    try:
        if source == "-":
            return sys.stdin.read()
        return Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        kinds = "deployment/NAME, ksvc/NAME or isvc/NAME"
        raise BadInput(
            f"{source} is neither a file that can be read nor {kinds}: {error}"
        ) from error


def _of_cluster(benchmarks: Benchmarks, namespace: str | None, kind: str, name: str) -> Source:
    place, connection = benchmarks.namespace(namespace), benchmarks.connection
    with explained(connection.server):
        found = connection.api.get(url_of(*_KINDS[kind], place, name))
    if found is None:
        raise BadInput(f"there is no {kind}/{name} in namespace {place}")
    api_version, object_kind = _KINDS[kind]
    documents = [{"apiVersion": api_version, "kind": object_kind, **found}]
    if object_kind == "Deployment":
        documents += _listed(benchmarks, "autoscaling/v2", "HorizontalPodAutoscaler", place)
    if object_kind == "InferenceService":
        documents += _runtimes(benchmarks, place)
    return Source(tuple(documents), f"{kind}/{name} in namespace {place}")


def _known(
    benchmarks: Benchmarks, namespace: str | None, findings: Findings
) -> tuple[Document, ...]:
    """What the cluster knows of KServe; without one the manifest says what is missing."""
    try:
        return tuple(_runtimes(benchmarks, benchmarks.namespace(namespace)))
    except click.ClickException as error:
        findings.note(f"no cluster was asked for the ServingRuntime: {error.message}")
        return ()


def _runtimes(benchmarks: Benchmarks, namespace: str) -> list[Document]:
    found = _listed(benchmarks, _RUNTIMES, "ServingRuntime", namespace)
    found += _listed(benchmarks, _RUNTIMES, "ClusterServingRuntime", None)
    path = url_of("v1", "ConfigMap", _KSERVE_NAMESPACE, "inferenceservice-config")
    try:
        configuration = benchmarks.connection.api.get(path)
    except ApiError:
        configuration = None
    return [*found, {"kind": "ConfigMap", **configuration}] if configuration else found


def _listed(
    benchmarks: Benchmarks, api_version: str, kind: str, namespace: str | None
) -> list[Document]:
    """All of a kind; none where the cluster does not have it or does not show it."""
    try:
        listed = benchmarks.connection.api.list_all(url_of(api_version, kind, namespace))
    except ApiError as error:
        if error.status in (403, 404):
            return []
        with explained(benchmarks.connection.server):
            raise
    return [{"apiVersion": api_version, "kind": kind, **one} for one in listed["items"]]
