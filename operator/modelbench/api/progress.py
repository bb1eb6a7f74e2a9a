"""What the runner tells the operator: its state, and the status fields it has computed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from modelbench.api.reasons import Reason

PROGRESS_KEY = "progress.json"
SAMPLES_KEY = "samples.json.gz"


class RunState(StrEnum):
    """Where a run stands."""

    PREPARING = "Preparing"
    MEASURING = "Measuring"
    COMPLETED = "Completed"
    FAILED = "Failed"


@dataclass(frozen=True)
class Progress:
    """The runner's word. ``status`` holds ready status fields; ``measured`` a reason a path.

    ``lanes`` is how many Knative Services the runner wants now; the operator makes it so.
    """

    state: RunState
    message: str = ""
    reason: Reason | None = None
    status: Mapping[str, Any] = field(default_factory=dict)
    measured: Mapping[str, Reason] = field(default_factory=dict)
    lanes: int = 1

    @property
    def ended(self) -> bool:
        """Whether the runner has nothing more to do."""
        return self.state in (RunState.COMPLETED, RunState.FAILED)


def dump_progress(progress: Progress) -> str:
    """JSON for the results ConfigMap."""
    return json.dumps(
        {
            "state": progress.state,
            "message": progress.message,
            "reason": progress.reason,
            "status": progress.status,
            "measured": progress.measured,
            "lanes": progress.lanes,
        },
        indent=1,
    )


def load_progress(text: str) -> Progress:
    """The inverse of :func:`dump_progress`. ValueError or KeyError when ``text`` is not that."""
    document = json.loads(text)
    return Progress(
        state=RunState(document["state"]),
        message=document["message"],
        reason=None if document["reason"] is None else Reason(document["reason"]),
        status=document["status"],
        measured={path: Reason(reason) for path, reason in document["measured"].items()},
        lanes=document["lanes"],
    )
