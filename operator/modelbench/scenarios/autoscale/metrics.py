"""Rises in load as gauges."""

from modelbench.api.scenarios.autoscale import RunStatus
from modelbench.api.status import VariantStatus
from modelbench.metrics.families import MILLI, PERCENT, Declared, Families, Labels
from modelbench.metrics.load import add_validity

_START = ("variant", "start")

DECLARED: Declared = {
    "modelbench_autoscale_seconds": (
        "How long after a load step a variant had followed it; back: after the end of the peak.",
        (*_START, "metric"),
    ),
    "modelbench_autoscale_worst_latency_seconds": (
        "95th percentile of the latencies in the slowest second of the peak of a load step.",
        _START,
    ),
    "modelbench_autoscale_replicas": (
        "Pods of a variant during the load step.",
        (*_START, "metric"),
    ),
    "modelbench_autoscale_requests": ("Requests sent during a load step.", _START),
    "modelbench_autoscale_failure_ratio": (
        "Share of the requests of a load step that failed.",
        _START,
    ),
}


def add(families: Families, labels: Labels, status: VariantStatus) -> None:
    """Add the rises of one variant; ``labels`` are the benchmark's and the variant's."""
    for run in status.autoscale.runs if status.autoscale else ():
        _add_durations(families, (*labels, run.start), run)
        _add_replicas(families, (*labels, run.start), run)
        _add_requests(families, (*labels, run.start), run)
        add_validity(families, labels, "autoscale", run, start=run.start)


def _add_durations(families: Families, labels: Labels, run: RunStatus) -> None:
    durations = {
        "first_replica_wanted": run.first_replica_wanted_milliseconds,
        "capacity_reached": run.capacity_reached_milliseconds,
        "latency_recovered": run.latency_recovered_milliseconds,
        "back": run.back_milliseconds,
    }
    for metric, value in durations.items():
        families.add("modelbench_autoscale_seconds", (*labels, metric), value, MILLI)


def _add_replicas(families: Families, labels: Labels, run: RunStatus) -> None:
    replicas = {
        "start": run.start_replicas,
        "peak_wanted": run.peak_wanted_replicas,
        "end": run.end_replicas,
        "overshoot": run.overshoot_replicas,
    }
    for metric, value in replicas.items():
        families.add("modelbench_autoscale_replicas", (*labels, metric), value)


def _add_requests(families: Families, labels: Labels, run: RunStatus) -> None:
    worst = run.worst_second_p95_milliseconds
    families.add("modelbench_autoscale_worst_latency_seconds", labels, worst, MILLI)
    families.add("modelbench_autoscale_requests", labels, run.requests)
    families.add("modelbench_autoscale_failure_ratio", labels, run.failure_percent, PERCENT)
