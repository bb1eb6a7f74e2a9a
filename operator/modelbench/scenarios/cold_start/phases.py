"""Where the time of a cold start goes.

The phases follow one another from the intended send time to the response, so their sum is the total
unless an instant is missing. A missing phase is None with its reason, never 0; what no phase
explains is the residual.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from modelbench.api.scenarios.cold_start import ColdTrial, Instant, Stamp

DECISION = "decision"
SCHEDULING = "scheduling"
SANDBOX = "sandbox"
INIT_CONTAINERS = "initContainers"
IMAGE_PULL = "imagePull"
CONTAINER_START = "containerStart"
APPLICATION_START = "applicationStart"
RUNTIME = "runtime"
MODEL_LOAD = "modelLoad"
SERVER_START = "serverStart"
INITIALIZATION = "initialization"
READINESS_AND_ROUTING = "readinessAndRouting"
KUBELET_REPORT = "kubeletReport"
ROUTING = "routing"
RESPONSE = "response"
FIRST_TOKEN = "firstToken"  # noqa: S105
GENERATION = "generation"


@dataclass(frozen=True)
class Phase:
    """One phase of one trial. ``parent`` names the phase that this one is a part of."""

    name: str
    nanoseconds: int | None
    source: str = ""
    precision_nanoseconds: int = 0
    parent: str | None = None
    missing_reason: str | None = None


def phases_of(trial: ColdTrial) -> tuple[Phase, ...]:
    """The phases of an accepted trial, in order, parts after their whole."""
    return (
        _between(trial, DECISION, Instant.INTENDED, Instant.POD_CREATED),
        _between(trial, SCHEDULING, Instant.POD_CREATED, Instant.POD_SCHEDULED),
        _sandbox(trial),
        *_init_containers(trial),
        _image_pull(trial),
        _between(trial, CONTAINER_START, Instant.IMAGE_READY, Instant.CONTAINER_STARTED),
        _between(trial, APPLICATION_START, Instant.CONTAINER_STARTED, Instant.SERVING),
        *_parts_of_application_start(trial),
        *_after_serving(trial),
    )


def explained_nanoseconds(trial: ColdTrial) -> int:
    """The sum of the phases that are known, parts not counted twice."""
    return sum(
        phase.nanoseconds
        for phase in phases_of(trial)
        if phase.nanoseconds is not None and phase.parent is None
    )


def _between(
    trial: ColdTrial, name: str, begin: Instant, end: Instant, parent: str | None = None
) -> Phase:
    first, last = trial.stamps.get(begin), trial.stamps.get(end)
    if first is None or last is None:
        return _missing(trial, name, begin if first is None else end, parent)
    return _measured(name, first, last, last.nanoseconds - first.nanoseconds, parent)


def _measured(name: str, first: Stamp, last: Stamp, nanoseconds: int, parent: str | None) -> Phase:
    precision = max(first.precision_nanoseconds, last.precision_nanoseconds)
    if nanoseconds < 0 and -nanoseconds > precision:
        reason = f"{last.source} came before {first.source}"
        return Phase(name, None, parent=parent, missing_reason=reason)
    source = f"{first.source} -> {last.source}"
    return Phase(name, nanoseconds, source, precision, parent)


def _missing(trial: ColdTrial, name: str, instant: Instant, parent: str | None = None) -> Phase:
    reason = trial.missing.get(instant, f"the instant {instant} is not known")
    return Phase(name, None, parent=parent, missing_reason=reason)


def _sandbox(trial: ColdTrial) -> Phase:
    whole = _between(trial, SANDBOX, Instant.POD_SCHEDULED, Instant.IMAGE_READY)
    if whole.nanoseconds is None or trial.image_pull_nanoseconds is None:
        return whole
    net = whole.nanoseconds - trial.image_pull_nanoseconds
    net -= sum(phase.nanoseconds or 0 for phase in _init_containers(trial))
    return Phase(SANDBOX, net, whole.source, whole.precision_nanoseconds)


def _init_containers(trial: ColdTrial) -> Iterator[Phase]:
    """From the start of the first to when the kubelet went on with the model's own containers.

    None of a pod that has no init container. The kubelet sees an end up to a second late, which
    the model waits for, too.
    """
    ends = Instant.INIT_STARTED, Instant.INIT_ENDED
    if any(instant in trial.stamps or instant in trial.missing for instant in ends):
        yield _between(trial, INIT_CONTAINERS, *ends)


def _image_pull(trial: ColdTrial) -> Phase:
    if trial.image_pull_nanoseconds is None:
        return Phase(
            IMAGE_PULL,
            None,
            missing_reason="the Pulled event gave no duration; it is part of the sandbox phase",
        )
    return Phase(IMAGE_PULL, trial.image_pull_nanoseconds, "message of the Pulled event", 1_000_000)


def _parts_of_application_start(trial: ColdTrial) -> Iterator[Phase]:
    turns = (
        (RUNTIME, Instant.CONTAINER_STARTED, Instant.MODEL_LOAD_STARTED),
        (MODEL_LOAD, Instant.MODEL_LOAD_STARTED, Instant.MODEL_LOADED),
        (SERVER_START, Instant.MODEL_LOADED, Instant.SERVING),
    )
    for name, begin, end in turns:
        yield _between(trial, name, begin, end, APPLICATION_START)
    # Of a Lambda function alone: what is billed as INIT. It spans the first parts.
    # A quick runtime is ready before the kubelet has told the container's start.
    if Instant.RUNTIME_READY in trial.stamps:
        told = Instant.PROCESS_STARTED in trial.stamps
        begin = Instant.PROCESS_STARTED if told else Instant.CONTAINER_STARTED
        yield _between(trial, INITIALIZATION, begin, Instant.RUNTIME_READY, APPLICATION_START)


def _parts_of_routing(trial: ColdTrial, end: Instant) -> Iterator[Phase]:
    """The wait for the kubelet's report of the pod's address, and what comes after it.

    The kubelet looks at its containers once a second and tells the address only then. The wait is
    0 when the address was known before the model served.
    """
    serving, address = (
        trial.stamps.get(instant) for instant in (Instant.SERVING, Instant.ADDRESS_KNOWN)
    )
    if serving is None or address is None:
        absent = Instant.SERVING if serving is None else Instant.ADDRESS_KNOWN
        for name in (KUBELET_REPORT, ROUTING):
            yield _missing(trial, name, absent, READINESS_AND_ROUTING)
        return
    later = max(serving, address, key=lambda stamp: stamp.nanoseconds)
    waited = later.nanoseconds - serving.nanoseconds
    yield _measured(KUBELET_REPORT, serving, address, waited, READINESS_AND_ROUTING)
    last = trial.stamps[end]
    rest = last.nanoseconds - later.nanoseconds
    yield _measured(ROUTING, later, last, rest, READINESS_AND_ROUTING)


def _after_serving(trial: ColdTrial) -> Iterator[Phase]:
    received = Instant.REQUEST_RECEIVED in trial.stamps
    streams = Instant.FIRST_TOKEN in trial.stamps
    last = Instant.HEADERS_RECEIVED if streams else Instant.ANSWERED
    end = Instant.REQUEST_RECEIVED if received else last
    yield _between(trial, READINESS_AND_ROUTING, Instant.SERVING, end)
    yield from _parts_of_routing(trial, end)
    if received:
        yield _between(trial, RESPONSE, Instant.REQUEST_RECEIVED, last)
    else:
        yield Phase(
            RESPONSE,
            None,
            missing_reason="the image does not report when it received the request; "
            "the response is part of readinessAndRouting",
        )
    if streams:
        yield _between(trial, FIRST_TOKEN, Instant.HEADERS_RECEIVED, Instant.FIRST_TOKEN)
        yield _between(trial, GENERATION, Instant.FIRST_TOKEN, Instant.ANSWERED)
