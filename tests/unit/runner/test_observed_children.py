"""The observer tells lanes, variants and roles apart by their labels."""

from types import SimpleNamespace

import pytest
from modelbench.api.names import Names, Role
from modelbench.instruments.observer import Observer
from modelbench.kube.watch import Seen


def labelled(name, variant=None, role=None, lane=None, **fields):
    given = {"variant": variant, "role": role, "lane": lane}
    labels = {f"modelbench.dev/{key}": str(value) for key, value in given.items() if value}
    metadata = {"name": name, "uid": name, "labels": labels}
    return Seen({"metadata": metadata, **fields}, 0)


READY = {"status": {"conditions": [{"type": "Ready", "status": "True"}]}}


def scaler(variant, lane, wanted):
    return labelled("kpa", variant, lane=lane, status={"desiredScale": wanted})


@pytest.fixture
def observer():
    ours = Observer(None, Names("n", "b"), SimpleNamespace(now_nanoseconds=lambda: 0))

    def watched(**objects):
        for name, seen in objects.items():
            setattr(ours, f"_{name}", SimpleNamespace(all=lambda seen=seen: seen))
        return ours

    return watched


PODS = [
    labelled("s1", "serverless", "model", 1, **READY),
    labelled("s2", "serverless", "model", 2, status={}),
    labelled("w", "warm", "model", 1, **READY),
    labelled("c", "containerized", "model", **READY),
    labelled("start", "containerized", "start", status={}),
    labelled("runner", role="runner", status={}),
    labelled("generator", role="generator", status={}),
    labelled("stray", "serverless", "visitor", status={}),
]


def names(pods):
    return [pod.object["metadata"]["name"] for pod in pods]


def test_pods_are_found_by_variant_role_and_lane(observer):
    ours = observer(pods=PODS)
    assert names(ours.pods("serverless")) == ["s1", "s2"]
    assert names(ours.pods("serverless", lane=2)) == ["s2"]
    assert names(ours.pods("containerized")) == ["c"]
    assert names(ours.pods("containerized", Role.START)) == ["start"]
    assert names(ours.ready_pods("serverless")) == ["s1"]


def test_the_pods_that_run_the_image_are_those_of_all_variants(observer):
    ours = observer(pods=PODS)
    assert names(ours.model_pods()) == ["s1", "s2", "w", "c", "start"]
    assert names(ours.generators()) == ["generator"]
    assert names(ours.all_pods()) == names(PODS)[:-1]


def test_a_lane_is_that_of_its_variant_alone(observer):
    ours = observer(
        pods=PODS, autoscalers=[scaler("serverless", 1, 3), scaler("warm", 1, 1)], deployments=[]
    )
    assert ours.lane_scale("serverless", 1) == (3, 1)
    assert ours.lane_scale("warm", 1) == (1, 1)
    assert ours.lane_scale("other", 1) == (0, 0)


@pytest.mark.parametrize(
    ("of", "zero"), [("serverless", False), ("warm", False), ("slow", True), ("unknown", False)]
)
def test_a_lane_is_at_zero_when_nothing_of_its_variant_is_there(observer, of, zero):
    scalers = [scaler("serverless", 1, 0), scaler("warm", 1, 1), scaler("slow", 1, 0)]
    ours = observer(pods=PODS, autoscalers=scalers, deployments=[])
    assert ours.lane_is_at_zero(of, 1) is zero


def test_a_lane_whose_deployment_has_replicas_is_not_at_zero(observer):
    deployment = labelled("d", "slow", lane=1, spec={"replicas": 1})
    ours = observer(pods=[], autoscalers=[scaler("slow", 1, 0)], deployments=[deployment])
    assert not ours.lane_is_at_zero("slow", 1)


def test_each_deployment_is_that_of_its_variant(observer):
    deployments = [
        labelled("b-containerized", "containerized", spec={"replicas": 2}),
        labelled("b-containerized-start", "containerized", spec={"replicas": 0}),
        labelled("b-two-start", "two", spec={"replicas": 0}),
    ]
    ours = observer(pods=PODS, deployments=deployments)
    assert ours.deployment_scale("containerized") == (2, 1)
    assert ours.deployment_scale("two") == (0, 0)
    assert not ours.start_is_at_zero("containerized")
    assert ours.start_is_at_zero("two")
    assert not ours.start_is_at_zero("unknown")


def changed(observer, deployments=(), services=()):
    return observer(deployments=list(deployments), services=list(services)).changed_by_hand()


def templates(number, **given):
    found = labelled("b-containerized", "containerized", **given)
    found.object["metadata"]["annotations"] = {"deployment.kubernetes.io/revision": str(number)}
    return found


def generation(number):
    found = labelled("b-serverless", "serverless", lane=1)
    found.object["metadata"]["generation"] = number
    return found


def test_an_object_of_a_variant_that_has_had_another_template_is_named(observer):
    assert changed(observer, [templates(1)], [generation(1)]) is None
    assert changed(observer, [templates(2)]) == "Deployment b-containerized"
    assert changed(observer, (), [generation(2)]) == "Knative Service b-serverless"


def test_what_knative_does_to_its_own_deployments_is_no_change(observer):
    """It gives them another queue-proxy when its own settings change."""
    assert changed(observer, [templates(2, lane=1)]) is None
    assert changed(observer, [labelled("new", "containerized")]) is None
