"""Phases that are shorter than what is known of their begin and end: shown as bounds."""

from modelbench.api.scenarios.cold_start import PhaseStatus
from modelbench.scenarios.cold_start.phases import APPLICATION_START, SERVER_START

_ENDS_WITH_SERVING = (APPLICATION_START, SERVER_START)
"""The model served no later than it was first seen to: what ends there is told too long at most."""


def bound_of(phase: PhaseStatus) -> int | None:
    """What the phase took at most, in milliseconds; None where the median is better known."""
    median, precision = phase.median_milliseconds, phase.precision_milliseconds
    if median is None or precision is None or median > precision:
        return None
    return max(1, median) if phase.name in _ENDS_WITH_SERVING else max(0, median) + precision
