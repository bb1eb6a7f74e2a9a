"""What the pods of all variants share: the same container, the same restrictions."""

from dataclasses import dataclass
from typing import Any

from modelbench.api.spec import Model

MODEL_CONTAINER = "model"
KNATIVE_MODEL_CONTAINER = "user-container"
"""What Knative calls a container that has no name."""
TERMINATION_GRACE_SECONDS = 30

START_GRACE_SECONDS = 1
"""Of a pod whose start alone is measured: nobody uses it any more when it is told to end."""
"""Kubernetes: the default of ``terminationGracePeriodSeconds``, which users' pods have, too."""


@dataclass(frozen=True)
class OwnImage:
    """The operator's own image, which has the runner and the Lambda endpoint, too."""

    name: str
    pull_policy: str


def restricted_container() -> dict[str, Any]:
    """The container part of the "restricted" pod security standard."""
    return {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def model_container(model: Model) -> dict[str, Any]:
    """The container under test, without its name: Knative chooses one of its own.

    The end of the log becomes the termination message, so that a crash can be told in a condition.
    """
    container: dict[str, Any] = {
        "image": model.image,
        "imagePullPolicy": model.image_pull_policy,
        "ports": [{"containerPort": model.port}],
        "env": variables(model.environment),
        "resources": dict(model.resources),
        "readinessProbe": readiness_probe(model),
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "securityContext": {**restricted_container(), "runAsUser": model.run_as_user},
    }
    if model.command:
        container["command"] = list(model.command)
    if model.args:
        container["args"] = list(model.args)
    return container


def variables(values: dict[str, str]) -> list[dict[str, str]]:
    """The environment of a container."""
    return [{"name": name, "value": value} for name, value in values.items()]


def pull_secrets(model: Model) -> dict[str, Any]:
    """The pod's ``imagePullSecrets``, when the spec names one."""
    if model.image_pull_secret_name is None:
        return {}
    return {"imagePullSecrets": [{"name": model.image_pull_secret_name}]}


def readiness_probe(model: Model) -> dict[str, Any]:
    """What tells that a container can be used."""
    if model.readiness_path is None:
        return {"tcpSocket": {"port": model.port}}
    return {"httpGet": {"path": model.readiness_path, "port": model.port}}
