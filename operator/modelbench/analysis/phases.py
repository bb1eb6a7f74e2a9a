"""Where the time of a cold start goes.

The phases follow one another from the intended send time to the answer, so their sum is the total
unless an instant is missing. A missing phase is None with its reason, never 0; what no phase
explains is the residual.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from modelbench.api.samples import ColdTrial, Instant, Stamp

DECISION = "decision"
SCHEDULING = "scheduling"
SANDBOX = "sandbox"
IMAGE_PULL = "imagePull"
CONTAINER_START = "containerStart"
APPLICATION_START = "applicationStart"
RUNTIME = "runtime"
MODEL_LOAD = "modelLoad"
SERVER_START = "serverStart"
READINESS_AND_ROUTING = "readinessAndRouting"
RESPONSE = "response"


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
    return Phase(SANDBOX, net, whole.source, whole.precision_nanoseconds)


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


def _after_serving(trial: ColdTrial) -> Iterator[Phase]:
    if Instant.REQUEST_RECEIVED in trial.stamps:
        yield _between(trial, READINESS_AND_ROUTING, Instant.SERVING, Instant.REQUEST_RECEIVED)
        yield _between(trial, RESPONSE, Instant.REQUEST_RECEIVED, Instant.ANSWERED)
        return
    yield _between(trial, READINESS_AND_ROUTING, Instant.SERVING, Instant.ANSWERED)
    yield Phase(
        RESPONSE,
        None,
        missing_reason="the image does not report when it received the request; "
        "the response is part of readinessAndRouting",
    )
