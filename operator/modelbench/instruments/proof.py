"""What disproves that a trial met a cold variant and nothing else, although it was answered."""

from collections.abc import Sequence

from modelbench.api.reasons import Rejection
from modelbench.api.scenarios.cold_start import ColdTrial, Instant
from modelbench.api.variants import Variant
from modelbench.kube.watch import Seen
from modelbench.pods.events import container_of
from modelbench.resources.pods import KNATIVE_MODEL_CONTAINER

_CLOCK_TOLERANCE_NANOSECONDS = 1_000_000_000
"""The process's time is the node's, which another node's clock may be off from by so much."""


def prove(trial: ColdTrial, variant: Variant, events: Sequence[Seen]) -> ColdTrial:
    """The trial, rejected when the pod's events or the image's own times speak against it."""
    for doubt in (_waited(events), _restarted(variant, events), _old_process(trial)):
        if doubt is not None and trial.accepted:
            trial = trial.rejected(*doubt)
    return trial


def _waited(events: Sequence[Seen]) -> tuple[Rejection, str] | None:
    """A pod for which the nodes had no room tells of the cluster's load, not of its variant."""
    failed = [seen.object for seen in events if seen.object.get("reason") == "FailedScheduling"]
    return (Rejection.WAITED_FOR_ROOM, str(failed[0].get("message"))) if failed else None


def _restarted(variant: Variant, events: Sequence[Seen]) -> tuple[Rejection, str] | None:
    """A Lambda runtime that was faster than the endpoint beside it ended, and began again.

    An image that speaks HTTP may do as it likes.
    """
    if variant.serverless is None or variant.serverless.lambda_function is None:
        return None
    started = [seen.object for seen in events if seen.object.get("reason") == "Started"]
    ours = [event for event in started if container_of(event) == KNATIVE_MODEL_CONTAINER]
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
