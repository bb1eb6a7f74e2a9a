"""Whether the runner's Job can still bring results."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from modelbench.api.names import Names, Role
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.kube.client import KubernetesApi, url_of
from modelbench.pods.diagnosis import (
    diagnose_pod,
    patience_seconds,
    refusal_reason,
    refusal_seconds,
)
from modelbench.preflight.refusals import advice_for

_PATIENCE_SECONDS = 20
"""A pod of an image that the node has is ready within this time; before it nothing is wrong."""

_RECENT_SECONDS = 60
"""Kubernetes: the Job controller tries again after a minute at most (``MaxJobApiBackOff``)."""


def check_runner(api: KubernetesApi, names: Names, job: Mapping[str, Any], now: datetime) -> None:
    """BenchmarkError when the Job has failed, or its pod cannot be made or cannot start."""
    failure = failure_of(job)
    if failure is not None:
        raise BenchmarkError(Reason.RUNNER_FAILED, f"the runner's Job failed: {failure}")
    status = job.get("status", {})
    if status.get("ready") or status.get("succeeded") or _age(job, now) < _PATIENCE_SECONDS:
        return
    if not status.get("active"):
        _check_creation(api, names, job, now)
    _check_pods(api, names, now)


def failure_of(job: Mapping[str, Any]) -> str | None:
    """Why the Job has failed for good; None when it has not."""
    conditions = job.get("status", {}).get("conditions", ())
    failed = (c for c in conditions if (c["type"], c["status"]) == ("Failed", "True"))
    return next((str(condition.get("message")) for condition in failed), None)


def _check_creation(
    api: KubernetesApi, names: Names, job: Mapping[str, Any], now: datetime
) -> None:
    """A refusal of long ago was overcome: the Job has had a pod since."""
    # By its uid: an earlier Job of this name may have been refused.
    selector = f"involvedObject.uid={job['metadata']['uid']}"
    path = url_of("v1", "Event", names.namespace)
    for event in api.list_all(path, {"fieldSelector": selector})["items"]:
        message = event.get("message") or ""
        at = event.get("lastTimestamp") or event["metadata"]["creationTimestamp"]
        recent = _seconds_since(at, now) < _RECENT_SECONDS
        lasts = _seconds_since(event.get("firstTimestamp") or at, now) >= refusal_seconds(message)
        if event.get("reason") == "FailedCreate" and recent and lasts:
            told = f"the runner's pod: {message}"
            raise BenchmarkError(refusal_reason(message), told, advice_for(message))


def _check_pods(api: KubernetesApi, names: Names, now: datetime) -> None:
    selector = f"batch.kubernetes.io/job-name={names.runner}"
    path = url_of("v1", "Pod", names.namespace)
    for pod in api.list_all(path, {"labelSelector": selector})["items"]:
        error = diagnose_pod(pod)
        if error is None:
            continue
        if _age(pod, now) > max(_PATIENCE_SECONDS, patience_seconds(error.reason)):
            raise BenchmarkError(error.reason, f"{Role.RUNNER}: {error.message}")


def _age(item: Mapping[str, Any], now: datetime) -> float:
    return _seconds_since(item["metadata"]["creationTimestamp"], now)


def _seconds_since(told: str, now: datetime) -> float:
    return (now - datetime.fromisoformat(told)).total_seconds()
