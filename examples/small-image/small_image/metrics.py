"""Counts in plain numbers; prometheus-client is imported by the first scrape, not by the start."""

from __future__ import annotations

from collections import Counter
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client import Metric

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)


class Requests:
    """What has been asked of the predict route and of the Lambda handler, by any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_status: Counter[int] = Counter()
        self._by_bucket: Counter[float] = Counter()
        self._seconds = 0.0
        self._rows = 0

    def observe(self, status: int, seconds: float) -> None:
        """Count one answer and how long it took."""
        bucket = next((bound for bound in BUCKETS_SECONDS if seconds <= bound), float("inf"))
        with self._lock:
            self._by_status[status] += 1
            self._by_bucket[bucket] += 1
            self._seconds += max(seconds, 0.0)

    def count_rows(self, rows: int) -> None:
        """Count the feature vectors of one good request."""
        with self._lock:
            self._rows += rows

    def collect(self) -> Iterator[Metric]:
        """The counts as Prometheus' metrics."""
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

        with self._lock:
            by_status, by_bucket = dict(self._by_status), Counter(self._by_bucket)
            seconds, rows = self._seconds, self._rows
        requests = CounterMetricFamily(
            "sample_requests", "Answers of the predict route by status.", labels=["status"]
        )
        for status, count in sorted(by_status.items()):
            requests.add_metric([str(status)], count)
        yield requests
        yield CounterMetricFamily("sample_rows", "Feature vectors predicted.", value=rows)
        yield HistogramMetricFamily(
            "sample_request_duration_seconds",
            "Time from the route's entry to its answer.",
            buckets=_cumulative(by_bucket),
            sum_value=seconds,
        )


def _cumulative(by_bucket: Counter[float]) -> list[tuple[str, float]]:
    buckets: list[tuple[str, float]] = []
    total = 0
    for bound in (*BUCKETS_SECONDS, float("inf")):
        total += by_bucket[bound]
        buckets.append(("+Inf" if bound == float("inf") else str(bound), total))
    return buckets


REQUESTS = Requests()


def exposition() -> bytes:
    """Everything in the text format of Prometheus."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.platform_collector import PlatformCollector
    from prometheus_client.process_collector import ProcessCollector

    registry = CollectorRegistry()
    registry.register(REQUESTS)
    PlatformCollector(registry=registry)
    ProcessCollector(registry=registry)
    return generate_latest(registry)
