"""When a failed trial speaks of the cluster, which was in trouble meanwhile, and of no variant."""

from modelbench.api.reasons import Rejection
from modelbench.instruments.evidence import Evidence
from modelbench.instruments.observer import Observer

_EXCUSED = (
    Rejection.NOT_AT_ZERO,
    Rejection.SERVED_BY_OLD_POD,
    Rejection.UNEXPECTED_STATUS,
    Rejection.REQUEST_FAILED,
)
"""What an API server or a node that is away brings about; other rejections are proved by a pod."""


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


def _trouble(observer: Observer, pod_uid: str | None, began_nanoseconds: int) -> str | None:
    """What was wrong with the cluster; None when nothing was seen to be."""
    if observer.was_lost_since(began_nanoseconds):
        return "the Kubernetes API did not answer for a time"
    if pod_uid is None:
        return None
    pods = {pod.object["metadata"]["uid"]: pod.object for pod in observer.all_pods()}
    if pod_uid not in pods:
        return "the pod that was to answer is gone"
    for condition in pods[pod_uid]["status"].get("conditions", ()):
        if (condition["type"], condition["status"]) == ("DisruptionTarget", "True"):
            return f"the pod that was to answer was taken away: {condition.get('message', '')}"
    return None
