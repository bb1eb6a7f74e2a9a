import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.variants import find_variant, variants_of
from modelbench.resources.containerized import (
    deployment,
    service,
    start_deployment,
    start_service,
)
from modelbench.resources.pods import OwnImage
from modelbench.resources.runner_job import runner_job
from modelbench.resources.serverless import autoscaling_annotations, knative_service

from tests.unit.made import specs

IMAGE = OwnImage("operator", "Always")
OTHERS = [
    {"name": "warm", "serverless": {"minScale": 1}},
    {
        "name": "half",
        "containerized": {"replicas": 2},
        "model": {"image": "other", "env": [{"name": "A", "value": "1"}]},
    },
]


def benchmark(**spec):
    return parse_benchmark(specs.document(**spec))


def manifests(**spec):
    found = benchmark(**spec)
    serverless, containerized, *_ = variants_of(found.spec)
    return {
        "serverless": knative_service(found, serverless, IMAGE),
        "fixed": deployment(found, containerized),
        "start": start_deployment(found, containerized),
        "runner": runner_job(found, IMAGE),
    }


def built(build, name):
    found = benchmark(variants=OTHERS)
    return build(found, find_variant(found.spec, name))


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
    assert (owner["kind"], owner["uid"], owner["controller"]) == ("ModelBenchmark", "uid", True)


def test_all_variants_run_the_same_container_and_find_the_same_port():
    found = manifests(model={"image": "i", "port": 9000, "request": {}})
    serverless = pod_spec(found["serverless"])["containers"][0]
    fixed = pod_spec(found["fixed"])["containers"][0]
    # Knative sets PORT itself.
    assert {"name": "PORT", "value": "9000"} in fixed["env"]
    assert serverless["ports"] == fixed["ports"]
    for field in ("image", "resources", "securityContext"):
        assert serverless[field] == fixed[field]


def test_a_started_pod_and_a_fixed_one_differ_in_their_replicas_and_their_end_alone():
    """Nobody uses a pod whose start was measured: one that ignores SIGTERM is not waited for."""
    found = manifests()
    fixed = pod_spec(found["fixed"])
    assert "terminationGracePeriodSeconds" not in fixed
    assert pod_spec(found["start"]) == {**fixed, "terminationGracePeriodSeconds": 1}
    assert (found["start"]["spec"]["replicas"], found["fixed"]["spec"]["replicas"]) == (0, 1)


def test_a_variant_has_its_own_names_settings_and_model():
    made = built(deployment, "half")
    assert made["metadata"]["name"] == "b-half"
    assert made["spec"]["replicas"] == 2
    (container,) = pod_spec(made)["containers"]
    assert container["image"] == "other"
    assert {"name": "A", "value": "1"} in container["env"]


def test_labels_tell_variant_role_and_lane():
    found = benchmark(variants=OTHERS)
    made = knative_service(found, find_variant(found.spec, "warm"), IMAGE, lane=2)
    labels = made["spec"]["template"]["metadata"]["labels"]
    assert made["metadata"]["name"] == "b-warm-2"
    assert labels["modelbench.dev/variant"] == "warm"
    assert labels["modelbench.dev/role"] == "model"
    assert labels["modelbench.dev/lane"] == "2"
    visibility = {"networking.knative.dev/visibility": "cluster-local"}
    assert made["metadata"]["labels"] == labels | visibility
    started = built(start_deployment, "half")["metadata"]
    assert started["name"] == "b-half-start"
    assert started["labels"]["modelbench.dev/role"] == "start"


@pytest.mark.parametrize(
    ("build_deployment", "build_service"),
    [(deployment, service), (start_deployment, start_service)],
)
@pytest.mark.parametrize("name", ["containerized", "half"])
def test_a_service_leads_to_the_pods_of_its_own_deployment_alone(
    build_deployment, build_service, name
):
    selector = built(build_service, name)["spec"]["selector"]
    others = [
        built(build, variant)["spec"]["template"]["metadata"]["labels"]
        for build in (deployment, start_deployment)
        for variant in ("containerized", "half")
        if (build, variant) != (build_deployment, name)
    ]
    own = built(build_deployment, name)["spec"]
    assert own["selector"]["matchLabels"] == selector
    assert selector.items() <= own["template"]["metadata"]["labels"].items()
    assert not any(selector.items() <= labels.items() for labels in others)


DEFAULTS = {
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


@pytest.mark.parametrize(
    ("settings", "changed"),
    [
        ({}, {}),
        ({"minScale": 2, "maxScale": 7}, {"min-scale": "2", "max-scale": "7"}),
        ({"metric": "RequestsPerSecond"}, {"metric": "rps", "target": "200"}),
        (
            {"metric": "RequestsPerSecond", "targetRequestsPerSecond": 35},
            {"metric": "rps", "target": "35"},
        ),
        ({"targetConcurrency": 5}, {"target": "5"}),
        ({"containerConcurrency": 8}, {"target": "8"}),
        ({"activationScale": 3}, {"activation-scale": "3"}),
        ({"scaleDownDelaySeconds": 90}, {"scale-down-delay": "90s"}),
        ({"targetUtilizationPercentage": 85}, {"target-utilization-percentage": "85"}),
        ({"targetBurstCapacity": -1}, {"target-burst-capacity": "-1"}),
        ({"stableWindowSeconds": 60}, {"window": "60s"}),
    ],
    ids=lambda value: ",".join(value) or "defaults",
)
def test_no_setting_of_the_autoscaler_is_left_to_the_cluster(settings, changed):
    wanted = {f"autoscaling.knative.dev/{k}": v for k, v in (DEFAULTS | changed).items()}
    assert autoscaling_annotations(benchmark(serverless=settings).spec.serverless) == wanted
    template = manifests(serverless=settings)["serverless"]["spec"]["template"]
    assert template["metadata"]["annotations"] == wanted


def test_no_second_runner_begins_before_the_first_has_ended():
    """Both would write the one ConfigMap."""
    assert manifests()["runner"]["spec"]["podReplacementPolicy"] == "Failed"


def test_a_runner_that_is_evicted_or_lost_with_its_node_does_not_count_as_failed():
    """Kubernetes takes such a policy only of pods that are never restarted in place."""
    job = manifests()["runner"]["spec"]
    taken, ended = job["podFailurePolicy"]["rules"]
    assert taken["action"] == ended["action"] == "Ignore"
    assert taken["onPodConditions"] == [{"type": "DisruptionTarget", "status": "True"}]
    # 137 is a process that was killed for want of memory, too: it would be so again.
    assert ended["onExitCodes"] == {"operator": "In", "values": [143, 255]}
    assert job["template"]["spec"]["restartPolicy"] == "Never"
    assert job["backoffLimit"] == 3
