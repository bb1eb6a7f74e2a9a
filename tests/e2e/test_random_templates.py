"""Random pod templates before Knative's own webhook: taken, or refused by a name that one can find.

MODELBENCH_TEMPLATES sets how many; tests/api has the same for the Deployment.
"""

import os
import re
from collections import Counter

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.values import FormatError
from modelbench.api.variants import variants_of
from modelbench.kube.client import ApiError, KubernetesApi, load_configuration
from modelbench.resources.pods import OwnImage
from modelbench.resources.serverless import knative_service

from tests.e2e.benchmarks import wait_until
from tests.e2e.real_pods import flags, set_flags
from tests.unit.made.specs import defaulted
from tests.unit.made.templates import random_template

pytestmark = pytest.mark.long

# Off by default: else hardly any template comes past the first refusal.
FLAGS = (
    "multi-container",
    "multi-container-probing",
    "kubernetes.containerspec-addcapabilities",
    *(
        f"kubernetes.podspec-{name}"
        for name in (
            "affinity",
            "topologyspreadconstraints",
            "hostaliases",
            "nodeselector",
            "tolerations",
            "fieldref",
            "runtimeclassname",
            "dnspolicy",
            "dnsconfig",
            "securitycontext",
            "shareprocessnamespace",
            "priorityclassname",
            "schedulername",
            "volumes-emptydir",
            "init-containers",
            "persistent-volume-claim",
            "persistent-volume-write",
        )
    ),
)
WITH_FLAGS = 5
"""The seed of a template that is taken, and only once the flags are known."""
COUNT = int(os.environ.get("MODELBENCH_TEMPLATES", "500"))
REFUSED = (400, 403, 422)


def answer(api, seed):
    """What the operator, or else the API server with Knative, says; empty when it is taken."""
    template = random_template(seed)
    for container in template["spec"].get("containers", ()):
        # One letter is no reference to an image for Knative.
        container["image"] = "registry.example.com/model:1"
    spec = {"model": {"template": template, "request": {}, "port": 8000}}
    metadata = {"name": f"random-{seed}", "namespace": "default", "uid": "uid", "generation": 1}
    head = {"apiVersion": "modelbench.dev/v1alpha1", "kind": "ModelBenchmark"}
    benchmark = parse_benchmark({**head, "metadata": metadata, "spec": defaulted(spec)})
    try:
        made = knative_service(
            benchmark, variants_of(benchmark.spec)[0], OwnImage("endpoint", "IfNotPresent")
        )
    except FormatError as error:
        return "operator", str(error)
    del made["metadata"]["ownerReferences"]
    return tried(api, made)


def tried(api, made):
    """What is said of a Knative Service, without the fields that its schema does not know."""
    try:
        api.try_create(made)
    except ApiError as error:
        if error.status not in REFUSED:
            raise
        unknown = re.findall(r'unknown field "([^"]+)"', error.message)
        for place in unknown:
            remove(made, re.findall(r"[^.\[\]]+", place))
        return tried(api, made) if unknown else ("webhook", error.message)
    return "", ""


def remove(found, steps):
    """Take away what stands there; a name in a path may have been cut into steps."""
    *path, last = steps
    for step in path:
        found = found[int(step)] if isinstance(found, list) else found[step]
    del found[last]


@pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning")
def test_knative_takes_a_random_template_or_names_what_it_does_not():
    load_configuration()
    api, counts = KubernetesApi(), Counter()
    with flags(FLAGS):
        set_flags(dict.fromkeys(FLAGS, "enabled"))
        wait_until(lambda: not answer(api, WITH_FLAGS)[0], 60, "the flags are known")
        for seed in range(COUNT):
            who, words = answer(api, seed)
            counts[who or "taken"] += 1
            assert not who or "spec." in words or "metadata." in words, (seed, words)
    print(dict(counts))
    assert counts["taken"]
