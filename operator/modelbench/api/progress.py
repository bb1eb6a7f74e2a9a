"""What the runner tells the operator: its state, its findings, and what conditions become."""

from enum import StrEnum
from typing import Annotated

import msgspec

from modelbench.api.bounds import text, within_bounds
from modelbench.api.conditions import ConditionUpdate
from modelbench.api.reasons import Reason
from modelbench.api.status import Findings
from modelbench.api.values import FormatError, Value

PROGRESS_KEY = "progress.json"
_MOST_LANES = 16
"""As the CRD bounds ``lanes``."""


_Count = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]


class RunState(StrEnum):
    """Where a run stands."""

    PREPARING = "Preparing"
    MEASURING = "Measuring"
    COMPLETED = "Completed"
    FAILED = "Failed"


class Plan(Value, frozen=True):
    """What the runner expects when its preparations are over, on its own clock.

    ``needed_seconds`` is about how long all scenarios take. The slowest start is that of a
    variant's first pod, without the pull of its image.
    """

    prepared_nanoseconds: _Count
    needed_seconds: _Count
    slowest_variant: Annotated[str, text(64)]
    slowest_start_seconds: _Count


class Progress(Value, frozen=True):
    """The runner's word: of the status it can say ``findings`` and conditions, nothing else.

    ``lanes`` is how many Knative Services of each variant the runner wants now; the operator makes
    it so. Condition updates come with the end of a scenario. ``plan`` is None while it prepares.
    """

    state: RunState
    message: str = ""
    reason: Reason | None = None
    findings: Findings = Findings()
    updates: tuple[ConditionUpdate, ...] = ()
    lanes: Annotated[int, msgspec.Meta(ge=1, le=_MOST_LANES)] = 1
    plan: Plan | None = None

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
