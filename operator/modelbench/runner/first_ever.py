"""The start of an arm's very first pod, read from what the cluster still tells of it."""

from datetime import datetime

from modelbench.api.samples import FirstEver, Instant
from modelbench.instruments.observer import Observer
from modelbench.instruments.stamps import image_pull, pod_stamps
from modelbench.kube.watch import Seen

_SECOND = 1_000_000_000


def first_ever(observer: Observer, path: str) -> FirstEver:
    """From the creation of the path's oldest pod until it was ready, and its image's pull.

    The API tells readiness in whole seconds, so that is the precision.
    """
    pods = sorted(observer.pods(path), key=lambda pod: str(pod.object["metadata"]["name"]))
    pods.sort(key=lambda pod: str(pod.object["metadata"]["creationTimestamp"]))
    if not pods:
        return FirstEver(path, None, 0, None, None, "its first pod is gone")
    return _describe(observer, path, pods[0])


def _describe(observer: Observer, path: str, pod: Seen) -> FirstEver:
    metadata = pod.object["metadata"]
    events = observer.events_of("Pod", metadata["name"])
    owner = metadata.get("generateName", "").rstrip("-")
    stamps = pod_stamps(pod, events, observer.events_of("ReplicaSet", owner))
    ready = _ready_nanoseconds(pod)
    pulled = image_pull(pod, events)
    if ready is None:
        return FirstEver(path, None, 0, _was_pulled(pulled), pulled, "its first pod is not ready")
    total = ready - stamps[Instant.POD_CREATED].nanoseconds
    return FirstEver(path, max(total, 0), _SECOND, _was_pulled(pulled), pulled)


def _was_pulled(pull: int | None) -> bool | None:
    return None if pull is None else pull > 0


def _ready_nanoseconds(pod: Seen) -> int | None:
    for condition in pod.object["status"].get("conditions", ()):
        if condition["type"] == "Ready" and condition["status"] == "True":
            return (
                round(datetime.fromisoformat(condition["lastTransitionTime"]).timestamp()) * _SECOND
            )
    return None
