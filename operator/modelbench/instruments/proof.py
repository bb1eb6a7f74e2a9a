"""What disproves that a trial met a cold variant and nothing else, although it was answered."""

from collections.abc import Sequence

from modelbench.api.reasons import Reason, Rejection
from modelbench.api.scenarios.cold_start import ColdTrial, Instant
from modelbench.api.variants import Variant
from modelbench.kube.watch import Seen
from modelbench.pods.diagnosis import diagnose_pod
from modelbench.pods.events import container_of
from modelbench.resources.pods import KNATIVE_MODEL_CONTAINER, MODEL_CONTAINER

_CLOCK_TOLERANCE_NANOSECONDS = 1_000_000_000
"""The process's time is the node's, which another node's clock may be off from by so much."""

_EXPLAINED = (Rejection.REQUEST_FAILED, Rejection.UNEXPECTED_STATUS)
"""What a pod that never came, or came too late, makes of a request."""


def prove(trial: ColdTrial, variant: Variant, pod: Seen, events: Sequence[Seen]) -> ColdTrial:
    """The trial, rejected when the pod's events or the image's own times speak against it.

    A pod that waited for room explains a response that did not come, too.
    """
    waited = _waited(pod, events)
    if waited is not None and trial.rejection in (None, *_EXPLAINED):
        return trial.rejected(*waited)
    for doubt in (_restarted(variant, events), _old_process(trial)):
        if doubt is not None and trial.accepted:
            trial = trial.rejected(*doubt)
    return trial


def _waited(pod: Seen, events: Sequence[Seen]) -> tuple[Rejection, str] | None:
    """A pod for which the nodes had no room tells of the cluster's load, not of its variant.

    One that waits still says so itself; of one that waited, its events do.
    """
    failed = [seen.object for seen in events if seen.object.get("reason") == "FailedScheduling"]
    if failed:
        return Rejection.WAITED_FOR_ROOM, str(failed[0].get("message"))
    error = diagnose_pod(pod.object)
    if error is not None and error.reason is Reason.UNSCHEDULABLE:
        return Rejection.WAITED_FOR_ROOM, error.message
    return None


def _restarted(variant: Variant, events: Sequence[Seen]) -> tuple[Rejection, str] | None:
    """A Lambda runtime that was faster than the endpoint beside it ended, and began again.

    An image that speaks HTTP may do as it likes.
    """
    if variant.serverless is None or variant.serverless.lambda_function is None:
        return None
    started = [seen.object for seen in events if seen.object.get("reason") == "Started"]
    names = KNATIVE_MODEL_CONTAINER, MODEL_CONTAINER
    ours = [event for event in started if container_of(event) in names]
    if sum(event.get("count") or 1 for event in ours) < 2:
        return None
    message = "the Lambda runtime ended and was started again before it answered"
    return Rejection.RUNTIME_RESTARTED, message


def _old_process(trial: ColdTrial) -> tuple[Rejection, str] | None:
    """An image that reports its process gives one more proof that the start was cold."""
    process = trial.stamps.get(Instant.PROCESS_STARTED)
    earliest = trial.stamps[Instant.INTENDED].nanoseconds - _CLOCK_TOLERANCE_NANOSECONDS
    if process is None or process.nanoseconds >= earliest:
        return None
    return Rejection.SERVED_BY_OLD_POD, "the process that answered is older than the request"
