"""Builds the next status of a benchmark from the present one. No I/O: the reconciler writes it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from modelbench.api.conditions import ConditionType, set_condition
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import Reason

Status = dict[str, Any]

_PATH_CONDITIONS = {
    SERVERLESS: ConditionType.SERVERLESS_COLD_START,
    CONTAINERIZED: ConditionType.CONTAINERIZED_COLD_START,
}


class StatusBuilder:
    """Collects changes to a copy of a benchmark's status."""

    def __init__(self, benchmark: Mapping[str, Any], now: datetime) -> None:
        self._generation: int = benchmark["metadata"]["generation"]
        self._now = format_time(now)
        self.status: Status = {
            **benchmark.get("status", {}),
            "observedGeneration": self._generation,
        }

    def condition(
        self, type_: ConditionType, status: bool | None, reason: Reason, message: str
    ) -> None:
        """Set one condition."""
        self.status["conditions"] = set_condition(
            self.status.get("conditions", ()),
            type_,
            status,
            reason,
            message,
            generation=self._generation,
            now=self._now,
        )

    def queued(self, message: str) -> None:
        """It waits for others."""
        self._unknown_everywhere(Reason.QUEUED, message)
        self.condition(ConditionType.SUSPENDED, False, Reason.NOT_SUSPENDED, "not suspended")

    def started(self) -> None:
        """It may measure from now on."""
        self.status["startTime"] = self._now
        self._unknown_everywhere(Reason.PREPARING, "creating both arms and the runner")
        self.condition(ConditionType.SUSPENDED, False, Reason.NOT_SUSPENDED, "not suspended")

    def suspended(self) -> None:
        """Its children are removed and its clock is stopped; samples are kept."""
        self.status.pop("startTime", None)
        message = "suspended; set spec.suspend to false to go on"
        self._unknown_everywhere(Reason.SUSPENDED, message)
        self.condition(ConditionType.SUSPENDED, True, Reason.SUSPENDED, message)

    def progress(self, progress: Progress) -> None:
        """What the runner has found so far."""
        environment = {**self.status.get("environment", {}), **progress.status["environment"]}
        self.status.update(progress.status)
        self.status["environment"] = environment
        self.status["progress"] = progress.message[:256]
        if progress.state is RunState.MEASURING:
            self.condition(ConditionType.RESOURCES_READY, True, Reason.READY, "both arms answer")
            for type_ in (ConditionType.SUCCEEDED, *_PATH_CONDITIONS.values()):
                self.condition(type_, None, Reason.MEASURING, progress.message)

    def completed(self, progress: Progress) -> None:
        """It ended with numbers."""
        self.progress(progress)
        self.condition(ConditionType.RESOURCES_READY, True, Reason.READY, "both arms answered")
        for path, reason in progress.measured.items():
            text = progress.status[path]["coldStart"].get("summary", "")
            self.condition(_PATH_CONDITIONS[path], True, reason, f"cold start {text}")
        self._end(True, Reason.COMPLETED, progress.message)

    def failed(self, reason: Reason, message: str) -> None:
        """It ended without."""
        for type_ in (ConditionType.RESOURCES_READY, *_PATH_CONDITIONS.values()):
            if self._is_open(type_):
                self.condition(type_, False, reason, message)
        self._end(False, reason, message)

    def _end(self, succeeded: bool, reason: Reason, message: str) -> None:
        self.condition(ConditionType.SUCCEEDED, succeeded, reason, message)
        self.status["completionTime"] = self._now

    def _is_open(self, type_: ConditionType) -> bool:
        found = [c for c in self.status.get("conditions", ()) if c["type"] == type_]
        return not found or found[0]["status"] == "Unknown"

    def _unknown_everywhere(self, reason: Reason, message: str) -> None:
        for type_ in (
            ConditionType.SUCCEEDED,
            ConditionType.RESOURCES_READY,
            *_PATH_CONDITIONS.values(),
        ):
            self.condition(type_, None, reason, message)


def format_time(now: datetime) -> str:
    """RFC 3339 in UTC, whole seconds, as Kubernetes writes it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
