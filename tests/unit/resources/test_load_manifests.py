import json

from modelbench.api.benchmark import parse_benchmark
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.variants import find_variant
from modelbench.resources.autoscaler import horizontal_pod_autoscaler
from modelbench.resources.containerized import deployment
from modelbench.resources.generator_access import generators_secret
from modelbench.resources.pods import OwnImage
from modelbench.resources.runner_job import GENERATOR_PORT, generators_job, runner_job

from tests.unit.made import specs

SCALED = {
    "replicas": 2,
    "horizontalPodAutoscaler": {
        "maxReplicas": 5,
        "targetCPUUtilizationPercentage": 70,
        "scaleDownStabilizationSeconds": 30,
    },
}


def benchmark(**spec):
    return parse_benchmark(specs.document(**spec))


def autoscaler(name=CONTAINERIZED, **spec):
    found = benchmark(**spec)
    return horizontal_pod_autoscaler(found, find_variant(found.spec, name))


def job(generators=3):
    return generators_job(
        benchmark(load={"generators": generators}), OwnImage("operator", "Always")
    )


def pod():
    return job()["spec"]["template"]["spec"]


def test_the_autoscaler_scales_its_deployment_between_its_bounds():
    found = benchmark(containerized=SCALED)
    made = deployment(found, find_variant(found.spec, CONTAINERIZED))
    spec = autoscaler(containerized=SCALED)["spec"]
    assert spec["scaleTargetRef"] == {
        "apiVersion": made["apiVersion"],
        "kind": made["kind"],
        "name": made["metadata"]["name"],
    }
    assert (spec["minReplicas"], spec["maxReplicas"]) == (2, 5)
    assert made["spec"]["replicas"] == 2


def test_the_autoscaler_goes_by_cpu_and_waits_as_long_as_asked():
    spec = autoscaler(containerized=SCALED)["spec"]
    (metric,) = spec["metrics"]
    assert metric["resource"]["name"] == "cpu"
    assert metric["resource"]["target"] == {"type": "Utilization", "averageUtilization": 70}
    assert spec["behavior"]["scaleDown"] == {"stabilizationWindowSeconds": 30}


def test_no_autoscaler_is_made_unless_asked_for_nor_for_a_serverless_variant():
    assert autoscaler() is None
    assert autoscaler(SERVERLESS, containerized=SCALED) is None


def test_each_variant_has_the_autoscaler_that_it_asks_for():
    grown = {"name": "grown", "containerized": SCALED}
    assert autoscaler(variants=[grown]) is None
    spec = autoscaler("grown", variants=[grown])["spec"]
    assert spec["scaleTargetRef"]["name"] == "b-grown"


def test_no_generators_are_made_for_a_runner_that_sends_alone():
    assert job(generators=1) is None


def test_every_child_is_owned_by_the_benchmark():
    for child in (autoscaler(containerized=SCALED), job()):
        (owner,) = child["metadata"]["ownerReferences"]
        assert (owner["kind"], owner["uid"]) == ("ModelBenchmark", "uid")


def test_all_generators_run_at_once_each_with_its_own_index():
    spec = job()["spec"]
    assert spec["completionMode"] == "Indexed"
    assert spec["completions"] == spec["parallelism"] == 3


def test_no_second_generator_of_an_index_begins_before_the_first_has_ended():
    assert job()["spec"]["podReplacementPolicy"] == "Failed"


def test_generators_meet_the_restricted_standard():
    (container,) = pod()["containers"]
    security = container["securityContext"]
    assert security["allowPrivilegeEscalation"] is False
    assert security["capabilities"] == {"drop": ["ALL"]}
    assert security["runAsNonRoot"] is True
    assert security["runAsUser"] > 0
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    assert security["readOnlyRootFilesystem"] is True


def test_generators_have_a_cpu_request_of_their_own():
    (container,) = pod()["containers"]
    assert container["resources"]["requests"]["cpu"]


def variables(job):
    (container,) = job["spec"]["template"]["spec"]["containers"]
    return {one["name"]: one for one in container.get("env", ())}


def test_generators_know_no_kubernetes_api():
    assert pod()["automountServiceAccountToken"] is False
    assert "serviceAccountName" not in pod()
    (container,) = pod()["containers"]
    assert container["args"] == ["generator"]


def test_runner_and_generators_share_a_word_that_no_manifest_has_but_a_secret():
    found = benchmark(load={"generators": 3})
    secret = generators_secret(found, "word")
    assert secret["metadata"]["name"] == "b-generators-uid"
    assert secret["metadata"]["ownerReferences"][0]["uid"] == "uid"
    assert (secret["immutable"], secret["data"]) == (True, {"token": "d29yZA=="})
    reference = {"secretKeyRef": {"name": "b-generators-uid", "key": "token"}}
    for each in (job(), runner_job(found, OwnImage("operator", "Always"))):
        assert variables(each)["MODELBENCH_TOKEN"]["valueFrom"] == reference


def test_a_runner_that_sends_alone_has_no_word_and_no_secret():
    alone = benchmark()
    assert generators_secret(alone, "word") is None
    assert variables(runner_job(alone, OwnImage("operator", "Always"))) == {}


def test_generators_know_where_they_may_send():
    kept = {"name": "kept", "serverless": {"minScale": 1}}
    found = benchmark(
        load={"generators": 2},
        scenarios={"coldStart": {"lanes": 2}},
        variants=[kept, {"name": "large", "containerized": {"replicas": 2}}],
    )
    text = variables(generators_job(found, OwnImage("operator", "Always")))["MODELBENCH_TARGETS"]
    assert json.loads(text["value"]) == {
        "b-serverless.n.svc": True,
        "b-serverless-2.n.svc": True,
        "b-containerized.n.svc": False,
        "b-containerized-start.n.svc": False,
        "b-kept.n.svc": True,
        "b-large.n.svc": False,
        "b-large-start.n.svc": False,
    }


def test_a_generator_is_ready_when_it_listens():
    (container,) = pod()["containers"]
    assert container["ports"] == [{"containerPort": GENERATOR_PORT}]
    assert container["readinessProbe"]["httpGet"]["port"] == GENERATOR_PORT


def test_generators_spread_over_the_nodes_by_the_labels_they_have():
    template = job()["spec"]["template"]
    (spread,) = template["spec"]["topologySpreadConstraints"]
    assert spread["whenUnsatisfiable"] == "ScheduleAnyway"
    assert spread["labelSelector"]["matchLabels"] == template["metadata"]["labels"]
    assert template["metadata"]["labels"]["modelbench.dev/role"] == "generator"
    assert "modelbench.dev/variant" not in template["metadata"]["labels"]
