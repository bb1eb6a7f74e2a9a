"""One step of a benchmark that has not finished: suspend, wait, start, or follow the run."""

from datetime import datetime
from typing import Any

from modelbench.api.admission import count_ahead, count_lingering, is_measuring
from modelbench.api.conditions import SCENARIO_CONDITIONS, ConditionType, find_condition
from modelbench.api.names import API_VERSION, BENCHMARK_LABEL, KIND, PATHS
from modelbench.api.progress import PROGRESS_KEY, Progress, RunState, load_progress
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.api.spec import Spec
from modelbench.controller import metrics
from modelbench.controller.children import Children
from modelbench.controller.environment import read_environment
from modelbench.controller.record import Record
from modelbench.controller.runner_watch import check_runner
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError, KubernetesApi, path_of

_RUNNING_SECONDS = 2.0
_WAITING_SECONDS = 15.0
_PATIENCE_SECONDS = 90

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

    def take(self) -> float | None:
        """Suspend, wait, start, or follow the run."""
        if self._spec.suspend:
            self._suspend()
            return None
        if not is_measuring(self._benchmark):
            return self._admit()
        try:
            return self._follow()
        except BenchmarkError as error:
            self._fail(error.reason, error.message)
        except ApiError as error:
            if self._age_seconds() < _PATIENCE_SECONDS or self._is_ready():
                raise
            self._fail(_reason_after_patience(error), str(error))
        return None

    def _suspend(self) -> None:
        self._clean_up(with_runner=True)
        self._record.status.suspended()
        if self._record.write():
            self._record.event("Suspended", "Removed the arms and the runner; samples are kept")

    def _admit(self) -> float | None:
        everyone = self._api.list_all(path_of(API_VERSION, KIND))["items"]
        ahead = count_ahead(self._benchmark, everyone, self._settings.max_concurrent)
        if ahead:
            others = f"{ahead} other benchmark{'s' if ahead > 1 else ''}"
            return self._queue(f"waiting for {others} to finish", _WAITING_SECONDS)
        if self._settings.max_concurrent == 1 and self._lingering():
            return self._queue("waiting for the last pods of earlier benchmarks", _RUNNING_SECONDS)
        # What was suspended in mid-run keeps its results.
        resumes = "resultsRef" in self._benchmark.get("status", {})
        self._record.status.started()
        self._record.write()
        self._record.event("Resumed" if resumes else "Started", "Creating both arms")
        return 0.0

    def _queue(self, message: str, seconds: float) -> float:
        self._record.status.queued(message)
        if self._record.write():
            self._record.event("Queued", message.capitalize())
        return seconds

    def _lingering(self) -> int:
        pods = self._api.list_all(path_of("v1", "Pod"), {"labelSelector": BENCHMARK_LABEL})
        return count_lingering(pods["items"], self._now)

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
        progress = self._progress()
        if progress is not None:
            self._record.status.progress(progress)
        self._end(reason, advise(reason, message), with_runner=True)

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
        return None if text is None else load_progress(text)

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
