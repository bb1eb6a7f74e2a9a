"""Cold time to first token, and what of it is the model's own first request. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from modelbench.api.scenarios.cold_start import ColdStart, ColdTrial, FirstTokenStatus, Instant
from modelbench.statistics.intervals import MedianInterval, median_interval
from modelbench.statistics.numbers import milliseconds, percent
from modelbench.statistics.stopped_median import stopped_median

_LEAST_NANOSECONDS = 20_000_000
"""The first request on a pod pays for its connection, and for caches that are empty; what is more
is work that the model left for it."""


@dataclass(frozen=True)
class _FirstRequest:
    """How long the first token took of a pod's first request and of the same one at once after."""

    cold: int
    warm: int
    basis: str


def first_token_status(trials: Sequence[ColdTrial], settings: ColdStart) -> FirstTokenStatus | None:
    """Tell the first tokens of accepted trials, which ended as ``settings`` ask; None where
    responses are no streams.
    """
    totals = [found for trial in trials if (found := first_token_nanoseconds(trial)) is not None]
    if not totals:
        return None
    interval = stopped_median(totals, settings.trials, settings.max_trials)
    status = FirstTokenStatus(
        trials=len(totals),
        median_milliseconds=milliseconds(interval.median),
        minimum_milliseconds=milliseconds(min(totals)),
        maximum_milliseconds=milliseconds(max(totals)),
    )
    if interval.lower is not None and interval.upper is not None:
        status = replace(
            status,
            median_lower_milliseconds=milliseconds(interval.lower),
            median_upper_milliseconds=milliseconds(interval.upper),
            confidence_percent=percent(interval.confidence or 0),
        )
    return _with_first_request(status, trials)


def first_token_nanoseconds(trial: ColdTrial) -> int | None:
    """From the intended send time to the first chunk with content."""
    first, intended = (trial.stamps.get(i) for i in (Instant.FIRST_TOKEN, Instant.INTENDED))
    return None if first is None or intended is None else first.nanoseconds - intended.nanoseconds


def _with_first_request(status: FirstTokenStatus, trials: Sequence[ColdTrial]) -> FirstTokenStatus:
    found = [one for trial in trials if (one := _first_request(trial)) is not None]
    bases = {one.basis for one in found}
    if len(bases) != 1:
        return status
    basis = bases.pop()
    more = median_interval([one.cold - one.warm for one in found])
    status = replace(
        status,
        repeated_median_milliseconds=milliseconds(median_interval([o.warm for o in found]).median),
        first_request_milliseconds=milliseconds(more.median),
        first_request_counted_from=basis,
        first_request_message=_message(more),
    )
    if more.lower is None or more.upper is None:
        return status
    return replace(
        status,
        first_request_lower_milliseconds=milliseconds(more.lower),
        first_request_upper_milliseconds=milliseconds(more.upper),
    )


def _message(more: MedianInterval) -> str | None:
    if more.lower is None or more.lower < _LEAST_NANOSECONDS:
        return None
    return (
        f"the first request of a pod waits {milliseconds(more.median)} ms longer for its first "
        "token than the same request right after it: the model defers work to its first request, "
        "which its readiness does not wait for"
    )


def _first_request(trial: ColdTrial) -> _FirstRequest | None:
    """From the request's receipt where that is known, else from the headers of its response.

    At zero a request waits for its pod before the pod gets it: that is none of the model's.
    """
    first, warm = trial.stamps.get(Instant.FIRST_TOKEN), trial.repeated_first_token_nanoseconds
    if first is None or warm is None:
        return None
    received = trial.stamps.get(Instant.REQUEST_RECEIVED)
    if received is not None:
        cold = first.nanoseconds - received.nanoseconds
        return _FirstRequest(cold, warm, "the receipt of the request")
    headers, again = trial.stamps.get(Instant.HEADERS_RECEIVED), trial.repeated_headers_nanoseconds
    if headers is None or again is None:
        return None
    cold = first.nanoseconds - headers.nanoseconds
    return _FirstRequest(cold, warm - again, "the headers of the response")
