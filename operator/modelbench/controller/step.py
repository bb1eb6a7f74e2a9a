"""One step of a benchmark that has not finished: suspend, wait, start, or follow the run."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from modelbench.api.conditions import SCENARIO_CONDITIONS, ConditionType, find_condition
from modelbench.api.names import PATHS
from modelbench.api.progress import PROGRESS_KEY, Progress, RunState, load_progress
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.api.spec import Spec
from modelbench.controller import metrics
from modelbench.controller.children import Children
from modelbench.controller.environment import read_environment
from modelbench.controller.queue import Admission
from modelbench.controller.queue_order import is_measuring
from modelbench.controller.record import Record
from modelbench.controller.runner_watch import check_runner, failure_of
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError, KubernetesApi

_RUNNING_SECONDS = 2.0
_PATIENCE_SECONDS = 90
_LATE_SECONDS = 300

Benchmark = dict[str, Any]


class Step:
    """One step of a benchmark that has not finished."""

    def __init__(
        self,
        api: KubernetesApi,
        settings: Settings,
        benchmark: Benchmark,
        spec: Spec,
        now: datetime,
        ensured: dict[str, int],
    ) -> None:
        self._api = api
        self._settings = settings
        self._benchmark = benchmark
        self._spec = spec
        self._now = now
        self._ensured = ensured
        self._uid: str = benchmark["metadata"]["uid"]
        self._children = Children(api, settings, benchmark, spec)
        self._record = Record(api, benchmark, now)
        self._admission = Admission(api, settings, benchmark, self._record, now)

    def take(self) -> float | None:
        """Suspend, wait, start, or follow the run."""
        if self._spec.suspend:
            self._suspend()
            return None
        if not is_measuring(self._benchmark):
            return self._admission.take()
        try:
            return self._follow()
        except BenchmarkError as error:
            self._fail(error.reason, error.message)
        except ApiError as error:
            if self._age_seconds() < _PATIENCE_SECONDS or self._is_ready():
                raise
            self._fail(_reason_after_patience(error), str(error))
        return None

    @property
    def is_late(self) -> bool:
        """Whether it measures long after its deadline, which a step would have ended."""
        return is_measuring(self._benchmark) and self._remaining_seconds() < -_LATE_SECONDS

    def give_up(self, error: Exception) -> None:
        """End it without what cannot be read or written, so that it does not hold up the others."""
        self._record = Record(self._api, self._benchmark, self._now)
        self._end(Reason.RUNNER_FAILED, f"the operator cannot finish it: {error}", with_runner=True)

    def _suspend(self) -> None:
        self._clean_up(with_runner=True)
        self._record.status.suspended()
        if self._record.write():
            self._record.event("Suspended", "Removed the arms and the runner; samples are kept")

    def _follow(self) -> float | None:
        progress = self._progress()
        if progress is not None and progress.ended:
            self._finish(progress)
            return None
        if self._age_seconds() > self._spec.active_deadline_seconds:
            limit = self._spec.active_deadline_seconds
            raise BenchmarkError(
                Reason.DEADLINE_EXCEEDED, f"it ran longer than activeDeadlineSeconds ({limit} s)"
            )
        job = self._children.job()
        lanes = 1 if progress is None else progress.lanes
        if job is None or self._ensured.get(self._uid) != lanes:
            self._ensure(lanes)
        else:
            check_runner(self._api, self._children.names, job, self._now)
        if progress is not None:
            self._report(progress)
        return min(_RUNNING_SECONDS, max(0.1, self._remaining_seconds()))

    def _ensure(self, lanes: int) -> None:
        """Create all that is missing, once for each number of lanes."""
        self._children.ensure()
        self._children.ensure_lanes(lanes)
        self._ensured[self._uid] = lanes

    def _report(self, progress: Progress) -> None:
        begins = progress.state is RunState.MEASURING and not self._is_ready()
        self._record.status.progress(progress)
        if self._record.write() and begins:
            self._record.event("Measuring", "Both arms answer and are being measured")

    def _finish(self, progress: Progress) -> None:
        self._record.status.status["environment"] = read_environment(self._api)
        if progress.state is RunState.FAILED:
            self._record.status.progress(progress)
            self._record.status.judged(progress)
            self._end(progress.reason or Reason.RUNNER_FAILED, progress.message)
            return
        reason = self._record.status.completed(progress)
        self._clean_up(with_runner=False)
        message = self._headline() if reason is Reason.COMPLETED else self._summary_message()
        self._write_end(reason, message)

    def _fail(self, reason: Reason, message: str) -> None:
        # What cannot be read may be the very reason.
        with suppress(BenchmarkError):
            if (progress := self._progress()) is not None:
                self._record.status.progress(progress)
        # A runner's Job that has failed runs no more, and its log tells why.
        job = self._children.job()
        with_runner = job is None or failure_of(job) is None
        self._end(reason, advise(reason, message), with_runner=with_runner)

    def _end(self, reason: Reason, message: str, *, with_runner: bool = False) -> None:
        self._record.status.failed(reason, message)
        self._clean_up(with_runner=with_runner)
        self._write_end(reason, message)

    def _write_end(self, reason: Reason, message: str) -> None:
        self._record.write()
        metrics.BENCHMARKS_FINISHED.labels(reason).inc()
        self._record.event(reason, message, warning=reason is not Reason.COMPLETED)

    def _clean_up(self, *, with_runner: bool) -> None:
        """Remove the arms before the end is written: what is finished is never looked at again."""
        self._children.remove(with_runner=with_runner)
        self._ensured.pop(self._uid, None)

    def _progress(self) -> Progress | None:
        results = self._children.results()
        if results is None:
            return None
        self._record.status.status["resultsRef"] = {"name": self._children.names.results}
        text = results.get("data", {}).get(PROGRESS_KEY)
        try:
            return None if text is None else load_progress(text)
        except (KeyError, TypeError, ValueError) as error:
            message = f"{PROGRESS_KEY} in ConfigMap {self._children.names.results}: {error!r}"
            raise BenchmarkError(Reason.RUNNER_FAILED, message) from error

    def _headline(self) -> str:
        """The summary of every scenario of both paths."""
        status = self._record.status.status
        parts = [
            f"{path} {scenario}: {status[path][scenario]['summary']}"
            for path in PATHS
            for scenario in SCENARIO_CONDITIONS
            if "summary" in status.get(path, {}).get(scenario, {})
        ]
        return "; ".join(parts)

    def _summary_message(self) -> str:
        message: str = find_condition(self._record.status.status, ConditionType.SUCCEEDED)[
            "message"
        ]
        return message

    def _is_ready(self) -> bool:
        status = self._benchmark.get("status", {})
        return find_condition(status, ConditionType.RESOURCES_READY).get("status") == "True"

    def _age_seconds(self) -> float:
        started = datetime.fromisoformat(self._benchmark["status"]["startTime"])
        return (self._now - started).total_seconds()

    def _remaining_seconds(self) -> float:
        return self._spec.active_deadline_seconds - self._age_seconds()


def _reason_after_patience(error: ApiError) -> Reason:
    knative = "webhook" in error.message or "knative" in error.message
    return Reason.KNATIVE_UNAVAILABLE if knative else Reason.RESOURCES_REJECTED
