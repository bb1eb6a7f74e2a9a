"""The Knative Service whose image is run as a Lambda function."""

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.variants import find_variant
from modelbench.resources.containerized import deployment
from modelbench.resources.pods import OwnImage
from modelbench.resources.serverless import knative_service

from tests.unit.made import specs

COMMAND = ["python3", "-m", "awslambdaric"]
FUNCTION = {"command": COMMAND, "args": ["app.lambda_handler"]}


def benchmark(function=FUNCTION, **model):
    serverless = {"containerConcurrency": 1}
    if function is not None:
        serverless["lambda"] = function
    own = {"image": "i", "request": {}, "readinessPath": "/readyz", "command": ["serve"], **model}
    return parse_benchmark(specs.document(serverless=serverless, model=own))


def pod(found):
    variant = find_variant(found.spec, SERVERLESS)
    manifest = knative_service(found, variant, OwnImage("operator", "Always"))
    return manifest["spec"]["template"]["spec"]


def containers(function=FUNCTION, **model):
    """The endpoint and the runtime."""
    return pod(benchmark(function, **model))["containers"]


def variables(container):
    return {variable["name"]: variable["value"] for variable in container["env"]}


def test_without_a_function_there_is_one_container_as_ever():
    (container,) = containers(function=None)
    assert (container["image"], container["command"]) == ("i", ["serve"])


def test_the_endpoint_starts_first_and_alone_has_a_port_and_a_probe():
    endpoint, runtime = containers(port=9000)
    assert (endpoint["image"], endpoint["imagePullPolicy"]) == ("operator", "Always")
    assert endpoint["ports"] == [{"containerPort": 9000}]
    assert endpoint["readinessProbe"] == {"httpGet": {"path": "/readyz", "port": 9000}}
    assert not {"ports", "readinessProbe"} & set(runtime)


def test_the_runtime_is_the_image_under_test_started_as_a_function():
    endpoint, runtime = containers()
    assert (runtime["name"], runtime["image"]) == ("user-container", "i")
    assert (runtime["command"], runtime["args"]) == (COMMAND, ["app.lambda_handler"])
    assert runtime["resources"] == {"requests": {"cpu": "100m", "memory": "128Mi"}}
    for name in ("AWS_LAMBDA_RUNTIME_API", "AWS_LAMBDA_FUNCTION_NAME"):
        assert variables(runtime)[name] == variables(endpoint)[name]


def test_the_image_s_own_start_is_kept_when_none_is_given():
    _, runtime = containers(function={})
    assert not {"command", "args"} & set(runtime)
    assert "_HANDLER" not in variables(runtime)


def test_the_runtime_finds_the_environment_of_lambda():
    _, runtime = containers(resources={"requests": {"cpu": "1", "memory": "0.5G"}})
    found = variables(runtime)
    assert found["AWS_LAMBDA_RUNTIME_API"] == "127.0.0.1:9001"
    assert found["AWS_LAMBDA_FUNCTION_NAME"] == "b"
    assert found["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "477"
    assert found["_HANDLER"] == "app.lambda_handler"


def test_the_user_s_variables_come_last():
    env = [{"name": "AWS_REGION", "value": "x"}, {"name": "TZ", "value": "Asia/Tokyo"}]
    found = variables(containers(env=env)[1])
    assert (found["AWS_REGION"], found["TZ"]) == ("x", "Asia/Tokyo")


def test_the_endpoint_has_the_timeout_of_a_request():
    endpoint, _ = containers()
    assert variables(endpoint)["MODELBENCH_LAMBDA_TIMEOUT_SECONDS"] == "10"
    assert variables(endpoint)["MODELBENCH_LAMBDA_READINESS_PATH"] == "/readyz"


@pytest.mark.parametrize("number", [0, 1])
def test_both_meet_the_restricted_standard(number):
    security = containers()[number]["securityContext"]
    assert security["allowPrivilegeEscalation"] is False
    assert security["capabilities"] == {"drop": ["ALL"]}
    assert (security["runAsNonRoot"], security["runAsUser"]) == (True, 65532)


def test_the_containerized_variant_is_untouched():
    def built(found):
        return deployment(found, find_variant(found.spec, CONTAINERIZED))

    assert built(benchmark()) == built(benchmark(function=None))
