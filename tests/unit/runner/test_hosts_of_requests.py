"""Which host a request asks for: another than the Service's only where nothing routes by it."""

from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.variants import variants_of
from modelbench.instruments import context
from modelbench.instruments.context import Context

from tests.unit.controller.memory_api import MemoryApi
from tests.unit.made import specs

NAMES = Names("n", "b")
URL = "http://b-serverless.n.svc.cluster.local"


def service(name):
    metadata = {"namespace": "n", "name": name}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {"clusterIP": "10.96.7.7"},
    }


@pytest.fixture
def hosts(monkeypatch):
    """The hosts of a serverless variant, of a containerized one and of its cold starts."""
    target = SimpleNamespace(host="b-serverless.n.svc.cluster.local")
    monkeypatch.setattr(context, "resolve", lambda url: target if url == URL else None)

    def start(**request):
        spec = specs.spec(model={"image": "example.com/model:1", "request": request})
        knative = {"status": {"address": {"url": URL}}}
        observer = SimpleNamespace(knative_service=lambda variant, lane: knative)
        api = MemoryApi(service("b-containerized"), service("b-containerized-start"))
        variants = variants_of(spec)
        found = Context(api, NAMES, "", spec, {}, variants, observer, None, None, None)
        targets = [found.target_of(variant) for variant in variants]
        return [one.host for one in (*targets, found.start_target("containerized"))]

    return start


def test_without_a_host_each_variant_is_asked_by_the_name_of_its_service(hosts):
    assert hosts() == [
        "b-serverless.n.svc.cluster.local",
        "b-containerized.n.svc",
        "b-containerized-start.n.svc",
    ]


def test_a_host_is_asked_for_where_nothing_routes_by_it(hosts):
    assert hosts(host="shop.example.com") == [
        "b-serverless.n.svc.cluster.local",
        "shop.example.com",
        "shop.example.com",
    ]
