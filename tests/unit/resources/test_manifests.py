import pytest
from modelbench.api.names import Names
from modelbench.api.spec import parse_spec
from modelbench.resources.containerized import fixed_deployment, start_deployment
from modelbench.resources.lambda_function import EndpointImage
from modelbench.resources.runner_job import runner_job
from modelbench.resources.serverless import knative_service

from tests.unit.controller.memory_api import benchmark

NAMES = Names("n", "b")


def manifests(document=None):
    document = document or benchmark()
    spec = parse_spec(document["spec"])
    return {
        "serverless": knative_service(document, NAMES, spec, EndpointImage("operator", "Always")),
        "fixed": fixed_deployment(document, NAMES, spec),
        "start": start_deployment(document, NAMES, spec),
        "runner": runner_job(document, NAMES, "operator", "Always"),
    }


def pod_spec(manifest):
    return manifest["spec"]["template"]["spec"]


@pytest.mark.parametrize("name", ["serverless", "fixed", "start", "runner"])
def test_every_pod_meets_the_restricted_standard(name):
    for container in pod_spec(manifests()[name])["containers"]:
        security = container["securityContext"]
        assert security["allowPrivilegeEscalation"] is False
        assert security["capabilities"] == {"drop": ["ALL"]}
        assert security["runAsNonRoot"] is True
        assert security["runAsUser"] > 0
        assert security["seccompProfile"] == {"type": "RuntimeDefault"}


@pytest.mark.parametrize("name", ["serverless", "fixed", "start", "runner"])
def test_every_child_is_owned_by_the_benchmark(name):
    (owner,) = manifests()[name]["metadata"]["ownerReferences"]
    assert (owner["kind"], owner["uid"], owner["controller"]) == ("ModelBenchmark", "uid-b", True)


def test_both_paths_run_the_same_container_and_find_the_same_port():
    document = benchmark()
    document["spec"]["model"]["port"] = 9000
    found = manifests(document)
    serverless = pod_spec(found["serverless"])["containers"][0]
    fixed = pod_spec(found["fixed"])["containers"][0]
    # Knative sets PORT itself.
    assert {"name": "PORT", "value": "9000"} in fixed["env"]
    assert serverless["ports"] == fixed["ports"]
    for field in ("image", "resources", "securityContext"):
        assert serverless[field] == fixed[field]


def test_a_started_pod_and_a_fixed_one_differ_in_their_replicas_alone():
    found = manifests()
    assert pod_spec(found["start"]) == pod_spec(found["fixed"])
    assert (found["start"]["spec"]["replicas"], found["fixed"]["spec"]["replicas"]) == (0, 1)


def test_no_setting_of_the_autoscaler_is_left_to_the_cluster():
    annotations = manifests()["serverless"]["spec"]["template"]["metadata"]["annotations"]
    settings = {
        "class": "kpa.autoscaling.knative.dev",
        "min-scale": "0",
        "max-scale": "10",
        "initial-scale": "1",
        "metric": "concurrency",
        "target": "100",
        "target-utilization-percentage": "70",
        "target-burst-capacity": "211",
        "window": "6s",
        "panic-window-percentage": "10.0",
        "panic-threshold-percentage": "200.0",
        "scale-down-delay": "0s",
        "scale-to-zero-pod-retention-period": "0s",
    }
    assert annotations == {f"autoscaling.knative.dev/{k}": v for k, v in settings.items()}


def test_no_second_runner_begins_before_the_first_has_ended():
    """Both would write the one ConfigMap."""
    assert manifests()["runner"]["spec"]["podReplacementPolicy"] == "Failed"
