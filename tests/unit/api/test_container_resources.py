"""What is asked for a container is what Kubernetes takes it for, in manifests and in prices."""

from decimal import Decimal

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.variants import find_variant, variants_of
from modelbench.cost.quantities import container_request, footprint
from modelbench.resources.containerized import deployment

from tests.unit.made import specs

DEFAULT = {"cpu": "100m", "memory": "128Mi"}


def spec_of(resources, *variants):
    model = {"image": "example.com/model:1", "request": {}, "resources": resources}
    others = [
        {"name": name, "containerized": {}, "model": {"resources": own}} for name, own in variants
    ]
    return {"model": model, "variants": others}


def requests_of(resources, own=None):
    others = () if own is None else (("other", own),)
    found = specs.spec(**spec_of(resources, *others))
    name = "serverless" if own is None else "other"
    return find_variant(found, name).model.resources["requests"]


@pytest.mark.parametrize(
    ("asked", "requests"),
    [
        ({}, DEFAULT),
        ({"requests": {"cpu": "1"}}, {"cpu": "1", "memory": "128Mi"}),
        ({"limits": {"cpu": 1, "memory": "512Mi"}}, {"cpu": 1, "memory": "512Mi"}),
        ({"limits": {"cpu": "50m"}}, {"cpu": "50m", "memory": "128Mi"}),
        (
            {"limits": {"cpu": "2", "memory": "1G"}, "requests": {"cpu": "0.5"}},
            {"cpu": "0.5", "memory": "1G"},
        ),
    ],
)
def test_a_limit_stands_in_for_the_request_and_the_default_for_both(asked, requests):
    assert requests_of(asked) == requests


@pytest.mark.parametrize(
    ("base", "own", "requests"),
    [
        ({}, {"limits": {"cpu": "50m"}}, {"cpu": "50m", "memory": "128Mi"}),
        (
            {"limits": {"cpu": "1", "memory": "1Gi"}},
            {"requests": {"cpu": "250m"}},
            {"cpu": "250m", "memory": "1Gi"},
        ),
        ({"requests": {"cpu": "2"}}, {"limits": {"cpu": "3"}}, {"cpu": "2", "memory": "128Mi"}),
    ],
)
def test_a_variant_s_own_are_merged_before_anything_is_filled_in(base, own, requests):
    assert requests_of(base, own) == requests


def test_limits_without_requests_are_set_aside_and_priced_as_such():
    """A Cloud Run service as it is pasted: one CPU and 512 MiB, not a tenth of them."""
    resources = {"limits": {"cpu": "1", "memory": "512Mi"}}
    found = parse_benchmark(specs.document(**spec_of(resources)))
    containerized = variants_of(found.spec)[1]
    container = deployment(found, containerized)["spec"]["template"]["spec"]["containers"][0]
    assert container["resources"] == {**resources, "requests": resources["limits"]}
    priced = footprint([container_request("model", containerized.model.resources)])
    assert (priced.vcpu, priced.gibibytes) == (Decimal(1), Decimal("0.5"))


@pytest.mark.parametrize(
    ("cpu", "millicores"),
    [(1, 1000), ("0.5", 500), ("1e3", 1_000_000), ("1k", 1_000_000), (".1", 100), ("100500u", 101)],
)
def test_a_price_counts_cpu_as_kubernetes_does(cpu, millicores):
    assert container_request("model", {"requests": {"cpu": cpu}}).cpu_millicores == millicores
