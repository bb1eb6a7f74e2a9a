"""Trials made by hand, with instants that are easy to add up."""

from modelbench.api.scenarios.cold_start import ColdTrial, Instant, Stamp, TrialKind

MILLISECOND = 1_000_000
START = 1_764_042_000_000_000_000

_OFFSETS_MILLISECONDS = {
    Instant.INTENDED: 0,
    Instant.SENT: 1,
    Instant.POD_CREATED: 39,
    Instant.POD_SCHEDULED: 52,
    Instant.IMAGE_READY: 552,
    Instant.CONTAINER_CREATED: 560,
    Instant.CONTAINER_STARTED: 700,
    Instant.PROCESS_STARTED: 710,
    Instant.MODEL_LOAD_STARTED: 1500,
    Instant.MODEL_LOADED: 1700,
    Instant.SERVING: 1750,
    Instant.ADDRESS_KNOWN: 1780,
    Instant.REQUEST_RECEIVED: 1830,
    Instant.ANSWERED: 1840,
}


def stamps(extra_milliseconds=0):
    """Every instant of a start; those after the start of the container are later by so much."""
    later = list(_OFFSETS_MILLISECONDS).index(Instant.CONTAINER_STARTED)
    return {
        str(instant): Stamp(
            START + (offset + (extra_milliseconds if index > later else 0)) * MILLISECOND,
            f"source of {instant}",
            MILLISECOND,
        )
        for index, (instant, offset) in enumerate(_OFFSETS_MILLISECONDS.items())
    }


def trial(variant="serverless", order=1, kind=TrialKind.MEASURED, extra_milliseconds=0, **changes):
    """An accepted trial of 1840 ms and more."""
    values = {
        "status_code": 200,
        "pod_name": "pod",
        "pod_uid": f"uid-{order}",
        "pods_started": 1,
        "image_pull_nanoseconds": 0,
        "stamps": stamps(extra_milliseconds),
        **changes,
    }
    return ColdTrial(variant, order, kind, **values)
