"""The two containers of a Lambda function on Knative: its runtime, and the endpoint beside it."""

from decimal import ROUND_CEILING
from typing import Any

from modelbench.api.lambda_runtime import (
    FUNCTION_NAME_VARIABLE,
    READINESS_PATH_VARIABLE,
    RUNTIME_API_PORT,
    RUNTIME_API_VARIABLE,
    TIMEOUT_VARIABLE,
)
from modelbench.api.quantity import quantity
from modelbench.api.spec import LambdaFunction, Model
from modelbench.resources.pods import (
    KNATIVE_MODEL_CONTAINER,
    OwnImage,
    model_container,
    readiness_probe,
    variables,
)

ENDPOINT_CONTAINER = "lambda-endpoint"
_MEBIBYTE = 1 << 20
_RUNTIME_API = f"127.0.0.1:{RUNTIME_API_PORT}"


def function_containers(
    model: Model, function: LambdaFunction, function_name: str, image: OwnImage
) -> list[dict[str, Any]]:
    """The endpoint first: containers start in their order, and a runtime needs it at once.

    Knative allows a port and probes on one container alone, which is the endpoint.
    """
    return [
        _endpoint(model, function_name, image),
        _runtime(model, function, function_name),
    ]


def _endpoint(model: Model, function_name: str, image: OwnImage) -> dict[str, Any]:
    settings = {
        RUNTIME_API_VARIABLE: _RUNTIME_API,
        FUNCTION_NAME_VARIABLE: function_name,
        TIMEOUT_VARIABLE: str(model.request.timeout_seconds),
        READINESS_PATH_VARIABLE: model.readiness_path or "",
    }
    return {
        "name": ENDPOINT_CONTAINER,
        "image": image.name,
        "imagePullPolicy": image.pull_policy,
        # Not by -m, which would import more before the program begins.
        "command": ["python3", "-S", "-P", "-c", "import modelbench.lambda_endpoint.__main__"],
        "ports": [{"containerPort": model.port}],
        "env": variables(settings),
        "resources": {
            "requests": {"cpu": "25m", "memory": "32Mi"},
            "limits": {"memory": "256Mi"},
        },
        "readinessProbe": readiness_probe(model),
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "securityContext": image.security_context,
    }


def _runtime(model: Model, function: LambdaFunction, function_name: str) -> dict[str, Any]:
    """The image as Lambda would start it, with the environment that Lambda gives it."""
    container = model_container(model)
    for field in ("ports", "readinessProbe", "command", "args"):
        container.pop(field, None)
    if function.command:
        container["command"] = list(function.command)
    if function.args:
        container["args"] = list(function.args)
    known = {**_lambda_variables(model, function, function_name), **model.environment}
    return {
        "name": KNATIVE_MODEL_CONTAINER,
        **container,
        "env": variables({**known, RUNTIME_API_VARIABLE: _RUNTIME_API}),
    }


def _lambda_variables(model: Model, function: LambdaFunction, function_name: str) -> dict[str, str]:
    """What Lambda defines and can be known here; ``model.env`` may say otherwise."""
    handler = {"_HANDLER": function.args[-1]} if function.args else {}
    return {
        **handler,
        FUNCTION_NAME_VARIABLE: function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(_memory_mebibytes(model)),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function_name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "modelbench",
        "TZ": ":UTC",
    }


def _memory_mebibytes(model: Model) -> int:
    """Lambda's memory setting: what is set aside for the model, which is what is priced."""
    memory = quantity(model.resources["requests"]["memory"]) / _MEBIBYTE
    return int(memory.to_integral_value(ROUND_CEILING))
