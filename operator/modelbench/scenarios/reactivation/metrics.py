"""Requests on the way to zero as gauges."""

from modelbench.api.scenarios.reactivation import GapStatus
from modelbench.api.status import VariantStatus
from modelbench.metrics.families import Declared, Families, Labels
from modelbench.metrics.trials import add_statistics

_GAP = ("variant", "gap_seconds")

DECLARED: Declared = {
    "modelbench_reactivation_seconds": (
        "Latency of a request sent this long after the last response: a statistic of its trials.",
        (*_GAP, "statistic"),
    ),
    "modelbench_reactivation_trials": (
        "Trials of a gap between the last response and the next request.",
        _GAP,
    ),
    "modelbench_reactivation_failure_ratio": (
        "Share of the trials of a gap that were not answered as expected.",
        _GAP,
    ),
    "modelbench_reactivation_new_pod_ratio": (
        "Share of the trials of a gap that started a new pod.",
        _GAP,
    ),
}


def add(families: Families, labels: Labels, status: VariantStatus) -> None:
    """Add the gaps of one variant; ``labels`` are the benchmark's and the variant's."""
    for gap in status.reactivation.gaps if status.reactivation else ():
        _add_gap(families, (*labels, str(gap.gap_seconds)), gap)


def _add_gap(families: Families, labels: Labels, gap: GapStatus) -> None:
    statistics = {
        "median": gap.median_milliseconds,
        "minimum": gap.minimum_milliseconds,
        "maximum": gap.maximum_milliseconds,
    }
    add_statistics(families, "modelbench_reactivation_seconds", labels, statistics)
    families.add("modelbench_reactivation_trials", labels, gap.trials)
    if gap.trials:
        failed, new = gap.failures, gap.new_pod_trials
        families.add("modelbench_reactivation_failure_ratio", labels, failed, gap.trials)
        families.add("modelbench_reactivation_new_pod_ratio", labels, new, gap.trials)
