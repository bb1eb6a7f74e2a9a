"""Whether the generator kept to its plan, of every scenario that sends load."""

from modelbench.api.scenarios.parts import LoadStatus
from modelbench.metrics.families import MICRO, Declared, Families, Labels

_SEGMENT = ("variant", "scenario", "rate", "start")

DECLARED: Declared = {
    "modelbench_schedule_delay_seconds": (
        "How late the generator sent its requests.",
        (*_SEGMENT, "percentile"),
    ),
    "modelbench_load_valid": (
        "1 when the load was sent as planned, 0 when its values support no claim.",
        _SEGMENT,
    ),
}


def add_validity(
    families: Families,
    variant: Labels,
    scenario: str,
    status: LoadStatus,
    *,
    rate: str = "",
    start: str = "",
    p99_microseconds: int | None = None,
) -> None:
    """Add whether load counts, and how late it was; ``variant`` are the labels up to its name."""
    segment = (*variant, scenario, rate, start)
    families.add("modelbench_load_valid", segment, status.valid)
    delays = {"50": status.schedule_delay_median_microseconds, "99": p99_microseconds}
    for percentile, delay in delays.items():
        families.add("modelbench_schedule_delay_seconds", (*segment, percentile), delay, MICRO)
