"""Cold starts as gauges."""

from modelbench.api.status import VariantStatus
from modelbench.metrics.families import MILLI, Declared, Families, Labels
from modelbench.metrics.trials import add_outcomes, add_statistics
from modelbench.scenarios.cold_start.vague_phases import bound_of

DECLARED: Declared = {
    "modelbench_cold_start_seconds": (
        "Cold start of a variant: a statistic over its accepted trials.",
        ("variant", "statistic"),
    ),
    "modelbench_cold_start_phase_seconds": (
        "Median of one phase of the cold starts; parts of a phase name it as parent.",
        ("variant", "phase", "parent"),
    ),
    "modelbench_cold_start_phase_bound_seconds": (
        "What a phase took at most, where its instants are known no better than to its own length.",
        ("variant", "phase", "parent"),
    ),
    "modelbench_cold_time_to_first_token_seconds": (
        "Cold start of a variant to the first chunk with content: a statistic over its trials.",
        ("variant", "statistic"),
    ),
    "modelbench_cold_start_trials": (
        "Trials by outcome: accepted, or the reason of the rejection.",
        ("variant", "outcome"),
    ),
}


def add(families: Families, labels: Labels, status: VariantStatus) -> None:
    """Add the cold starts of one variant; ``labels`` are the benchmark's and the variant's."""
    found = status.cold_start
    if found is None:
        return
    statistics = {
        "median": found.median_milliseconds,
        "median_lower": found.median_lower_milliseconds,
        "median_upper": found.median_upper_milliseconds,
        "minimum": found.minimum_milliseconds,
        "maximum": found.maximum_milliseconds,
    }
    add_statistics(families, "modelbench_cold_start_seconds", labels, statistics)
    if found.first_token is not None:
        first = {
            "median": found.first_token.median_milliseconds,
            "median_lower": found.first_token.median_lower_milliseconds,
            "median_upper": found.first_token.median_upper_milliseconds,
        }
        name = "modelbench_cold_time_to_first_token_seconds"
        add_statistics(families, name, labels, first)
    for phase in found.phases:
        place = (*labels, phase.name, phase.parent or "")
        bound = bound_of(phase)
        median = phase.median_milliseconds if bound is None else None
        families.add("modelbench_cold_start_phase_seconds", place, median, MILLI)
        families.add("modelbench_cold_start_phase_bound_seconds", place, bound, MILLI)
    trials = "modelbench_cold_start_trials"
    add_outcomes(families, trials, labels, found.trials, found.rejected_trials)
