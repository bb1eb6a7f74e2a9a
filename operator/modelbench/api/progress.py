"""What the runner tells the operator: its state, its findings, and what conditions become."""

from enum import StrEnum
from typing import Annotated

import msgspec

from modelbench.api.bounds import within_bounds
from modelbench.api.conditions import ConditionUpdate
from modelbench.api.reasons import Reason
from modelbench.api.status import Findings
from modelbench.api.values import FormatError, Value

PROGRESS_KEY = "progress.json"
_MOST_LANES = 16
"""As the CRD bounds ``lanes``."""


class RunState(StrEnum):
    """Where a run stands."""

    PREPARING = "Preparing"
    MEASURING = "Measuring"
    COMPLETED = "Completed"
    FAILED = "Failed"


class Progress(Value, frozen=True):
    """The runner's word: of the status it can say ``findings`` and conditions, nothing else.

    ``lanes`` is how many Knative Services of each variant the runner wants now; the operator makes
    it so. Condition updates come with the end of a scenario.
    """

    state: RunState
    message: str = ""
    reason: Reason | None = None
    findings: Findings = Findings()
    updates: tuple[ConditionUpdate, ...] = ()
    lanes: Annotated[int, msgspec.Meta(ge=1, le=_MOST_LANES)] = 1

    @property
    def ended(self) -> bool:
        """Whether the runner has nothing more to do."""
        return self.state in (RunState.COMPLETED, RunState.FAILED)


def dump_progress(progress: Progress) -> str:
    """JSON for the results ConfigMap, cut to the bounds of a status."""
    return msgspec.json.encode(within_bounds(progress)).decode()


def load_progress(text: str) -> Progress:
    """The inverse of :func:`dump_progress`. FormatError when ``text`` is not that."""
    try:
        return msgspec.json.decode(text, type=Progress)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise FormatError(f"{PROGRESS_KEY}: {error}") from error
