"""A containerized variant may have the front door that Knative Services have."""

import json

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.controller.children import Children
from modelbench.controller.settings import Settings
from modelbench.load.targets import RefusedError, Targets

from tests.unit.controller.memory_api import MemoryApi, parsed

SETTINGS = Settings(runner_image="operator")
GATEWAYS = """
- class: example
  gateway: projectcontour/contour
  service: projectcontour/envoy
"""
ROUTE = "/apis/gateway.networking.k8s.io/v1/namespaces/n/httproutes/b-containerized"
SERVICE = "/api/v1/namespaces/n/services/b-containerized"
BEHIND = {"containerized": {"ingress": "Gateway"}}


def configuration(gateways=GATEWAYS):
    metadata = {"name": "config-gateway", "namespace": "knative-serving"}
    data = {"local-gateways": gateways}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def created(*objects, **changes):
    api = MemoryApi(*objects)
    children = Children(api, SETTINGS, parsed(**changes))
    children.ensure()
    return api, children


def test_by_default_it_is_reached_at_its_service():
    api, _ = created(configuration())
    assert ROUTE not in api.objects
    assert "annotations" not in api.objects[SERVICE]["metadata"]


def test_a_route_leads_from_knative_s_gateway_to_its_service():
    api, _ = created(configuration(), **BEHIND)
    route = api.objects[ROUTE]["spec"]
    (parent,), (rule,) = route["parentRefs"], route["rules"]
    assert (parent["namespace"], parent["name"]) == ("projectcontour", "contour")
    assert route["hostnames"] == ["b-containerized.n.svc"]
    assert rule["backendRefs"] == [{"name": "b-containerized", "port": 80}]
    annotations = api.objects[SERVICE]["metadata"]["annotations"]
    assert annotations == {"modelbench.dev/gateway": "envoy.projectcontour.svc"}
    assert "/api/v1/namespaces/n/services/b-containerized-start" in api.objects


def test_one_variant_alone_may_be_behind_it_and_its_route_goes_with_it():
    variants = [{"name": "two", **BEHIND}]
    api, children = created(configuration(), variants=variants)
    assert ROUTE not in api.objects
    assert ROUTE.replace("containerized", "two") in api.objects
    children.remove(with_runner=True)
    assert not [path for path in api.objects if "httproutes" in path]


@pytest.mark.parametrize(
    "objects", [(), (configuration("[]"),), (configuration("- gateway: a/b"),)]
)
def test_without_a_gateway_nothing_is_created_and_that_is_told(objects):
    api = MemoryApi(*objects)
    with pytest.raises(BenchmarkError, match="config-gateway") as caught:
        Children(api, SETTINGS, parsed(**BEHIND)).ensure()
    assert caught.value.reason is Reason.FEATURE_DISABLED
    assert "net-gateway-api" in caught.value.advice
    assert api.writes == []


def test_generators_may_send_to_the_gateway_for_that_variant_alone():
    api, _ = created(configuration(), load={"generators": 2}, **BEHIND)
    job = api.objects["/apis/batch/v1/namespaces/n/jobs/b-generators"]
    (container,) = job["spec"]["template"]["spec"]["containers"]
    told = next(one["value"] for one in container["env"] if one["name"] == "MODELBENCH_TARGETS")
    assert json.loads(told)["b-containerized.n.svc"] == "envoy.projectcontour.svc"
    addresses = {"envoy.projectcontour.svc": frozenset({"10.0.0.9"})}
    known = {str(k): v for k, v in json.loads(told).items()}
    targets = Targets(known, lambda name: addresses.get(name, frozenset()))
    targets.check({"url": "http://10.0.0.9:80/", "host": "b-containerized.n.svc"})
    with pytest.raises(RefusedError):
        targets.check({"url": "http://10.0.0.9:80/", "host": "another.n.svc"})
