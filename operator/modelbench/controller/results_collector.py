"""The results of benchmarks as Prometheus metrics, rebuilt from the statuses at each scrape."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from prometheus_client import Metric
from prometheus_client.registry import Collector

from modelbench.api.names import PATHS
from modelbench.controller import decision_families
from modelbench.controller.store import Key, Store
from modelbench.metrics.families import PERCENT, Families
from modelbench.scenarios import load_families, trial_families

_DECLARED = {
    "modelbench_benchmark_info": (
        "1, with the image measured and the series of benchmarks that this one belongs to.",
        ("image", "series"),
    ),
    "modelbench_benchmark_condition": (
        "1 for the present status of each condition, 0 for the others.",
        ("condition", "status"),
    ),
    "modelbench_benchmark_start_timestamp_seconds": (
        "When the benchmark began to measure, in Unix time.",
        (),
    ),
    "modelbench_benchmark_completion_timestamp_seconds": (
        "When the benchmark ended, well or badly, in Unix time.",
        (),
    ),
    "modelbench_benchmark_active_deadline_seconds": (
        "How long the benchmark may run once it has begun.",
        (),
    ),
    "modelbench_node_busy_ratio": (
        "Share of the node's CPU that was in use while the benchmark only waited.",
        (),
    ),
}
_ALL_DECLARED = {
    **_DECLARED,
    **trial_families.DECLARED,
    **load_families.DECLARED,
    **decision_families.DECLARED,
}
_CONDITION_STATUS = ("True", "False", "Unknown")
_TIMES = {
    "modelbench_benchmark_start_timestamp_seconds": "startTime",
    "modelbench_benchmark_completion_timestamp_seconds": "completionTime",
}


class ResultsCollector(Collector):
    """The results of all benchmarks that exist; a deleted one leaves no series behind."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> list[Metric]:
        """Nothing, so that registration does not collect."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Fresh families from the present statuses."""
        families = Families(_ALL_DECLARED)
        for key, benchmark in self._store.all():
            _add(families, key, benchmark)
        yield from families.all()


def _add(families: Families, key: Key, benchmark: Mapping[str, Any]) -> None:
    status = benchmark["status"]
    spec, info = benchmark["spec"], "modelbench_benchmark_info"
    families.add(info, (*key, spec["model"]["image"], benchmark["series"]), 1)
    deadline = "modelbench_benchmark_active_deadline_seconds"
    families.add_field(deadline, key, spec, "activeDeadlineSeconds")
    _add_times(families, key, status)
    _add_conditions(families, key, status)
    environment = status.get("environment", {})
    busy = "modelbench_node_busy_ratio"
    families.add_field(busy, key, environment, "othersBusyPercent", PERCENT)
    for path in PATHS:
        fields = status.get(path, {})
        trial_families.add_path(families, (*key, path), fields)
        load_families.add_path(families, (*key, path), fields)
    load_families.add_differences(families, key, status.get("comparison", {}))
    decision_families.add_decision(families, key, status)


def _add_times(families: Families, key: Key, status: Mapping[str, Any]) -> None:
    for name, field in _TIMES.items():
        if field in status:
            families.add(name, key, datetime.fromisoformat(status[field]).timestamp())


def _add_conditions(families: Families, key: Key, status: Mapping[str, Any]) -> None:
    for condition in status.get("conditions", ()):
        for value in _CONDITION_STATUS:
            labels = (*key, condition["type"], value)
            present = float(condition["status"] == value)
            families.add("modelbench_benchmark_condition", labels, present)
