"""Prometheus metrics: results rebuilt at each scrape, and the operator's own behaviour."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from prometheus_client import Counter, Histogram, Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from modelbench.api.names import PATHS
from modelbench.api.reasons import ENDING_REASONS
from modelbench.controller.store import Store

RECONCILE_SECONDS = Histogram(
    "modelbench_reconcile_duration_seconds",
    "How long one step of one benchmark took.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
RECONCILE_ERRORS = Counter(
    "modelbench_reconcile_errors_total", "Steps that failed and were tried again."
)
BENCHMARKS_FINISHED = Counter(
    "modelbench_benchmarks_finished_total",
    "Benchmarks that ended, by the reason of their Succeeded condition.",
    ["reason"],
)
for _reason in ENDING_REASONS:
    BENCHMARKS_FINISHED.labels(_reason)

_BENCHMARK = ["benchmark_namespace", "benchmark"]
_STATISTICS = {
    "median": "medianMilliseconds",
    "median_lower": "medianLowerMilliseconds",
    "median_upper": "medianUpperMilliseconds",
    "minimum": "minimumMilliseconds",
    "maximum": "maximumMilliseconds",
}
_CONDITION_STATUS = ("True", "False", "Unknown")


class ResultsCollector(Collector):
    """The results of all benchmarks that exist; a deleted one leaves no series behind."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> list[Metric]:
        """Nothing, so that registration does not collect."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Fresh families from the present statuses."""
        benchmarks = self._store.all()
        families = _Families()
        for key, benchmark in benchmarks:
            families.add(key, benchmark)
        yield from families.all()


class _Families:
    """The metric families of one scrape."""

    def __init__(self) -> None:
        path = [*_BENCHMARK, "path"]
        self._info = _gauge("modelbench_benchmark_info", "The image measured.", ["image"])
        self._condition = _gauge(
            "modelbench_benchmark_condition",
            "1 for the present status of each condition, 0 for the others.",
            ["condition", "status"],
        )
        self._start = _gauge("modelbench_benchmark_start_timestamp_seconds", "When it started.")
        self._completion = _gauge(
            "modelbench_benchmark_completion_timestamp_seconds", "When it ended."
        )
        self._cold_start = GaugeMetricFamily(
            "modelbench_cold_start_seconds",
            "Cold start of a path: a statistic over its accepted trials.",
            labels=[*path, "statistic"],
        )
        self._phase = GaugeMetricFamily(
            "modelbench_cold_start_phase_seconds",
            "Median of one phase of the cold starts; parts of a phase name it as parent.",
            labels=[*path, "phase", "parent"],
        )
        self._trials = GaugeMetricFamily(
            "modelbench_cold_start_trials",
            "Trials by outcome: accepted, or the reason of the rejection.",
            labels=[*path, "outcome"],
        )

    def add(self, key: tuple[str, str], benchmark: Mapping[str, Any]) -> None:
        """Add the series of one benchmark."""
        status = benchmark["status"]
        self._info.add_metric([*key, benchmark["image"]], 1)
        self._add_times(key, status)
        for condition in status.get("conditions", ()):
            for value in _CONDITION_STATUS:
                labels = [*key, condition["type"], value]
                self._condition.add_metric(labels, float(condition["status"] == value))
        for path in PATHS:
            cold_start = status.get(path, {}).get("coldStart")
            if cold_start:
                self._add_cold_start([*key, path], cold_start)

    def all(self) -> Iterator[Metric]:
        """Every family, also one without series: its name and help are documentation."""
        yield from (self._info, self._condition, self._start, self._completion)
        yield from (self._cold_start, self._phase, self._trials)

    def _add_times(self, key: tuple[str, str], status: Mapping[str, Any]) -> None:
        for family, field in ((self._start, "startTime"), (self._completion, "completionTime")):
            if field in status:
                family.add_metric([*key], datetime.fromisoformat(status[field]).timestamp())

    def _add_cold_start(self, labels: list[str], cold_start: Mapping[str, Any]) -> None:
        for statistic, field in _STATISTICS.items():
            if field in cold_start:
                self._cold_start.add_metric([*labels, statistic], cold_start[field] / 1000)
        for phase in cold_start.get("phases", ()):
            if "medianMilliseconds" in phase:
                names = [phase["name"], phase.get("parent", "")]
                self._phase.add_metric([*labels, *names], phase["medianMilliseconds"] / 1000)
        self._trials.add_metric([*labels, "accepted"], cold_start["trials"])
        for rejected in cold_start.get("rejectedTrials", ()):
            self._trials.add_metric([*labels, rejected["reason"]], rejected["count"])


def _gauge(name: str, text: str, labels: list[str] | None = None) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, labels=[*_BENCHMARK, *(labels or [])])
