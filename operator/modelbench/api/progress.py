"""What the runner tells the operator: its state, and the status fields it has computed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from modelbench.api.conditions import ConditionType
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
class Verdict:
    """What came of one part of the run, for the condition of that type; None is "Unknown"."""

    condition: ConditionType
    status: bool | None
    reason: Reason
    message: str


@dataclass(frozen=True)
class Progress:
    """The runner's word. ``status`` holds ready status fields; verdicts come with the end.

    ``lanes`` is how many Knative Services the runner wants now; the operator makes it so.
    """

    state: RunState
    message: str = ""
    reason: Reason | None = None
    status: Mapping[str, Any] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
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
            "verdicts": [asdict(verdict) for verdict in progress.verdicts],
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
        verdicts=tuple(_load_verdict(item) for item in document["verdicts"]),
        lanes=document["lanes"],
    )


def _load_verdict(item: Mapping[str, Any]) -> Verdict:
    return Verdict(
        ConditionType(item["condition"]), item["status"], Reason(item["reason"]), item["message"]
    )
