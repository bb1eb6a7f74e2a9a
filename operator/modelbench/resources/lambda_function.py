"""The two containers of a Lambda function on Knative: its runtime, and the endpoint beside it."""

from decimal import ROUND_CEILING, Decimal
from typing import Any

from modelbench.api.lambda_runtime import (
    FUNCTION_NAME_VARIABLE,
    READINESS_PATH_VARIABLE,
    RUNTIME_API_PORT,
    RUNTIME_API_VARIABLE,
    TIMEOUT_VARIABLE,
)
from modelbench.api.pod_requests import container_requests
from modelbench.api.pod_template import replaced
from modelbench.api.spec import LambdaFunction, Model
from modelbench.resources.pods import (
    KNATIVE_MODEL_CONTAINER,
    MODEL_CONTAINER,
    OwnImage,
    readiness_probe,
    variables,
)

ENDPOINT_CONTAINER = "lambda-endpoint"
_MEBIBYTE = 1 << 20
_PROBES = ("readinessProbe", "livenessProbe", "startupProbe")
_RUNTIME_API = f"127.0.0.1:{RUNTIME_API_PORT}"


def function_containers(
    containers: list[dict[str, Any]],
    model: Model,
    function: LambdaFunction,
    function_name: str,
    image: OwnImage,
) -> list[dict[str, Any]]:
    """The endpoint, then ``containers`` with the measured one as the function's runtime.

    The endpoint is the first: containers start in their order, and a runtime needs it at once.
    Knative allows a port and probes on one container alone, which is the endpoint.
    """
    runtimes = [
        _runtime(one, function, function_name) if _is_measured(one) else one for one in containers
    ]
    return [_endpoint(model, function_name, image), *runtimes]


def _is_measured(container: dict[str, Any]) -> bool:
    """The container of an image has no name; the measured one of a template has its own."""
    return bool(container.get("name", MODEL_CONTAINER) == MODEL_CONTAINER)


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


def _runtime(
    measured: dict[str, Any], function: LambdaFunction, function_name: str
) -> dict[str, Any]:
    """The image as Lambda would start it, with the environment that Lambda gives it."""
    left_out = (*_PROBES, "ports", "command", "args")
    container = {name: value for name, value in measured.items() if name not in left_out}
    if function.command:
        container["command"] = list(function.command)
    if function.args:
        container["args"] = list(function.args)
    own = measured.get("env", [])
    known = variables(_lambda_variables(measured, function, function_name))
    api = variables({RUNTIME_API_VARIABLE: _RUNTIME_API})
    return {
        "name": KNATIVE_MODEL_CONTAINER,
        **container,
        "env": [*replaced(known, own), *api],
    }


def _lambda_variables(
    measured: dict[str, Any], function: LambdaFunction, function_name: str
) -> dict[str, str]:
    """What Lambda defines and can be known here; the container's own may say otherwise."""
    handler = {"_HANDLER": function.args[-1]} if function.args else {}
    memory = _memory_mebibytes(measured)
    return {
        **handler,
        FUNCTION_NAME_VARIABLE: function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        **({"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(memory)} if memory else {}),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function_name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "modelbench",
        "TZ": ":UTC",
    }


def _memory_mebibytes(measured: dict[str, Any]) -> int:
    """Lambda's memory setting: what is set aside for the model, which is what is priced; or 0."""
    memory = container_requests(measured.get("resources")).get("memory", Decimal(0)) / _MEBIBYTE
    return int(memory.to_integral_value(ROUND_CEILING))
