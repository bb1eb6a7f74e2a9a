"""Bursts as gauges."""

from modelbench.api.status import VariantStatus
from modelbench.metrics.families import MICRO, PERCENT, Declared, Families, Labels
from modelbench.metrics.load import add_validity
from modelbench.metrics.trials import add_outcomes, add_statistics

DECLARED: Declared = {
    "modelbench_burst_seconds": (
        "Fastest (first) and slowest (last) response of a burst, the median over the bursts.",
        ("variant", "statistic"),
    ),
    "modelbench_burst_latency_seconds": (
        "Percentile of the successful responses of all bursts, from the intended send time.",
        ("variant", "percentile"),
    ),
    "modelbench_burst_failure_ratio": (
        "Share of the requests of all bursts that failed.",
        ("variant",),
    ),
    "modelbench_burst_replicas_started": (
        "Pods that a burst started, the median over the bursts.",
        ("variant",),
    ),
    "modelbench_burst_trials": (
        "Bursts by outcome: accepted, or the reason of the rejection.",
        ("variant", "outcome"),
    ),
}


def add(families: Families, labels: Labels, status: VariantStatus) -> None:
    """Add the bursts of one variant; ``labels`` are the benchmark's and the variant's."""
    found = status.burst
    if found is None:
        return
    ends = {"first": found.first_milliseconds, "last": found.last_milliseconds}
    add_statistics(families, "modelbench_burst_seconds", labels, ends)
    for latency in found.latencies:
        place = (*labels, latency.percentile)
        families.add("modelbench_burst_latency_seconds", place, latency.microseconds, MICRO)
    families.add("modelbench_burst_failure_ratio", labels, found.failure_percent, PERCENT)
    families.add("modelbench_burst_replicas_started", labels, found.replicas_started)
    trials = "modelbench_burst_trials"
    add_outcomes(families, trials, labels, found.trials, found.rejected_trials)
    add_validity(families, labels, "burst", found)
