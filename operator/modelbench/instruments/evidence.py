"""After a trial: was it cold, and when did each turn of the start happen?"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from modelbench.api.reasons import Rejection
from modelbench.api.scenarios.cold_start import ColdTrial, Instant, Stamp
from modelbench.api.variants import Variant
from modelbench.instruments.context import Context
from modelbench.instruments.direct_probe import DirectProbe
from modelbench.instruments.http_request import Response
from modelbench.instruments.judged_response import judge
from modelbench.instruments.proof import prove
from modelbench.instruments.stamps import (
    ARRIVAL_NANOSECONDS,
    clock_offset_bounds,
    has_init_containers,
    image_pull,
    pod_stamps,
)
from modelbench.kube.watch import Seen
from modelbench.pods.timing_header import HEADER, parse_timing

_EVENTS_SECONDS = 5.0
"""Kubelet and scheduler send their events at once; a busy API server is late by a second or two."""

_VAGUE_NANOSECONDS = 50_000_000
"""A few of the direct probe's looks; beyond that an image's own time is closer, if it has one."""

_NEEDED_EVENTS = {Instant.POD_SCHEDULED, Instant.IMAGE_READY, Instant.CONTAINER_STARTED}
_INIT_EVENTS = {Instant.INIT_STARTED, Instant.INIT_ENDED}
_REPORTED = {Instant.MODEL_LOAD_STARTED, Instant.MODEL_LOADED}


@dataclass(frozen=True)
class Attempt:
    """One request that was to meet a cold lane, and the probe that ran beside it."""

    trial: ColdTrial
    variant: Variant
    intended_nanoseconds: int
    response: Response
    probe: DirectProbe


@dataclass(frozen=True)
class Evidence:
    """A trial with the bounds of the clock offset that its events allow, in nanoseconds."""

    trial: ColdTrial
    clock_offset: tuple[int, int] | None = None


def collect(context: Context, lane_pods: Sequence[Seen], attempt: Attempt) -> Evidence:
    """Judge the attempt and gather the instants of the pod that it started."""
    rejection, message = judge(attempt.response, context.request_of(attempt.variant))
    intended = attempt.intended_nanoseconds
    pods = [pod for pod in lane_pods if pod.first_seen_nanoseconds >= intended]
    if rejection is None and not pods:
        rejection, message = (
            Rejection.SERVED_BY_OLD_POD,
            "no pod was created after the request was sent",
        )
    trial = replace(
        attempt.trial,
        rejection=rejection,
        message=message,
        status_code=attempt.response.status_code,
        pods_started=len(pods),
        stamps=_own_stamps(attempt),
    )
    if not pods:
        return Evidence(trial)
    return _add_pod(context, attempt, trial, _first_serving(pods, attempt.probe))


def with_repeated(evidence: Evidence, repeated: Response | None) -> Evidence:
    """Add the stream that was asked for again at once; None: there was none, or it failed."""
    if repeated is None or repeated.first_token_nanoseconds is None:
        return evidence
    trial, sent = evidence.trial, repeated.sent_nanoseconds
    trial = replace(
        trial,
        repeated_headers_nanoseconds=(repeated.headers_nanoseconds or sent) - sent,
        repeated_first_token_nanoseconds=repeated.first_token_nanoseconds - sent,
    )
    return Evidence(trial, evidence.clock_offset)


def _first_serving(pods: Sequence[Seen], probe: DirectProbe) -> Seen:
    """Choose the pod that answered, of several that one request started: the first to serve."""

    def served_and_seen(pod: Seen) -> tuple[float, int]:
        result = probe.result(pod.object["metadata"]["uid"])
        served = math.inf if result is None else result.first_success_nanoseconds
        return served, pod.first_seen_nanoseconds

    return min(pods, key=served_and_seen)


def _own_stamps(attempt: Attempt) -> dict[str, Stamp]:
    response = attempt.response
    return {
        Instant.INTENDED: Stamp(attempt.intended_nanoseconds, "request", 0),
        Instant.SENT: Stamp(response.sent_nanoseconds, "request", 0),
        **_stream_stamps(response),
        Instant.ANSWERED: Stamp(response.ended_nanoseconds, "response", 0),
    }


def _stream_stamps(response: Response) -> dict[str, Stamp]:
    """The turns of a response that is a stream; none of any other."""
    headers, first = response.headers_nanoseconds, response.first_token_nanoseconds
    if headers is None or first is None:
        return {}
    return {
        Instant.HEADERS_RECEIVED: Stamp(headers, "headers of the response", 0),
        Instant.FIRST_TOKEN: Stamp(first, "first chunk with content", 0),
    }


def _add_pod(context: Context, attempt: Attempt, trial: ColdTrial, pod: Seen) -> Evidence:
    events, replica_set_events = _await_events(context, pod)
    stamps = {**trial.stamps, **pod_stamps(pod, events, replica_set_events)}
    stamps |= parse_timing(_header(attempt.response.headers))
    if trial.polled and Instant.REQUEST_RECEIVED not in stamps:
        stamps[Instant.REQUEST_RECEIVED] = stamps[Instant.SENT]
    stamps |= _probed(attempt.probe, pod, stamps)
    trial = replace(
        trial,
        pod_name=pod.object["metadata"]["name"],
        pod_uid=pod.object["metadata"]["uid"],
        image_pull_nanoseconds=image_pull(pod, events),
        stamps=stamps,
        missing=_missing(stamps, _needed(pod)),
    )
    offset = clock_offset_bounds(attempt.intended_nanoseconds, events)
    return Evidence(prove(trial, attempt.variant, pod, events), offset)


def _await_events(context: Context, pod: Seen) -> tuple[list[Seen], list[Seen]]:
    """Events come in their own time: wait for those that the phases need, within a bound."""
    metadata, observer = pod.object["metadata"], context.observer
    name = metadata["name"]

    def complete() -> bool:
        return set(pod_stamps(pod, observer.events_of("Pod", name), ())) >= _needed(pod)

    observer.signal.wait_for(complete, _EVENTS_SECONDS)
    replica_set = metadata.get("generateName", name).rstrip("-")
    return observer.events_of("Pod", name), observer.events_of("ReplicaSet", replica_set)


def _probed(probe: DirectProbe, pod: Seen, stamps: Mapping[str, Stamp]) -> dict[str, Stamp]:
    """The instants that the runner itself has seen of the pod."""
    found: dict[str, Stamp] = {}
    address_known = probe.address_known(pod.object["metadata"]["uid"])
    if address_known is not None:
        source = "arrival of the pod's address"
        found[Instant.ADDRESS_KNOWN] = Stamp(address_known, source, ARRIVAL_NANOSECONDS)
    serving = _serving(probe, pod, stamps)
    if serving is not None:
        found[Instant.SERVING] = serving
    return found


def _serving(probe: DirectProbe, pod: Seen, stamps: Mapping[str, Stamp]) -> Stamp | None:
    """The probe's instant, unless it is vague and the image itself tells a closer one."""
    result = probe.result(pod.object["metadata"]["uid"])
    if result is None:
        return None
    started = stamps.get(Instant.CONTAINER_STARTED)
    probed = result.stamp(started.nanoseconds if started else None)
    loaded = stamps.get(Instant.RUNTIME_READY) or stamps.get(Instant.MODEL_LOADED)
    vague = probed.precision_nanoseconds > _VAGUE_NANOSECONDS
    if loaded is None or not vague or loaded.nanoseconds > probed.nanoseconds:
        return probed
    return loaded


def _needed(pod: Seen) -> set[Instant]:
    """The instants that events must tell of a pod."""
    return _NEEDED_EVENTS | (_INIT_EVENTS if has_init_containers(pod) else set())


def _missing(stamps: Mapping[str, Stamp], needed: Collection[Instant]) -> dict[str, str]:
    unseen = f"no event reported it within {_EVENTS_SECONDS:.0f} s"
    reasons: dict[str, str] = {
        **{str(instant): unseen for instant in needed},
        **{str(instant): "the image does not report it" for instant in _REPORTED},
        str(Instant.SERVING): "the pod did not answer the direct probe",
        str(Instant.ADDRESS_KNOWN): "the pod's address was not seen",
    }
    return {instant: reason for instant, reason in reasons.items() if instant not in stamps}


def _header(headers: Mapping[str, str]) -> str | None:
    found = [value for name, value in headers.items() if name.lower() == HEADER.lower()]
    return found[0] if found else None
