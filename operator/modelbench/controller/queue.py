"""Whether a benchmark may start to measure now, or waits for others."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from modelbench.api.names import API_VERSION, BENCHMARK_LABEL, KIND
from modelbench.controller.queue_order import count_ahead, count_lingering
from modelbench.controller.record import Record
from modelbench.controller.settings import Settings
from modelbench.kube.client import KubernetesApi, path_of

_WAITING_SECONDS = 15.0
_LINGERING_SECONDS = 2.0


class Admission:
    """The turn of one benchmark that has not started."""

    def __init__(
        self,
        api: KubernetesApi,
        settings: Settings,
        benchmark: Mapping[str, Any],
        record: Record,
        now: datetime,
    ) -> None:
        self._api = api
        self._settings = settings
        self._benchmark = benchmark
        self._record = record
        self._now = now

    def take(self) -> float:
        """Start it or queue it; the seconds until the next look."""
        everyone = self._api.list_all(path_of(API_VERSION, KIND))["items"]
        ahead = count_ahead(self._benchmark, everyone, self._settings.max_concurrent)
        if ahead:
            others = f"{ahead} other benchmark{'s' if ahead > 1 else ''}"
            return self._queue(f"waiting for {others} to finish", _WAITING_SECONDS)
        if self._settings.max_concurrent == 1 and self._lingering():
            return self._queue(
                "waiting for the last pods of earlier benchmarks", _LINGERING_SECONDS
            )
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
