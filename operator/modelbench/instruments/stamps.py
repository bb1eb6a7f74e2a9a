"""From Kubernetes' events to the instants of one pod's start."""

from collections.abc import Mapping, Sequence

from modelbench.api.scenarios.cold_start import Instant, Stamp
from modelbench.kube.watch import Seen
from modelbench.pods.events import container_of, event_nanoseconds, pull_nanoseconds
from modelbench.resources.pods import KNATIVE_MODEL_CONTAINER, MODEL_CONTAINER

_PRECISION_NANOSECONDS = 1_000_000
"""An event's name has its recorder's nanoseconds; what it speaks of was up to 1 ms before."""

ARRIVAL_NANOSECONDS = 20_000_000
"""How long a change takes from the API server through a watch to here, on a busy node too."""

_STARTED = "Started"
_BY_REASON = {
    "Pulled": Instant.IMAGE_READY,
    "Created": Instant.CONTAINER_CREATED,
    _STARTED: Instant.CONTAINER_STARTED,
}


def model_container_name(pod: Seen) -> str:
    """The name of the container under test, wherever a mesh has put its own beside it."""
    names = [str(container["name"]) for container in pod.object["spec"]["containers"]]
    ours = (name for name in (MODEL_CONTAINER, KNATIVE_MODEL_CONTAINER) if name in names)
    return next(ours, names[0])


def model_image(pod: Seen) -> str | None:
    """The id of the image under test, as the node reports it; None before it is there."""
    name = model_container_name(pod)
    statuses = pod.object["status"].get("containerStatuses", ())
    found = (str(s["imageID"]) for s in statuses if s["name"] == name and s.get("imageID"))
    return next(found, None)


def pod_stamps(
    pod: Seen, pod_events: Sequence[Seen], replica_set_events: Sequence[Seen]
) -> dict[str, Stamp]:
    """The instants that events tell of a pod, with their sources. Unknown ones are absent."""
    stamps: dict[str, Stamp] = {Instant.POD_CREATED: _created(pod, replica_set_events)}
    container = model_container_name(pod)
    for seen in pod_events:
        event = seen.object
        instant = _instant_of(event, container)
        nanoseconds = event_nanoseconds(event)
        if instant is not None and nanoseconds is not None:
            stamps[instant] = Stamp(nanoseconds, f"event {event['reason']}", _PRECISION_NANOSECONDS)
    return stamps | _init_stamps(pod, pod_events)


def has_init_containers(pod: Seen) -> bool:
    """Whether containers of the pod run before its others."""
    return bool(pod.object["spec"].get("initContainers"))


def _init_stamps(pod: Seen, pod_events: Sequence[Seen]) -> dict[str, Stamp]:
    """The first start of an init container, and the first event of the containers that follow.

    The end of an init container has no event, and the pod's status tells it in whole seconds.
    """
    if not has_init_containers(pod):
        return {}
    names = {one["name"] for one in pod.object["spec"]["initContainers"]}
    told = [(event_nanoseconds(seen.object), seen.object) for seen in pod_events]
    known = [(at, event) for at, event in told if at is not None and container_of(event)]
    starts = [
        at for at, event in known if container_of(event) in names and event["reason"] == _STARTED
    ]
    others = {at: event for at, event in known if container_of(event) not in names}
    found: dict[str, Stamp] = {}
    if starts:
        source = "event Started of the first init container"
        found[Instant.INIT_STARTED] = Stamp(min(starts), source, _PRECISION_NANOSECONDS)
    if others:
        source = f"event {others[min(others)]['reason']} after the init containers"
        found[Instant.INIT_ENDED] = Stamp(min(others), source, _PRECISION_NANOSECONDS)
    return found


def image_pull(pod: Seen, pod_events: Sequence[Seen]) -> int | None:
    """The duration of the image's pull (0: it was present), or None when no event tells."""
    container = model_container_name(pod)
    for seen in pod_events:
        if seen.object.get("reason") == "Pulled" and container_of(seen.object) == container:
            return pull_nanoseconds(seen.object)
    return None


def clock_offset_bounds(cause_nanoseconds: int, events: Sequence[Seen]) -> tuple[int, int] | None:
    """Bounds of (runner's clock - node's clock), by events between their cause and their arrival.

    For an event recorded at e on the node, caused at c and arrived at a on the runner's clock,
    c <= e + offset <= a. The narrowest bracket over the events is returned.
    """
    told = [(event_nanoseconds(seen.object), seen.first_seen_nanoseconds) for seen in events]
    known = [(recorded, arrived) for recorded, arrived in told if recorded is not None]
    if not known:
        return None
    lower = max(cause_nanoseconds - recorded for recorded, _ in known)
    upper = min(arrived - recorded for recorded, arrived in known)
    return lower, upper


def _created(pod: Seen, replica_set_events: Sequence[Seen]) -> Stamp:
    expected = f"Created pod: {pod.object['metadata']['name']}"
    for seen in replica_set_events:
        nanoseconds = event_nanoseconds(seen.object)
        if seen.object.get("message") == expected and nanoseconds is not None:
            return Stamp(nanoseconds, "event SuccessfulCreate", _PRECISION_NANOSECONDS)
    # Kubernetes combines a ReplicaSet's events after ten in ten minutes.
    source = "arrival of the pod's watch event"
    return Stamp(pod.first_seen_nanoseconds, source, ARRIVAL_NANOSECONDS)


def _instant_of(event: Mapping[str, object], container: str) -> Instant | None:
    reason = str(event.get("reason"))
    if reason == "Scheduled":
        return Instant.POD_SCHEDULED
    return _BY_REASON.get(reason) if container_of(event) == container else None
