"""A file of manifests, without running it: the API server's word on each, and what they need."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import click

from modelbench.api.benchmark import Benchmark, parse_benchmark
from modelbench.api.values import FormatError
from modelbench.api.variants import Variant, variants_of
from modelbench.cli.checks.cluster import NEEDED_BY_ANY
from modelbench.cli.checks.outcome import Outcome, State
from modelbench.cli.checks.references import look_up
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import Document
from modelbench.cli.faults import BadInput
from modelbench.cli.manifests import Manifests
from modelbench.kube.client import ApiError, KubernetesApi
from modelbench.resources.containerized import deployment, service
from modelbench.resources.metadata import Manifest
from modelbench.resources.pods import OwnImage
from modelbench.resources.serverless import knative_service

_NO_UID = "00000000-0000-0000-0000-000000000000"
"""A benchmark that was never created has none, and an owner reference must have one."""

_ENDPOINT = OwnImage("modelbench.invalid/operator", "IfNotPresent")
"""Which image has the Lambda endpoint is known to the operator; a dry run pulls none."""

_TRIED_BY = "modelbench-cli"
_FORBIDDEN, _SERVER_ERROR = 403, 500
_NO_RIGHT = "cannot "
"""How the API server's authorizer begins what one may not do; admission refuses in other words."""


class Refused(Protocol):
    """A child, or a pod of one, that the cluster would not take, in its words."""

    @property
    def what(self) -> str: ...

    @property
    def message(self) -> str: ...

    @property
    def advice(self) -> str | None: ...


Preflight = Callable[[KubernetesApi, Sequence[Manifest]], Sequence[Refused]]
"""Tries the children of a benchmark and keeps nothing. ApiError where that cannot be known."""


@dataclass(frozen=True)
class RefusedChild:
    """One that a server-side dry run refused."""

    what: str
    message: str
    advice: str | None = None


def dry_run(api: KubernetesApi, manifests: Sequence[Manifest]) -> list[Refused]:
    """What the cluster would refuse: webhooks and quotas have their say. ApiError as told above."""
    found: list[Refused] = []
    for manifest in manifests:
        try:
            api.apply(dict(manifest), _TRIED_BY, dry_run=True)
        except ApiError as error:
            may_not_try = error.status == _FORBIDDEN and _NO_RIGHT in error.message
            if may_not_try or error.status in (0, 401) or error.status >= _SERVER_ERROR:
                raise
            found.append(RefusedChild(f"{_kind(manifest)} {manifest['metadata']['name']}",
                                      error.message))  # fmt: skip
    return found


def _kind(manifest: Mapping[str, Any]) -> str:
    """Kubernetes and Knative both have a Service."""
    of_knative = str(manifest["apiVersion"]).startswith("serving.knative.dev/")
    return f"Knative {manifest['kind']}" if of_knative else str(manifest["kind"])


def manifest_outcomes(
    benchmarks: Benchmarks, manifests: Manifests, preflight: Preflight = dry_run
) -> Iterator[Outcome]:
    """What the cluster needs, then what becomes of each benchmark of a file."""
    api = benchmarks.connection.api
    for fact in NEEDED_BY_ANY:
        yield fact(api)
    for manifest in manifests.beside:
        yield from _applied(benchmarks, manifest)[0]
    for manifest in manifests.benchmarks:
        outcomes, taken = _applied(benchmarks, manifest)
        yield from outcomes
        if taken is not None:
            namespace = manifest["metadata"]["namespace"]
            yield from look_up(api, namespace, taken.get("spec"), manifests.beside)
            yield from _children(api, manifest, taken, preflight)


def _applied(benchmarks: Benchmarks, manifest: Document) -> tuple[list[Outcome], Document | None]:
    """What the API server says of a manifest, and the manifest with its defaults."""
    what = f"{manifest['kind']} {manifest['metadata']['name']}"
    try:
        taken = benchmarks.check(manifest)
    except BadInput as error:
        return [Outcome(what, State.REFUSED, error.message)], None
    except click.ClickException as error:
        return [Outcome(what, State.MISSING, error.message)], None
    return [Outcome(what, State.OK, "the API server would take it")], taken


def _children(
    api: KubernetesApi, manifest: Document, taken: Document, preflight: Preflight
) -> Iterator[Outcome]:
    metadata = {**manifest["metadata"], "uid": _NO_UID}
    try:
        benchmark = parse_benchmark({**taken, "metadata": metadata})
        children = [
            child
            for variant in variants_of(benchmark.spec)
            for child in _manifests(benchmark, variant)
        ]
    except FormatError as error:
        what = f"ModelBenchmark {metadata['name']}"
        yield Outcome(what, State.UNKNOWN, f"of another version than this program: {error}")
        return
    yield from _tried(api, children, preflight)


def _tried(
    api: KubernetesApi, children: Sequence[Manifest], preflight: Preflight
) -> Iterator[Outcome]:
    what = "its pods, both modes"
    try:
        refused = preflight(api, children)
    except ApiError as error:
        if error.status != _FORBIDDEN:
            raise
        yield Outcome(what, State.UNKNOWN, "you may not try them; the operator will")
        return
    for one in refused:
        yield Outcome(one.what, State.REFUSED, one.message, one.advice or "")
    if not refused:
        yield Outcome(what, State.OK, "the API server would take them")


def _manifests(benchmark: Benchmark, variant: Variant) -> list[Manifest]:
    if variant.serverless is not None:
        return [knative_service(benchmark, variant, _ENDPOINT)]
    return [deployment(benchmark, variant), service(benchmark, variant)]
