"""Reads what the pods under load use, from the metrics API, while load is sent."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import Any

from modelbench.api.scenarios.parts import Usage
from modelbench.kube.client import ApiError, KubernetesApi
from modelbench.pods.durations import duration_nanoseconds
from modelbench.segments.usage import Limits, LimitUse, limit_use, pods_usage

_READ_SECONDS = 2.0
"""Metrics Server has a new reading every 15 s or less often: none is missed at this pace."""


@dataclass(frozen=True)
class Reading:
    """One of the metrics API, of all pods together."""

    cpu_millicores: float
    memory_mebibytes: float
    limit: LimitUse | None


class UsageReader:
    """Keeps what the metrics API tells of some pods. Use as a context manager.

    ``limits`` gives those of the pods that exist.
    """

    def __init__(
        self,
        api: KubernetesApi,
        namespace: str,
        selector: str,
        limits: Callable[[], Limits] = dict,
    ) -> None:
        self._api = api
        self._limits = limits
        self._path = f"/apis/metrics.k8s.io/v1beta1/namespaces/{namespace}/pods"
        self._query = {"labelSelector": selector}
        self._known_limits: Limits = {}
        self._readings: dict[tuple[float, float], Reading] = {}
        self._problem: str | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="usage reader", daemon=True)

    def __enter__(self) -> "UsageReader":
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        self._thread.join()

    def usage(self, start_seconds: float, end_seconds: float) -> Usage | None:
        """The mean of the readings between two instants (Unix time); None without any."""
        inside = [
            reading
            for (begin, end), reading in list(self._readings.items())
            if start_seconds <= begin and end <= end_seconds
        ]
        if not inside:
            return None
        limits = [reading.limit for reading in inside if reading.limit is not None]
        return Usage(
            round(mean(reading.cpu_millicores for reading in inside)),
            round(mean(reading.memory_mebibytes for reading in inside)),
            len(inside),
            limits[-1].limit_millicores if limits else None,
            round(mean(limit.percent for limit in limits)) if limits else None,
        )

    @property
    def latest_seconds(self) -> float:
        """The end of the latest reading (Unix time); 0 before the first."""
        return max((end for _, end in list(self._readings)), default=0.0)

    @property
    def problem(self) -> str:
        """Why there may be no reading."""
        return self._problem or (
            "the metrics API has no reading within a segment: segments of 30 s or more have one"
        )

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._read(self._api.list_all(self._path, self._query)["items"])
            except ApiError as error:
                self._problem = f"the metrics API failed ({error.status or 'no response'})"
            except (KeyError, TypeError, ValueError) as error:
                self._problem = f"the metrics API's response cannot be read ({error!r})"
            self._stopped.wait(_READ_SECONDS)

    def _read(self, items: list[Mapping[str, Any]]) -> None:
        if not items:
            return
        ends = [datetime.fromisoformat(item["timestamp"]).timestamp() for item in items]
        windows = [duration_nanoseconds(item["window"]) / 1e9 for item in items]
        begin = min(end - window for end, window in zip(ends, windows, strict=True))
        # A pod may be gone before it has its last reading.
        self._known_limits = {**self._known_limits, **self._limits()}
        limit = limit_use(items, self._known_limits)
        self._readings[begin, max(ends)] = Reading(*pods_usage(items), limit)
