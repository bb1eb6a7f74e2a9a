"""What the pods of all variants share: the same container, the same restrictions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from modelbench.api.container_resources import check_resources
from modelbench.api.own_pods import AS_BUILT, RunnerPods
from modelbench.api.pod_template import MEASURED
from modelbench.api.spec import DEFAULT_USER, Model, PodSecurity

MODEL_CONTAINER = MEASURED
KNATIVE_MODEL_CONTAINER = "user-container"
"""What Knative calls a container that has no name."""

_ROLLOUT_SECONDS = 600
"""Kubernetes: ``progressDeadlineSeconds`` by default; Knative: ``progress-deadline`` of
config-deployment."""

OWN_USER = 65532
"""The user of the operator's image, as a number: that it is not root is known without the image."""

START_GRACE_SECONDS = 1
"""Of a pod whose start alone is measured: nobody uses it any more when it is told to end."""


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
    FormatError when its resources are none.
    """
    check_resources("spec.model.resources", model.resources)
    container: dict[str, Any] = {
        "image": model.measured_image,
        "ports": [{"containerPort": model.port}],
        "env": variables(model.environment),
        "resources": dict(model.resources),
        "readinessProbe": readiness_probe(model),
        "terminationMessagePolicy": "FallbackToLogsOnError",
        **_security(model),
    }
    if model.image_pull_policy is not None:
        container["imagePullPolicy"] = model.image_pull_policy
    if model.command:
        container["command"] = list(model.command)
    if model.args:
        container["args"] = list(model.args)
    return container


def _security(model: Model) -> dict[str, Any]:
    """Nothing where the image's own defaults are asked for, as in a plain Deployment."""
    if model.pod_security is PodSecurity.IMAGE_DEFAULT:
        return {}
    user = {"runAsUser": model.run_as_user or DEFAULT_USER}
    own = user if model.pod_security is PodSecurity.RESTRICTED else {}
    return {"securityContext": {**restricted_container(), **own}}


def variables(values: dict[str, str]) -> list[dict[str, str]]:
    """The environment of a container."""
    return [{"name": name, "value": value} for name, value in values.items()]


def pod_fields(model: Model) -> dict[str, Any]:
    """What the spec of a pod has beside its containers; what the spec leaves out is absent."""
    found: dict[str, Any] = {}
    if model.automount_service_account_token is not None:
        found["automountServiceAccountToken"] = model.automount_service_account_token
    if model.enable_service_links is not None:
        found["enableServiceLinks"] = model.enable_service_links
    if model.image_pull_secret_name is not None:
        found["imagePullSecrets"] = [{"name": model.image_pull_secret_name}]
    return found


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
