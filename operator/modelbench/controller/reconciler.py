"""What a benchmark needs next, and when to look again.

Each look starts from the cluster's state alone, so an operator that was killed at any moment goes
on where it was, and a finished benchmark is never touched again.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from modelbench.api.conditions import is_finished
from modelbench.api.names import API_VERSION, KIND
from modelbench.api.spec import Spec, parse_spec
from modelbench.controller.settings import Settings
from modelbench.controller.step import Benchmark, Step
from modelbench.kube.client import ApiError, KubernetesApi, path_of


class Reconciler:
    """Drives benchmarks. One step at a time: the admission of the next relies on it."""

    def __init__(
        self,
        api: KubernetesApi,
        settings: Settings,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._api = api
        self._settings = settings
        self._now = now
        self._ensured: dict[str, int] = {}

    def reconcile(self, namespace: str, name: str) -> float | None:
        """Take one step; the seconds until the next, or None when only a change needs one."""
        benchmark = self._api.get(path_of(API_VERSION, KIND, namespace, name))
        if benchmark is None or benchmark["metadata"].get("deletionTimestamp"):
            return None
        spec = parse_spec(benchmark["spec"])
        if is_finished(benchmark.get("status", {})):
            return self._expire(benchmark, spec)
        step = Step(self._api, self._settings, benchmark, spec, self._now(), self._ensured)
        try:
            return step.take()
        except Exception as error:
            if not step.is_late or _may_pass(error):
                raise
            step.give_up(error)
            return None

    def _expire(self, benchmark: Benchmark, spec: Spec) -> float | None:
        if spec.ttl_seconds_after_finished is None:
            return None
        completed = datetime.fromisoformat(benchmark["status"]["completionTime"])
        expiry = completed + timedelta(seconds=spec.ttl_seconds_after_finished)
        remaining = (expiry - self._now()).total_seconds()
        if remaining > 0:
            return remaining
        metadata = benchmark["metadata"]
        path = path_of(API_VERSION, KIND, metadata["namespace"], metadata["name"])
        self._api.delete(path, {"preconditions": {"uid": metadata["uid"]}})
        return None


def _may_pass(error: Exception) -> bool:
    """Whether it is an answer of the API server that may be another next time."""
    return isinstance(error, ApiError) and error.status not in (400, 413, 422)
