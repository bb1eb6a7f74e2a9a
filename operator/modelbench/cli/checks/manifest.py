"""A file of manifests, without running it: the API server's word on each, and what they need."""

from collections.abc import Callable, Iterator, Sequence

import click

from modelbench.api.benchmark import Benchmark, parse_benchmark
from modelbench.api.reasons import advice_on
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of
from modelbench.cli.checks.cluster import NEEDED_BY_ANY
from modelbench.cli.checks.outcome import Outcome, State
from modelbench.cli.checks.references import look_up
from modelbench.cli.checks.rights import may
from modelbench.cli.checks.traces import judge_traces
from modelbench.cli.client import Benchmarks
from modelbench.cli.documents import Document
from modelbench.cli.faults import BadInput
from modelbench.cli.manifests import Manifests
from modelbench.kube.client import ApiError, KubernetesApi
from modelbench.preflight import dry_run
from modelbench.preflight.refusals import Refusal, error_of
from modelbench.resources.containerized import deployment, service
from modelbench.resources.metadata import Manifest
from modelbench.resources.pods import OwnImage
from modelbench.resources.runner_job import generators_job, runner_job, service_account
from modelbench.resources.serverless import knative_service

_NO_UID = "00000000-0000-0000-0000-000000000000"
"""A benchmark that was never created has none, and an owner reference must have one."""

_OWN_IMAGE = OwnImage("modelbench.invalid/operator", "IfNotPresent")
"""The operator knows which one it is; a dry run pulls none."""

_FORBIDDEN = 403
_CHILDREN = "its pods, both modes"

Preflight = Callable[[KubernetesApi, Sequence[Manifest]], Sequence[Refusal]]
"""Tries the children of a benchmark and keeps nothing. ApiError where that cannot be known."""


def manifest_outcomes(
    benchmarks: Benchmarks, manifests: Manifests, preflight: Preflight = dry_run.preflight
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
            yield from _parsed(api, manifest, taken, manifests.beside, preflight)


def _applied(benchmarks: Benchmarks, manifest: Document) -> tuple[list[Outcome], Document | None]:
    """What the API server says of a manifest, and the manifest with its defaults."""
    what = f"{manifest['kind']} {manifest['metadata']['name']}"
    try:
        taken = benchmarks.check(manifest)
    except BadInput as error:
        return [Outcome(what, State.REFUSED, error.message)], None
    except click.ClickException as error:
        return [Outcome(what, State.MISSING, error.message)], None
    return [Outcome(what, State.OK, "the API server would accept it")], taken


def _parsed(
    api: KubernetesApi,
    manifest: Document,
    taken: Document,
    beside: Sequence[Document],
    preflight: Preflight,
) -> Iterator[Outcome]:
    """What only a benchmark that this program understands tells: its traces, its children."""
    metadata = {**manifest["metadata"], "uid": _NO_UID}
    try:
        benchmark = parse_benchmark({**taken, "metadata": metadata})
        children = list(_manifests(benchmark))
    except FormatError as error:
        what = f"ModelBenchmark {metadata['name']}"
        yield Outcome(what, State.UNKNOWN, f"of another version than this program: {error}")
        return
    yield from judge_traces(api, benchmark, beside)
    yield from _tried(api, children, preflight)
    if not may(api, metadata["namespace"], {"resource": "pods", "verb": "create"}):
        message = "you may not create pods, so what Pod Security, quotas and webhooks say of them "
        yield Outcome("bare pods", State.UNKNOWN, f"{message}is unknown; the operator will ask")


def _tried(
    api: KubernetesApi, children: Sequence[Manifest], preflight: Preflight
) -> Iterator[Outcome]:
    try:
        refused = preflight(api, children)
    except ApiError as error:
        if error.status != _FORBIDDEN:
            raise
        yield Outcome(_CHILDREN, State.UNKNOWN, "you may not try them; the operator will")
        return
    if not refused:
        yield Outcome(_CHILDREN, State.OK, "the API server would accept them")
        return
    found = error_of(refused)
    advice = advice_on(found.reason, found.message, found.advice)
    yield Outcome(_CHILDREN, State.REFUSED, f"{found.reason}: {found.message}", advice or "")


def _manifests(benchmark: Benchmark) -> Iterator[Manifest]:
    """What has pods, but for the images of ModelBench itself, which nobody asks about."""
    for variant in variants_of(benchmark.spec):
        if variant.serverless is not None:
            yield knative_service(benchmark, variant, _OWN_IMAGE)
        else:
            yield deployment(benchmark, variant)
            yield service(benchmark, variant)
    yield service_account(benchmark)
    if (generators := generators_job(benchmark, _OWN_IMAGE)) is not None:
        yield generators
    yield runner_job(benchmark, _OWN_IMAGE)
