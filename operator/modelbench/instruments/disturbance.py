"""When a failure speaks of the cluster, which was in trouble meanwhile, and of no variant."""

import logging
from collections.abc import Callable
from typing import TypeVar

from modelbench.api.reasons import BenchmarkError, Reason, Rejection
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.evidence import Evidence
from modelbench.instruments.observer import Observer
from modelbench.kube.patient_api import PATIENCE_SECONDS

MOST_DISTURBED = 20
"""What meets a cluster in trouble is repeated so often: trouble passes, and each repetition waits
until the API server is back. After so many nothing passes by itself."""

_EXCUSED = (
    Rejection.NOT_AT_ZERO,
    Rejection.SERVED_BY_OLD_POD,
    Rejection.UNEXPECTED_STATUS,
    Rejection.REQUEST_FAILED,
)
"""What an API server or a node that is away brings about; other rejections are proved by a pod."""

_AFTERMATH_NANOSECONDS = 120_000_000_000
"""Kubernetes: controllers that could not renew their leases end, and take up their work again a
minute or two after the API server is back; until then no Service knows of a new pod."""

_LOST = "the Kubernetes API did not respond for a while"


Found = TypeVar("Found")

logger = logging.getLogger(__name__)


def undisturbed(
    context: Context,
    variant: Variant,
    attempt: Callable[[], Found],
    is_spoiled: Callable[[Found], bool],
) -> Found:
    """What ``attempt`` gives, tried again while the cluster's trouble has spoiled it.

    BenchmarkError when that does not end.
    """
    observer, trouble = context.observer, ""
    for _ in range(MOST_DISTURBED):
        observer.signal.wait_for(lambda: observer.in_contact, PATIENCE_SECONDS)
        began = context.clock.now_nanoseconds()
        found = attempt()
        trouble = trouble_since(observer, variant, began)
        if not trouble or not is_spoiled(found):
            return found
        logger.warning("Variant %s is measured again: %s", variant.name, trouble)
    message = f"variant {variant.name} was disturbed {MOST_DISTURBED} times in a row: {trouble}"
    raise BenchmarkError(Reason.RUNNER_FAILED, message)


def trouble_since(observer: Observer, variant: Variant, nanoseconds: int) -> str:
    """What was wrong with the cluster since then, for a variant under load; empty: nothing."""
    if observer.was_lost_since(nanoseconds):
        return _LOST
    if observer.was_taken_since(variant.name, nanoseconds):
        return "a pod was evicted, drained, preempted or lost with its node"
    return ""


def excused(evidence: Evidence, observer: Observer, began_nanoseconds: int) -> Evidence:
    """The evidence of a trial that began then, rejected for the cluster's trouble if it had any."""
    trial = evidence.trial
    if trial.rejection not in _EXCUSED:
        return evidence
    trouble = _trouble(observer, trial.pod_uid, began_nanoseconds)
    if trouble is None:
        return evidence
    message = f"{trouble}; {trial.rejection}: {trial.message}"
    rejected = trial.rejected(Rejection.CLUSTER_DISTURBED, message)
    return Evidence(rejected, evidence.clock_offset)


def out_of_reach(evidence: Evidence) -> Evidence:
    """The evidence of a trial whose request could reach no pod, rejected for that."""
    trial = evidence.trial
    message = f"the ingress gateway refuses connections; {trial.rejection}: {trial.message}"
    return Evidence(trial.rejected(Rejection.CLUSTER_DISTURBED, message), evidence.clock_offset)


def _trouble(observer: Observer, pod_uid: str | None, began_nanoseconds: int) -> str | None:
    """What was wrong with the cluster; None when nothing was seen to be."""
    if observer.was_lost_since(max(1, began_nanoseconds - _AFTERMATH_NANOSECONDS)):
        return _LOST
    if pod_uid is None:
        return None
    pods = {pod.object["metadata"]["uid"]: pod.object for pod in observer.all_pods()}
    if pod_uid not in pods:
        return "the pod that should have answered is gone"
    for condition in pods[pod_uid]["status"].get("conditions", ()):
        if (condition["type"], condition["status"]) == ("DisruptionTarget", "True"):
            return f"the pod that should have answered was removed: {condition.get('message', '')}"
    return None
