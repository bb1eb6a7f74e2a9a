"""What the pods of all variants share: the same container, the same restrictions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from modelbench.api.own_pods import AS_BUILT, RunnerPods
from modelbench.api.spec import Model

MODEL_CONTAINER = "model"
KNATIVE_MODEL_CONTAINER = "user-container"
"""What Knative calls a container that has no name."""
TERMINATION_GRACE_SECONDS = 30
"""Kubernetes: the default of ``terminationGracePeriodSeconds``, which users' pods have, too."""

_ROLLOUT_SECONDS = 600
"""Kubernetes: ``progressDeadlineSeconds`` by default; Knative: ``progress-deadline`` of
config-deployment."""

OWN_USER = 65532
"""The user of the operator's image, as a number: that it is not root is known without the image."""


@dataclass(frozen=True)
class OwnImage:
    """The operator's own image, which has the runner and the Lambda endpoint, too.

    With it come the defaults of the pods that it runs in. ``user`` is None where the platform
    assigns one.
    """

    name: str
    pull_policy: str
    user: int | None = OWN_USER
    pods: RunnerPods = AS_BUILT

    @property
    def security_context(self) -> dict[str, Any]:
        """The restricted standard, and nothing that is written outside of volumes."""
        own = {} if self.user is None else {"runAsUser": self.user}
        return {**restricted_container(), "readOnlyRootFilesystem": True, **own}


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
    name = model.image_pull_secret_name
    return pull_secrets_named(() if name is None else (name,))


def pull_secrets_named(names: Iterable[str]) -> dict[str, Any]:
    """A pod's ``imagePullSecrets``, if there are any."""
    found = [{"name": name} for name in dict.fromkeys(names)]
    return {"imagePullSecrets": found} if found else {}


def progress_deadline_seconds(model: Model) -> int | None:
    """After how long without progress a rollout has failed; None: as Kubernetes and Knative say.

    The start of the model comes on top of the time that they give to a rollout, in which its image
    is pulled: ten minutes.
    """
    started = model.start_timeout_seconds
    return None if started is None else _ROLLOUT_SECONDS + started


def readiness_probe(model: Model) -> dict[str, Any]:
    """What tells that a container can be used."""
    if model.readiness_path is None:
        return {"tcpSocket": {"port": model.port}}
    return {"httpGet": {"path": model.readiness_path, "port": model.port}}
