"""Builds the next status of a benchmark from the present one. No I/O: the reconciler writes it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from modelbench.api.conditions import ConditionType, conditions_of, set_condition
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import Reason, advise

Status = dict[str, Any]


class StatusBuilder:
    """Collects changes to a copy of a benchmark's status."""

    def __init__(self, benchmark: Mapping[str, Any], now: datetime) -> None:
        self._generation: int = benchmark["metadata"]["generation"]
        self._now = format_time(now)
        self._measured = conditions_of(benchmark["spec"]["scenarios"])
        self._judged = [ConditionType.OBJECTIVES_MET] if benchmark["spec"].get("objectives") else []
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
            done = [verdict.condition for verdict in progress.verdicts]
            for type_ in (ConditionType.SUCCEEDED, *self._measured, *self._judged):
                if type_ not in done:
                    self.condition(type_, None, Reason.MEASURING, progress.message)
            self.judged(progress)

    def completed(self, progress: Progress) -> Reason:
        """It ended with numbers; those that are invalid make it fail, and stay for all to see."""
        self.progress(progress)
        self.condition(ConditionType.RESOURCES_READY, True, Reason.READY, "both arms answered")
        self.judged(progress)
        invalid = [v for v in progress.verdicts if v.reason is Reason.INVALID]
        if invalid:
            text = "; ".join(f"{verdict.condition}: {verdict.message}" for verdict in invalid)
            self._end(False, Reason.INVALID, advise(Reason.INVALID, text))
            return Reason.INVALID
        self._end(True, Reason.COMPLETED, progress.message)
        return Reason.COMPLETED

    def judged(self, progress: Progress) -> None:
        """What is known of each part, whatever the end of the whole is."""
        for verdict in progress.verdicts:
            self.condition(verdict.condition, verdict.status, verdict.reason, verdict.message)

    def failed(self, reason: Reason, message: str) -> None:
        """It ended without."""
        for type_ in (ConditionType.RESOURCES_READY, *self._measured):
            if self._is_open(type_):
                self.condition(type_, False, reason, message)
        for type_ in self._judged:
            self.condition(type_, None, reason, message)
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
            *self._measured,
            *self._judged,
        ):
            self.condition(type_, None, reason, message)


def format_time(now: datetime) -> str:
    """RFC 3339 in UTC, whole seconds, as Kubernetes writes it."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
