"""The rules of a Lambda function on the real API server: what is taken and what is refused."""

import pytest
from modelbench.api.spec import LambdaFunction

from tests.api.manifests import manifest, parsed, server_says

ONE_AT_A_TIME = {"containerConcurrency": 1}
VARIANT = [{"name": "handler", "serverless": {"containerConcurrency": 1, "lambda": {}}}]


def function(settings=ONE_AT_A_TIME, model=(), **fields):
    changes = {f"spec__model__{name}": value for name, value in dict(model).items()}
    return manifest(spec__serverless={**settings, "lambda": fields}, **changes)


def test_a_function_needs_nothing_but_one_request_at_a_time():
    assert server_says(function()) is None
    spec = parsed(spec__serverless={**ONE_AT_A_TIME, "lambda": {}})
    assert spec.serverless.lambda_function == LambdaFunction()
    assert spec.serverless.target == 1
    assert parsed().serverless.lambda_function is None


def test_its_start_is_read():
    start = {"command": ["python3"], "args": ["app.handler"]}
    spec = parsed(spec__serverless={**ONE_AT_A_TIME, "lambda": start})
    expected = LambdaFunction(("python3",), ("app.handler",))
    assert spec.serverless.lambda_function == expected


@pytest.mark.parametrize("concurrency", [0, 2])
def test_several_requests_at_once_are_refused(concurrency):
    words = "spec.serverless.containerConcurrency must be 1 with spec.serverless.lambda"
    assert words in server_says(function({"containerConcurrency": concurrency}))


def test_the_port_of_the_runtime_api_is_taken():
    assert server_says(function(model={"port": 9002})) is None
    words = "spec.model.port must not be 9001 where a variant has lambda"
    assert words in server_says(function(model={"port": 9001}))
    assert words in server_says(manifest(spec__variants=VARIANT, spec__model__port=9001))
    assert server_says(manifest(spec__variants=VARIANT, spec__model__port=9002)) is None
    assert server_says(manifest(spec__model__port=9001)) is None


def test_the_address_of_the_runtime_api_is_not_the_user_s():
    assert server_says(function(model={"env": [{"name": "AWS_REGION"}]})) is None
    env = [{"name": "AWS_LAMBDA_RUNTIME_API", "value": "a"}]
    words = "spec.model.env must not set AWS_LAMBDA_RUNTIME_API"
    assert words in server_says(function(model={"env": env}))
    assert words in server_says(manifest(spec__variants=VARIANT, spec__model__env=env))
    assert server_says(manifest(spec__model__env=env)) is None


@pytest.mark.parametrize("field", ["command", "args"])
def test_its_start_is_bounded(field):
    assert server_says(function(**{field: ["a" * 4096] * 2})) is None
    assert server_says(function(**{field: ["a"] * 64})) is None
    for wrong in (["a"] * 65, ["a" * 4097], [1], "a"):
        assert f"spec.serverless.lambda.{field}" in server_says(function(**{field: wrong}))
