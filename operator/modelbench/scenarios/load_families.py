"""Steady load, saturation, autoscaling and the comparison of the paths as gauges."""

from collections.abc import Mapping
from typing import Any

from modelbench.metrics.families import MEBI, MICRO, MILLI, PERCENT, Declared, Families, Labels

Fields = Mapping[str, Any]

_RATE = ("path", "rate")
_START = ("path", "start")
_ATTACK = ("path", "scenario", "rate", "start")

DECLARED: Declared = {
    "modelbench_steady_latency_seconds": (
        "Percentile of the good answers at a steady rate, from the intended send time.",
        (*_RATE, "percentile"),
    ),
    "modelbench_steady_throughput_per_second": ("Good answers per second at a steady rate.", _RATE),
    "modelbench_steady_requests": (
        "Requests sent at a steady rate, without those of the warm-up.",
        _RATE,
    ),
    "modelbench_steady_failure_ratio": (
        "Share of the requests at a steady rate that failed.",
        _RATE,
    ),
    "modelbench_steady_cpu_cores": (
        "CPU that the pods of a path together used at a steady rate, the mean.",
        _RATE,
    ),
    "modelbench_steady_memory_bytes": (
        "Memory that the pods of a path together used at a steady rate, the mean.",
        _RATE,
    ),
    "modelbench_saturation_rate_per_second": (
        "Highest rate that a path held; no series when it held none.",
        ("path",),
    ),
    "modelbench_latency_difference_seconds": (
        "Serverless less containerized latency: the median of the paired rounds and its interval.",
        ("rate", "percentile", "bound"),
    ),
    "modelbench_autoscale_seconds": (
        "When a path had followed the rise, from the rise on; back: from the end of the peak on.",
        (*_START, "figure"),
    ),
    "modelbench_autoscale_worst_latency_seconds": (
        "95th percentile of the latencies in the slowest second of the peak of a rise.",
        _START,
    ),
    "modelbench_autoscale_replicas": ("Pods of a path during the rise.", (*_START, "figure")),
    "modelbench_autoscale_requests": ("Requests sent during a rise.", _START),
    "modelbench_autoscale_failure_ratio": (
        "Share of the requests of a rise that failed.",
        _START,
    ),
    "modelbench_schedule_delay_seconds": (
        "How late the generator sent its requests.",
        (*_ATTACK, "percentile"),
    ),
    "modelbench_load_valid": (
        "1 when the load was sent as planned, 0 when its figures support no claim.",
        _ATTACK,
    ),
}
_OF_RATE = {
    "modelbench_steady_throughput_per_second": ("throughputPerSecond", 1),
    "modelbench_steady_requests": ("requests", 1),
    "modelbench_steady_failure_ratio": ("failurePercent", PERCENT),
    "modelbench_steady_cpu_cores": ("cpuMillicores", MILLI),
    "modelbench_steady_memory_bytes": ("memoryMebibytes", MEBI),
}
_OF_RUN = {
    "modelbench_autoscale_worst_latency_seconds": ("worstSecondP95Milliseconds", MILLI),
    "modelbench_autoscale_requests": ("requests", 1),
    "modelbench_autoscale_failure_ratio": ("failurePercent", PERCENT),
}
_DURATIONS = {
    "first_replica_wanted": "firstReplicaWantedMilliseconds",
    "capacity_reached": "capacityReachedMilliseconds",
    "latency_recovered": "latencyRecoveredMilliseconds",
    "back": "backMilliseconds",
}
_REPLICAS = {
    "start": "startReplicas",
    "peak_wanted": "peakWantedReplicas",
    "end": "endReplicas",
    "overshoot": "overshootReplicas",
}
_BOUNDS = {
    "median": "differenceMicroseconds",
    "lower": "lowerMicroseconds",
    "upper": "upperMicroseconds",
}
_DELAYS = {"50": "scheduleDelayMedianMicroseconds", "99": "scheduleDelayP99Microseconds"}


def add_path(families: Families, labels: Labels, fields: Fields) -> None:
    """The scenarios of one path; ``labels`` are the benchmark's and the path."""
    steady = fields.get("steady", {})
    for rate in steady.get("rates", ()):
        _add_rate(families, labels, rate)
    saturation, name = steady.get("saturation", {}), "modelbench_saturation_rate_per_second"
    families.add_field(name, labels, saturation, "highestRatePerSecond")
    for run in fields.get("autoscale", {}).get("runs", ()):
        _add_run(families, labels, run)
    _add_validity(families, (*labels, "burst", "", ""), fields.get("burst", {}))


def add_differences(families: Families, labels: Labels, comparison: Fields) -> None:
    """The paths against each other; ``labels`` are the benchmark's."""
    name = "modelbench_latency_difference_seconds"
    for difference in comparison.get("steady", ()):
        place = (*labels, str(difference["ratePerSecond"]), difference["percentile"])
        for bound, field in _BOUNDS.items():
            families.add_field(name, (*place, bound), difference, field, MICRO)


def _add_rate(families: Families, path: Labels, rate: Fields) -> None:
    number = str(rate["ratePerSecond"])
    labels = (*path, number)
    for latency in rate.get("latencies", ()):
        place = (*labels, latency["percentile"])
        families.add("modelbench_steady_latency_seconds", place, latency["microseconds"] / MICRO)
    for name, (field, per_unit) in _OF_RATE.items():
        families.add_field(name, labels, rate, field, per_unit)
    _add_validity(families, (*path, "steady", number, ""), rate)


def _add_run(families: Families, path: Labels, run: Fields) -> None:
    labels = (*path, run["start"])
    for figure, field in _DURATIONS.items():
        place = (*labels, figure)
        families.add_field("modelbench_autoscale_seconds", place, run, field, MILLI)
    for figure, field in _REPLICAS.items():
        families.add_field("modelbench_autoscale_replicas", (*labels, figure), run, field)
    for name, (field, per_unit) in _OF_RUN.items():
        families.add_field(name, labels, run, field, per_unit)
    _add_validity(families, (*path, "autoscale", "", run["start"]), run)


def _add_validity(families: Families, attack: Labels, fields: Fields) -> None:
    """Whether the generator kept to its plan; ``attack`` says which load it sent."""
    families.add_field("modelbench_load_valid", attack, fields, "valid")
    for percentile, field in _DELAYS.items():
        place = (*attack, percentile)
        families.add_field("modelbench_schedule_delay_seconds", place, fields, field, MICRO)
