"""Starts in which a pod said that it was ready, and answered with an error. Pure.

The request of such a start is answered well by the same model once it is warm: users would get the
errors at each start, and at each rollout.
"""

from collections.abc import Sequence

from modelbench.api.reasons import Rejection
from modelbench.api.scenarios.cold_start import ColdTrial

_WRONG = (Rejection.UNEXPECTED_STATUS, Rejection.WRONG_RESPONSE)


def errors_while_ready(trial: ColdTrial) -> int:
    """How many whole responses of a start were wrong: none is given before a pod says it is ready.

    A polled start counts its own; one request to zero is answered once.
    """
    refused = not trial.polled and trial.rejection in _WRONG and trial.pods_started > 0
    return trial.errors_while_ready or int(refused)


def affected(trials: Sequence[ColdTrial]) -> int:
    """In how many starts there was such an error."""
    return sum(errors_while_ready(trial) > 0 for trial in trials)


def too_early(trials: Sequence[ColdTrial]) -> str:
    """In words how many of the starts are so."""
    started = [trial for trial in trials if trial.pods_started]
    return (
        f"the model reports ready before it is: {affected(trials)} of {len(started)} starts "
        "returned errors after readiness"
    )


def readiness_message(trials: Sequence[ColdTrial]) -> str | None:
    """The same, and what to do; None where no start is so."""
    return f"{too_early(trials)}; set spec.model.readinessPath" if affected(trials) else None
