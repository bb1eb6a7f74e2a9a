"""What the API server takes, the operator takes: parser, builders, status, metrics and page."""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import yaml
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.progress import Progress, RunState
from modelbench.api.values import FormatError, dump
from modelbench.api.variants import variants_of
from modelbench.controller.child_manifests import ChildManifests
from modelbench.controller.metric_lines import metric_lines
from modelbench.controller.settings import Settings
from modelbench.controller.status import StatusBuilder
from modelbench.kube.client import ApiError, KubernetesApi, load_configuration
from modelbench.scenarios.findings import condition_updates, find
from modelbench.view.html.render import render_report
from modelbench.view.text import result_text
from msgspec.structs import replace

from tests.chaos.random_specs import random_spec
from tests.unit.made.load_runs import all_samples
from tools.kubectl import ROOT

pytestmark = pytest.mark.together

COUNT = 10_000
PATH = "/apis/modelbench.dev/v1alpha1/namespaces/default/modelbenchmarks"


def schema():
    crd = yaml.safe_load((ROOT / "crds" / "modelbench.dev_modelbenchmarks.yaml").read_text())
    (version,) = crd["spec"]["versions"]
    return version["schema"]["openAPIV3Schema"]["properties"]["spec"]


class DryApi(KubernetesApi):
    def stored(self, document):
        """As the API server would store it; None when it refuses."""
        try:
            return self._request("POST", PATH, query={"dryRun": "All"}, body=document)
        except ApiError as error:
            if error.status in (400, 422):
                return None
            raise


def shown(benchmark, with_page):
    """Its metrics and texts with samples of every scenario; ``with_page`` the page too."""
    spec = benchmark.spec
    names = [variant.name for variant in variants_of(spec)]
    at_zero = [variant.name for variant in variants_of(spec) if variant.scales_to_zero]
    samples = all_samples(names, at_zero, rounds=2)
    found = find(samples, spec)
    builder = StatusBuilder(benchmark, datetime(2026, 1, 1, tzinfo=UTC))
    updates = condition_updates(samples, spec, found)
    builder.completed(Progress(RunState.COMPLETED, "m", findings=found, updates=updates))
    ended = replace(benchmark, status=builder.status)
    metric_lines(ended)
    dump(ended.status)
    result_text(ended)
    if with_page:
        render_report(ended)


def try_one(api, schema_of_spec, number):
    """ "refused" or "taken"; an exception is a crash of what the operator does with it."""
    spec = random_spec(schema_of_spec, random.Random(number))
    metadata = {"name": "candidate", "namespace": "default"}
    head = {"apiVersion": "modelbench.dev/v1alpha1", "kind": "ModelBenchmark"}
    stored = api.stored({**head, "metadata": metadata, "spec": spec})
    if stored is None:
        return "refused"
    benchmark = parse_benchmark(stored)
    manifests = ChildManifests(benchmark, Settings(runner_image="i"))
    try:
        for lane in (1, 2):
            list(manifests.lanes(lane))
        list(manifests.all())
    except FormatError:
        return "refused"
    shown(benchmark, with_page=number % 50 == 0)
    return "taken"


@pytest.mark.timeout(3600)
def test_random_specs(row):
    load_configuration()
    spec, apis = schema(), threading.local()

    def attempt(number):
        if not hasattr(apis, "api"):
            apis.api = DryApi()
        try:
            return try_one(apis.api, spec, number)
        except Exception as error:
            return f"crash of {number}: {error!r}"[:300]

    with row(f"{COUNT} random specs", "what the API server takes, the operator takes") as seen:
        with ThreadPoolExecutor(2) as pool:
            found = Counter(pool.map(attempt, range(COUNT)))
        crashes = [words for words in found if words.startswith("crash")]
        seen.append(f"{found['taken']} taken, {found['refused']} refused, {len(crashes)} crashes")
        assert not crashes, crashes[:3]
