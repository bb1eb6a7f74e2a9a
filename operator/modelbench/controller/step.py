"""One step of a benchmark that has not finished: suspend, wait, start, or follow the run."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from modelbench.api.admission import count_ahead, count_lingering, is_measuring
from modelbench.api.conditions import ConditionType, find_condition
from modelbench.api.names import API_VERSION, BENCHMARK_LABEL, KIND
from modelbench.api.progress import PROGRESS_KEY, Progress, RunState, load_progress
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.api.spec import Spec
from modelbench.controller import metrics
from modelbench.controller.children import Children
from modelbench.controller.environment import read_environment
from modelbench.controller.events import post_event
from modelbench.controller.runner_watch import check_runner
from modelbench.controller.settings import Settings
from modelbench.controller.status import StatusBuilder
from modelbench.kube.client import ApiError, KubernetesApi, path_of

_RUNNING_SECONDS = 2.0
_WAITING_SECONDS = 15.0
_PATIENCE_SECONDS = 90

Benchmark = dict[str, Any]
logger = logging.getLogger(__name__)


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
        self._status = StatusBuilder(benchmark, now)

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
        self._status.suspended()
        if self._write():
            self._event("Suspended", "Removed the arms and the runner; samples are kept")

    def _admit(self) -> float | None:
        everyone = self._api.list_all(path_of(API_VERSION, KIND))["items"]
        ahead = count_ahead(self._benchmark, everyone, self._settings.max_concurrent)
        if ahead:
            others = f"{ahead} other benchmark{'s' if ahead > 1 else ''}"
            return self._queue(f"waiting for {others} to finish", _WAITING_SECONDS)
        if self._settings.max_concurrent == 1 and self._lingering():
            return self._queue("waiting for the last pods of earlier benchmarks", _RUNNING_SECONDS)
        was_suspended = find_condition(
            self._benchmark.get("status", {}), ConditionType.SUSPENDED
        ).get("status")
        self._status.started()
        self._write()
        self._event("Resumed" if was_suspended == "True" else "Started", "Creating both arms")
        return 0.0

    def _queue(self, message: str, seconds: float) -> float:
        self._status.queued(message)
        if self._write():
            self._event("Queued", message.capitalize())
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
        self._status.progress(progress)
        if self._write() and begins:
            self._event("Measuring", "Both arms answer; cold starts are being measured")

    def _finish(self, progress: Progress) -> None:
        if progress.state is RunState.FAILED:
            self._status.progress(progress)
            self._end(progress.reason or Reason.RUNNER_FAILED, progress.message)
            return
        environment = read_environment(self._api)
        self._status.status["environment"] = environment
        self._status.completed(progress)
        self._clean_up(with_runner=False)
        self._write_end(Reason.COMPLETED, self._headline())

    def _fail(self, reason: Reason, message: str) -> None:
        progress = self._progress()
        if progress is not None:
            self._status.progress(progress)
        self._end(reason, advise(reason, message), with_runner=True)

    def _end(self, reason: Reason, message: str, *, with_runner: bool = False) -> None:
        self._status.failed(reason, message)
        self._clean_up(with_runner=with_runner)
        self._write_end(reason, message)

    def _write_end(self, reason: Reason, message: str) -> None:
        self._write()
        metrics.BENCHMARKS_FINISHED.labels(reason).inc()
        self._event(reason, message, warning=reason is not Reason.COMPLETED)

    def _clean_up(self, *, with_runner: bool) -> None:
        """Remove the arms before the end is written: what is finished is never looked at again."""
        self._children.remove(with_runner=with_runner)
        self._ensured.pop(self._uid, None)

    def _progress(self) -> Progress | None:
        results = self._children.results()
        if results is None:
            return None
        self._status.status["resultsRef"] = {"name": self._children.names.results}
        text = results.get("data", {}).get(PROGRESS_KEY)
        return None if text is None else load_progress(text)

    def _write(self) -> bool:
        """Write the status if it differs; True when it did."""
        if self._status.status == self._benchmark.get("status", {}):
            return False
        metadata = self._benchmark["metadata"]
        path = path_of(API_VERSION, KIND, metadata["namespace"], metadata["name"])
        changes = _merge_patch(self._benchmark.get("status", {}), self._status.status)
        self._api.merge(f"{path}/status", {"metadata": {"uid": metadata["uid"]}, "status": changes})
        return True

    def _event(self, reason: str, message: str, *, warning: bool = False) -> None:
        logger.info("%s/%s: %s: %s", *_key(self._benchmark), reason, message)
        post_event(self._api, self._benchmark, reason, message, self._now, warning=warning)

    def _headline(self) -> str:
        status = self._status.status
        parts = [
            f"{path} {status[path]['coldStart'].get('summary', 'nothing')}"
            for path in ("serverless", "containerized")
        ]
        return "Cold start: " + ", ".join(parts)

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


def _merge_patch(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON merge patch (RFC 7386) that turns one into the other; null removes a field."""
    patch: dict[str, Any] = {name: None for name in before if name not in after}
    for name, value in after.items():
        old = before.get(name)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            if inner := _merge_patch(old, value):
                patch[name] = inner
        elif old != value:
            patch[name] = value
    return patch


def _key(benchmark: Mapping[str, Any]) -> tuple[str, str]:
    return benchmark["metadata"]["namespace"], benchmark["metadata"]["name"]
