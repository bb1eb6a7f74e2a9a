"""Cold starts, bursts and reactivations as gauges: what is measured trial by trial."""

from collections.abc import Mapping
from typing import Any

from modelbench.metrics.families import MICRO, MILLI, PERCENT, Declared, Families, Labels

Fields = Mapping[str, Any]

DECLARED: Declared = {
    "modelbench_cold_start_seconds": (
        "Cold start of a path: a statistic over its accepted trials.",
        ("path", "statistic"),
    ),
    "modelbench_cold_start_phase_seconds": (
        "Median of one phase of the cold starts; parts of a phase name it as parent.",
        ("path", "phase", "parent"),
    ),
    "modelbench_cold_start_trials": (
        "Trials by outcome: accepted, or the reason of the rejection.",
        ("path", "outcome"),
    ),
    "modelbench_burst_seconds": (
        "Fastest (first) and slowest (last) answer of a burst, the median over the bursts.",
        ("path", "statistic"),
    ),
    "modelbench_burst_latency_seconds": (
        "Percentile of the good answers of all bursts, from the intended send time.",
        ("path", "percentile"),
    ),
    "modelbench_burst_failure_ratio": (
        "Share of the requests of all bursts that failed.",
        ("path",),
    ),
    "modelbench_burst_replicas_started": (
        "Pods that a burst started, the median over the bursts.",
        ("path",),
    ),
    "modelbench_burst_trials": (
        "Bursts by outcome: accepted, or the reason of the rejection.",
        ("path", "outcome"),
    ),
    "modelbench_reactivation_seconds": (
        "Latency of a request that came so long after the last answer: a statistic of its trials.",
        ("path", "gap_seconds", "statistic"),
    ),
    "modelbench_reactivation_trials": (
        "Trials of a gap between the last answer and the next request.",
        ("path", "gap_seconds"),
    ),
    "modelbench_reactivation_failure_ratio": (
        "Share of the trials of a gap that were not answered as expected.",
        ("path", "gap_seconds"),
    ),
    "modelbench_reactivation_new_pod_ratio": (
        "Share of the trials of a gap for which a new pod came.",
        ("path", "gap_seconds"),
    ),
}
_STATISTICS = {
    "median": "medianMilliseconds",
    "median_lower": "medianLowerMilliseconds",
    "median_upper": "medianUpperMilliseconds",
    "minimum": "minimumMilliseconds",
    "maximum": "maximumMilliseconds",
}
_BURST_STATISTICS = {"first": "firstMilliseconds", "last": "lastMilliseconds"}
_GAP_SHARES = {
    "modelbench_reactivation_failure_ratio": "failures",
    "modelbench_reactivation_new_pod_ratio": "newPodTrials",
}


def add_path(families: Families, labels: Labels, fields: Fields) -> None:
    """The scenarios of one path; ``labels`` are the benchmark's and the path."""
    if "coldStart" in fields:
        _add_cold_start(families, labels, fields["coldStart"])
    if "burst" in fields:
        _add_burst(families, labels, fields["burst"])
    for gap in fields.get("reactivation", {}).get("gaps", ()):
        _add_gap(families, (*labels, str(gap["gapSeconds"])), gap)


def _add_cold_start(families: Families, labels: Labels, fields: Fields) -> None:
    _add_statistics(families, "modelbench_cold_start_seconds", labels, fields, _STATISTICS)
    for phase in fields.get("phases", ()):
        names = (phase["name"], phase.get("parent", ""))
        name = "modelbench_cold_start_phase_seconds"
        families.add_field(name, (*labels, *names), phase, "medianMilliseconds", MILLI)
    _add_outcomes(families, "modelbench_cold_start_trials", labels, fields)


def _add_burst(families: Families, labels: Labels, fields: Fields) -> None:
    _add_statistics(families, "modelbench_burst_seconds", labels, fields, _BURST_STATISTICS)
    name = "modelbench_burst_latency_seconds"
    for latency in fields.get("latencies", ()):
        families.add(name, (*labels, latency["percentile"]), latency["microseconds"] / MICRO)
    share = "modelbench_burst_failure_ratio"
    families.add_field(share, labels, fields, "failurePercent", PERCENT)
    families.add_field("modelbench_burst_replicas_started", labels, fields, "replicasStarted")
    _add_outcomes(families, "modelbench_burst_trials", labels, fields)


def _add_gap(families: Families, labels: Labels, gap: Fields) -> None:
    _add_statistics(families, "modelbench_reactivation_seconds", labels, gap, _STATISTICS)
    families.add_field("modelbench_reactivation_trials", labels, gap, "trials")
    if gap.get("trials"):
        for name, field in _GAP_SHARES.items():
            families.add_field(name, labels, gap, field, gap["trials"])


def _add_statistics(
    families: Families, name: str, labels: Labels, fields: Fields, statistics: Mapping[str, str]
) -> None:
    for statistic, field in statistics.items():
        families.add_field(name, (*labels, statistic), fields, field, MILLI)


def _add_outcomes(families: Families, name: str, labels: Labels, fields: Fields) -> None:
    families.add_field(name, (*labels, "accepted"), fields, "trials")
    for rejected in fields.get("rejectedTrials", ()):
        families.add(name, (*labels, rejected["reason"]), rejected["count"])
