"""What the pods that are not the model's may use, and where they run."""

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.names import SERVERLESS
from modelbench.api.variants import find_variant
from modelbench.controller.settings import load_settings
from modelbench.resources.pods import OwnImage
from modelbench.resources.runner_job import generators_job, runner_job
from modelbench.resources.serverless import knative_service

from tests.unit.made import specs

QUEUE = "queue.sidecar.serving.knative.dev"
TOLERATION = {"key": "dedicated", "operator": "Exists"}
PLACED = {
    "nodeSelector": {"pool": "tools"},
    "tolerations": [TOLERATION],
    "imagePullSecretNames": ["registry"],
}
LIMITED = {"resources": {"limits": {"cpu": "1"}}}


@pytest.fixture
def image(monkeypatch):
    """The image as the operator's environment has it."""

    def of(**environment):
        monkeypatch.setenv("MODELBENCH_RUNNER_IMAGE", "operator")
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return load_settings().own_image

    return of


def pods(image, **changes):
    """The pods of the runner and of two generators."""
    load = {"generators": 2, **changes.pop("load", {})}
    found = parse_benchmark(specs.document(load=load, **changes))
    jobs = runner_job(found, image), generators_job(found, image)
    return [job["spec"]["template"]["spec"] for job in jobs]


def resources(pod):
    (container,) = pod["containers"]
    return container["resources"]


def test_without_a_word_they_are_as_ever(image):
    for pod in pods(image()):
        assert resources(pod) == {
            "requests": {"cpu": "50m", "memory": "96Mi"},
            "limits": {"memory": "512Mi"},
        }
        assert pod["containers"][0]["securityContext"]["runAsUser"] == 65532
        assert not {"nodeSelector", "tolerations", "imagePullSecrets"} & set(pod)


def test_a_limit_is_added_to_what_there_is(image):
    for pod in pods(image(), runner=LIMITED):
        assert resources(pod)["limits"] == {"cpu": "1", "memory": "512Mi"}
        assert resources(pod)["requests"] == {"cpu": "50m", "memory": "96Mi"}


def test_generators_have_what_the_runner_has_and_may_have_their_own(image):
    own = {"generatorPods": {"nodeSelector": {"pool": "load"}, **LIMITED}}
    runner, generator = pods(image(), runner=PLACED, load=own)
    assert runner["nodeSelector"] == {"pool": "tools"}
    assert generator["nodeSelector"] == {"pool": "load"}
    assert "cpu" not in resources(runner)["limits"]
    assert resources(generator)["limits"]["cpu"] == "1"
    for pod in (runner, generator):
        assert pod["tolerations"] == [TOLERATION]
        assert pod["imagePullSecrets"] == [{"name": "registry"}]


def test_the_operator_s_defaults_are_for_what_a_benchmark_does_not_say(image):
    told = '{"nodeSelector": {"pool": "tools"}, "imagePullSecretNames": ["all"]}'
    runner, _ = pods(image(MODELBENCH_RUNNER_PODS=told), runner={"nodeSelector": {"a": "b"}})
    assert runner["nodeSelector"] == {"a": "b"}
    assert runner["imagePullSecrets"] == [{"name": "all"}]


def test_a_platform_may_assign_the_user(image):
    for pod in pods(image(MODELBENCH_RUN_AS_USER="0")):
        security = pod["containers"][0]["securityContext"]
        assert "runAsUser" not in security
        assert security["runAsNonRoot"] is True


@pytest.mark.parametrize("told", ["{", "[]", '{"nodes": {}}'])
def test_defaults_that_cannot_be_read_end_the_operator(image, told):
    with pytest.raises(ValueError, match="MODELBENCH_RUNNER_PODS"):
        image(MODELBENCH_RUNNER_PODS=told)


def revision(**serverless):
    found = parse_benchmark(specs.document(serverless=serverless))
    variant = find_variant(found.spec, SERVERLESS)
    return knative_service(found, variant, OwnImage("operator", "Always"))["spec"]["template"]


def test_queue_proxy_has_what_is_asked_for_and_the_rest_from_knative():
    asked = {"requests": {"cpu": "10m"}, "limits": {"cpu": 1, "memory": "64Mi"}}
    annotations = revision(queueProxy={"resources": asked})["metadata"]["annotations"]
    found = {name: value for name, value in annotations.items() if name.startswith(QUEUE)}
    assert found == {
        f"{QUEUE}/cpu-resource-request": "10m",
        f"{QUEUE}/cpu-resource-limit": "1",
        f"{QUEUE}/memory-resource-limit": "64Mi",
    }


def test_without_a_word_a_revision_says_nothing_of_queue_proxy():
    assert not [name for name in revision()["metadata"]["annotations"] if name.startswith(QUEUE)]


def test_the_endpoint_of_a_function_is_pulled_with_the_operator_s_secrets(image):
    own = image(MODELBENCH_RUNNER_PODS='{"imagePullSecretNames": ["own"]}')
    model = {"image": "i", "request": {}, "imagePullSecretName": "theirs"}
    for function, names in (({"lambda": {}}, ["theirs", "own"]), ({}, ["theirs"])):
        serverless = {"containerConcurrency": 1, **function}
        found = parse_benchmark(specs.document(model=model, serverless=serverless))
        service = knative_service(found, find_variant(found.spec, SERVERLESS), own)
        secrets = service["spec"]["template"]["spec"]["imagePullSecrets"]
        assert [one["name"] for one in secrets] == names
