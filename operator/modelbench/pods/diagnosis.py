"""What is wrong with a pod, from its status alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from modelbench.api.knative import QUEUE_PROXY_PORTS
from modelbench.api.pod_samples import QUEUE_PROXY
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.pods.container_roles import described, is_beside_the_model
from modelbench.pods.missing_things import missing_from_a_node, missing_from_the_namespace

_WAITING = {
    "ImagePullBackOff": Reason.IMAGE_PULL_FAILED,
    "InvalidImageName": Reason.IMAGE_PULL_FAILED,
    "ErrImageNeverPull": Reason.IMAGE_PULL_FAILED,
    "ImageInspectError": Reason.IMAGE_PULL_FAILED,
    "CreateContainerConfigError": Reason.CONTAINER_CONFIG_INVALID,
    "CreateContainerError": Reason.CONTAINER_CONFIG_INVALID,
    "RunContainerError": Reason.CONTAINER_CONFIG_INVALID,
    "CrashLoopBackOff": Reason.CONTAINER_CRASHED,
}
_IN_USE = "address already in use"
_FREE_PORTS = (
    f"Keep the image off the ports that queue-proxy uses in the same pod "
    f"({', '.join(map(str, QUEUE_PROXY_PORTS))}), for instance for metrics"
)
_UNSCHEDULABLE_SECONDS = 75
"""Pods that others have just ended hold their room for up to about a minute."""

_NOT_NOW = (
    "not yet ready to handle request",
    "status unknown for quota",
    "failed calling webhook",
    "object has been modified",
    "timed out",
    "etcdserver: leader changed",
    "etcdserver: no leader",
)
"""An API server that has just begun, or whom it asks is away: Kubernetes' own words (admission
plugins of k8s.io/apiserver, the quota controller, etcd), some of them in a 403."""

_DENIED = "denied the request"

_NOT_NOW_SECONDS = 90
"""A webhook or an API server that is renewed is back within this time."""

_NEVER_STARTED = ("StartError", "ContainerCannotRun")
_LOG_CHARACTERS = 400
"""The end of a log, where an error stands, short enough for a condition's message."""


def diagnose_pod(pod: Mapping[str, Any]) -> BenchmarkError | None:
    """The error by which this pod will not become ready by itself, or None.

    A first failed pull (ErrImagePull) and a first crash are waited out: the kubelet tries again.
    A pod that nobody can schedule is named at once; the caller decides how long to bear it.
    """
    if pod["metadata"].get("deletionTimestamp"):
        return None
    for container in _containers(pod):
        error = _diagnose_container(pod, container)
        if error is not None:
            return error
    return _diagnose_scheduling(pod)


def patience_seconds(reason: Reason) -> int:
    """How long a pod's error must last before it counts: only a lack of room may pass by itself."""
    return _UNSCHEDULABLE_SECONDS if reason is Reason.UNSCHEDULABLE else 0


def refusal_reason(message: str) -> Reason:
    """The reason for which the API server refuses to create something, from its own words."""
    # "failed quota" is one that counts what a container does not say at all.
    quota = "exceeded quota" in message or "failed quota" in message
    return Reason.QUOTA_EXCEEDED if quota else Reason.RESOURCES_REJECTED


def is_not_now(message: str) -> bool:
    """Whether a refusal to create something says nothing of it, and another try may help."""
    return _DENIED not in message and any(words in message for words in _NOT_NOW)


def refusal_seconds(message: str) -> int:
    """How long a refusal to create a pod must last before it counts."""
    return _NOT_NOW_SECONDS if is_not_now(message) else 0


def _containers(pod: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    status = pod.get("status", {})
    yield from status.get("initContainerStatuses", ())
    yield from status.get("containerStatuses", ())


def _diagnose_container(
    pod: Mapping[str, Any], container: Mapping[str, Any]
) -> BenchmarkError | None:
    waiting = container.get("state", {}).get("waiting", {})
    reason = _WAITING.get(waiting.get("reason", ""))
    if reason is None:
        return None
    name = f"{described(pod, container['name'])} of pod {pod['metadata']['name']}"
    ended = container.get("lastState", {}).get("terminated", {})
    if reason is Reason.CONTAINER_CRASHED and ended.get("reason") in _NEVER_STARTED:
        message = f"{name} cannot start: {ended.get('message', ended['reason'])}"
        return BenchmarkError(Reason.CONTAINER_CONFIG_INVALID, message)
    if reason is Reason.CONTAINER_CRASHED:
        advice = _FREE_PORTS if _clashes(pod, container, ended) else _see_template(pod, container)
        return BenchmarkError(reason, f"{name} {_describe_exit(container)}", advice)
    detail = waiting.get("message") or waiting["reason"]
    advice = missing_from_the_namespace(detail) or _see_template(pod, container)
    return BenchmarkError(reason, f"{name} cannot start: {detail}", advice)


def _see_template(pod: Mapping[str, Any], container: Mapping[str, Any]) -> str | None:
    """What to look at for a container that is not the measured one; None for that one."""
    if not is_beside_the_model(pod, container["name"]):
        return None
    return f"Check the {described(pod, container['name'])} in spec.model.template"


def _clashes(
    pod: Mapping[str, Any], container: Mapping[str, Any], ended: Mapping[str, Any]
) -> bool:
    """Whether the model and queue-proxy seem to want the same port."""
    names = [one["name"] for one in _containers(pod)]
    words = ended.get("message", "").lower()
    return QUEUE_PROXY in names and (container["name"] == QUEUE_PROXY or _IN_USE in words)


def _describe_exit(container: Mapping[str, Any]) -> str:
    terminated = container.get("lastState", {}).get("terminated", {})
    code, why = terminated.get("exitCode", "?"), terminated.get("reason", "Error")
    log = terminated.get("message", "").strip()[-_LOG_CHARACTERS:]
    tail = f"; last log line: {log}" if log else "; it logged nothing"
    restarts = container.get("restartCount", 0)
    return f"exits with code {code} ({why}) on every start, {restarts} restarts{tail}"


def _diagnose_scheduling(pod: Mapping[str, Any]) -> BenchmarkError | None:
    for condition in pod.get("status", {}).get("conditions", ()):
        if condition["type"] == "PodScheduled" and condition.get("reason") == "Unschedulable":
            words = str(condition.get("message"))
            message = f"pod {pod['metadata']['name']} fits no node: {words}"
            return BenchmarkError(Reason.UNSCHEDULABLE, message, missing_from_a_node(words))
    return None
