"""The start of a variant's very first pod, read from what the cluster still tells of it."""

from datetime import datetime

from msgspec.structs import replace

from modelbench.api.scenarios.cold_start import FirstEver, Instant
from modelbench.api.units import SECOND
from modelbench.instruments.observer import Observer
from modelbench.instruments.stamps import image_pull, pod_stamps
from modelbench.kube.watch import Seen


def first_ever(observer: Observer, variant: str) -> FirstEver:
    """From the creation of the variant's oldest pod until it was ready, and its image's pull.

    The API tells readiness in whole seconds, so that is the precision.
    """
    pods = sorted(observer.pods(variant), key=lambda pod: str(pod.object["metadata"]["name"]))
    pods.sort(key=lambda pod: str(pod.object["metadata"]["creationTimestamp"]))
    if not pods:
        return FirstEver(variant, missing_reason="its first pod is gone")
    return _describe(observer, variant, pods[0])


def _describe(observer: Observer, variant: str, pod: Seen) -> FirstEver:
    metadata = pod.object["metadata"]
    events = observer.events_of("Pod", metadata["name"])
    owner = metadata.get("generateName", "").rstrip("-")
    stamps = pod_stamps(pod, events, observer.events_of("ReplicaSet", owner))
    ready = _ready_nanoseconds(pod)
    pulled = image_pull(pod, events)
    found = FirstEver(
        variant,
        image_pulled=None if pulled is None else pulled > 0,
        image_pull_nanoseconds=pulled,
    )
    if ready is None:
        return replace(found, missing_reason="its first pod is not ready")
    total = max(0, ready - stamps[Instant.POD_CREATED].nanoseconds)
    return replace(found, total_nanoseconds=total, precision_nanoseconds=SECOND)


def _ready_nanoseconds(pod: Seen) -> int | None:
    for condition in pod.object["status"].get("conditions", ()):
        if condition["type"] == "Ready" and condition["status"] == "True":
            return (
                round(datetime.fromisoformat(condition["lastTransitionTime"]).timestamp()) * SECOND
            )
    return None
