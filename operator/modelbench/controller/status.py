"""Builds the next status of a benchmark from the present one. No I/O: the record writes it."""

from collections.abc import Collection
from datetime import datetime

from msgspec.structs import replace

from modelbench.api.benchmark import Benchmark
from modelbench.api.conditions import (
    NODE_QUIET,
    OBJECTIVES_MET,
    RESOURCES_READY,
    SUCCEEDED,
    SUSPENDED,
    ConditionUpdate,
    find_condition,
    set_condition,
)
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import Reason, advise
from modelbench.api.status import Environment, ResultsReference, Status
from modelbench.api.variants import variants_of
from modelbench.controller.findings import with_findings
from modelbench.controller.times import format_time
from modelbench.scenarios.registry import measured_conditions


class StatusBuilder:
    """Collects changes to a benchmark's status. FormatError when the spec has no such variant."""

    def __init__(self, benchmark: Benchmark, now: datetime) -> None:
        self._generation = benchmark.metadata.generation
        self._now = format_time(now)
        self._measured = tuple(measured_conditions(benchmark.spec, variants_of(benchmark.spec)))
        self._judged = (OBJECTIVES_MET,) if benchmark.spec.objectives else ()
        self._order = (
            SUCCEEDED,
            RESOURCES_READY,
            *self._measured,
            OBJECTIVES_MET,
            NODE_QUIET,
            SUSPENDED,
        )
        self.status: Status = replace(
            benchmark.status,
            observed_generation=self._generation,
            image=benchmark.spec.model.measured_image or None,
        )

    @property
    def measured_types(self) -> Collection[str]:
        """The conditions that the runner may speak of."""
        return (*self._measured, *self._judged, NODE_QUIET)

    def condition(self, type_: str, status: bool | None, reason: Reason, message: str) -> None:
        """Set one condition."""
        conditions = set_condition(
            self.status.conditions,
            ConditionUpdate(type=type_, status=status, reason=reason, message=message),
            generation=self._generation,
            now=self._now,
            order=self._order,
        )
        self.status = replace(self.status, conditions=conditions)

    def queued(self, message: str) -> None:
        """Note that it waits for others."""
        self._unknown_everywhere(Reason.QUEUED, message)
        self.condition(SUSPENDED, False, Reason.NOT_SUSPENDED, "not suspended")

    def started(self) -> None:
        """Note that it may measure from now on."""
        self.status = replace(self.status, start_time=self._now)
        self._unknown_everywhere(Reason.PREPARING, "creating all variants and the runner")
        self.condition(SUSPENDED, False, Reason.NOT_SUSPENDED, "not suspended")

    def suspended(self) -> None:
        """Note that its children are removed and its clock is stopped; samples are kept."""
        self.status = replace(self.status, start_time=None)
        message = "suspended; set spec.suspend to false to resume"
        self._unknown_everywhere(Reason.SUSPENDED, message)
        self.condition(SUSPENDED, True, Reason.SUSPENDED, message)

    def refer(self, results: str) -> None:
        """Refer to the ConfigMap of that name, which has its samples."""
        self.status = replace(self.status, results_ref=ResultsReference(results))

    def environment(self, environment: Environment) -> None:
        """Set where it was measured, as the operator knows it."""
        self.status = replace(self.status, environment=environment)

    def progress(self, progress: Progress, warning: str = "") -> None:
        """Take over what the runner has found so far; ``warning`` is what will not fit."""
        found = with_findings(self.status, progress.findings)
        self.status = replace(found, progress=progress.message or None)
        if progress.state is RunState.MEASURING:
            self.condition(RESOURCES_READY, True, Reason.READY, _ready_message(warning))
            done = [update.type for update in progress.updates]
            for type_ in (SUCCEEDED, *self._measured, *self._judged):
                if type_ not in done:
                    self.condition(type_, None, Reason.MEASURING, progress.message)
            self.updated(progress)

    def completed(self, progress: Progress) -> Reason:
        """End it with numbers; those that are invalid make it fail, and stay for all to see."""
        self.progress(progress)
        self.condition(RESOURCES_READY, True, Reason.READY, "every variant answered")
        self.updated(progress)
        invalid = [update for update in progress.updates if update.reason is Reason.INVALID]
        if invalid:
            text = "; ".join(f"{update.type}: {update.message}" for update in invalid)
            self._end(False, Reason.INVALID, advise(Reason.INVALID, text))
            return Reason.INVALID
        self._end(True, Reason.COMPLETED, progress.message)
        return Reason.COMPLETED

    def updated(self, progress: Progress) -> None:
        """Take over what is known of each part, whatever the end of the whole is."""
        for update in progress.updates:
            self.condition(update.type, update.status, update.reason, update.message)

    def ends(self, reason: Reason, message: str) -> None:
        """Note that it will end without success: see ``Benchmark.is_ending``."""
        self._failed_parts(reason, message)
        self.condition(SUCCEEDED, None, reason, message)

    def failed(self, reason: Reason, message: str) -> None:
        """End it without success."""
        self._failed_parts(reason, message)
        self._end(False, reason, message)

    def _failed_parts(self, reason: Reason, message: str) -> None:
        for type_ in (RESOURCES_READY, *self._measured):
            if self._is_open(type_):
                self.condition(type_, False, reason, message)
        for type_ in self._judged:
            self.condition(type_, None, reason, message)

    def begin_anew(self) -> None:
        """Forget all figures and conditions, one of which may be what cannot be stored."""
        began, results = self.status.start_time, self.status.results_ref
        self.status = Status(
            observed_generation=self._generation, start_time=began, results_ref=results
        )

    def _end(self, succeeded: bool, reason: Reason, message: str) -> None:
        self.condition(SUCCEEDED, succeeded, reason, message)
        self.status = replace(self.status, completion_time=self._now)

    def _is_open(self, type_: str) -> bool:
        found = find_condition(self.status.conditions, type_)
        return found is None or found.is_unknown

    def _unknown_everywhere(self, reason: Reason, message: str) -> None:
        for type_ in (SUCCEEDED, RESOURCES_READY, *self._measured, *self._judged):
            self.condition(type_, None, reason, message)


def _ready_message(warning: str) -> str:
    return f"every variant answers; but {warning}" if warning else "every variant answers"
