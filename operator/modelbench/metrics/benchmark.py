"""What is told of every benchmark: its image, its conditions, its times, its node."""

from datetime import datetime

from modelbench.api.benchmark import Benchmark
from modelbench.metrics.families import PERCENT, Declared, Families

DECLARED: Declared = {
    "modelbench_benchmark_info": (
        "1, with the image measured and the series of benchmarks that this one belongs to.",
        ("image", "series"),
    ),
    "modelbench_benchmark_condition": (
        "1 for the current status of each condition, 0 for the others.",
        ("condition", "status"),
    ),
    "modelbench_benchmark_start_timestamp_seconds": (
        "When the benchmark started measuring, in Unix time.",
        (),
    ),
    "modelbench_benchmark_completion_timestamp_seconds": (
        "When the benchmark finished, successfully or not, in Unix time.",
        (),
    ),
    "modelbench_benchmark_active_deadline_seconds": (
        "How long the benchmark may run once it has started.",
        (),
    ),
    "modelbench_node_busy_ratio": (
        "Share of the node's CPU that was in use while the benchmark only waited.",
        (),
    ),
}
_CONDITION_STATUS = ("True", "False", "Unknown")


def add_benchmark(families: Families, benchmark: Benchmark) -> None:
    """Add everything but the results. ValueError when a time is none."""
    key, status = benchmark.key, benchmark.status
    info = (*key, benchmark.spec.model.measured_image, benchmark.series)
    families.add("modelbench_benchmark_info", info, 1)
    deadline = benchmark.spec.active_deadline_seconds
    families.add("modelbench_benchmark_active_deadline_seconds", key, deadline)
    _add_time(families, "modelbench_benchmark_start_timestamp_seconds", key, status.start_time)
    end = status.completion_time
    _add_time(families, "modelbench_benchmark_completion_timestamp_seconds", key, end)
    for condition in status.conditions:
        for value in _CONDITION_STATUS:
            labels = (*key, condition.type, value)
            families.add("modelbench_benchmark_condition", labels, condition.status == value)
    busy = status.environment.others_busy_percent
    families.add("modelbench_node_busy_ratio", key, busy, PERCENT)


def _add_time(families: Families, name: str, key: tuple[str, str], time: str | None) -> None:
    if time is not None:
        families.add(name, key, datetime.fromisoformat(time).timestamp())
