"""What is found between two benchmarks, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Any

from modelbench.comparison.compared_durations import PHASE, Pair
from modelbench.comparison.differences import Unlike
from modelbench.statistics.quantile_interval import ShareInterval
from modelbench.statistics.shift import Shift


class Change(StrEnum):
    """What the samples show of a duration."""

    FASTER = "Faster"
    SLOWER = "Slower"
    NO_DIFFERENCE_SHOWN = "NoDifferenceShown"
    TOO_FEW = "TooFew"


@dataclass(frozen=True)
class DurationChange:
    """A duration in milliseconds. ``p_value`` is corrected; None when there were too few values."""

    pair: Pair
    shift: Shift
    p_value: float | None
    change: Change

    @property
    def medians(self) -> tuple[float, float]:
        """Before and after."""
        return median(self.pair.before), median(self.pair.after)


@dataclass(frozen=True)
class FailureChange:
    """The share of failed requests at a steady rate."""

    path: str
    rate: int
    before: ShareInterval
    after: ShareInterval

    @property
    def overlap(self) -> bool:
        """Whether the intervals have a share in common."""
        return self.before.lower <= self.after.upper and self.after.lower <= self.before.upper


@dataclass(frozen=True)
class CostChange:
    """The month of an option of both: items of ``status.traffic[].costs``, in one currency."""

    traffic: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    @property
    def overlap(self) -> bool | None:
        """Whether the intervals have an amount in common; None without both intervals."""
        ends = [(_ends(one)) for one in (self.before, self.after)]
        (low, high), (other_low, other_high) = ends
        if low is None or high is None or other_low is None or other_high is None:
            return None
        return low <= other_high and other_low <= high


@dataclass(frozen=True)
class AnswerChange:
    """The recommendation for one traffic, before and after."""

    traffic: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """Everything that two benchmarks have in common, and in what they are not alike."""

    durations: tuple[DurationChange, ...]
    failures: tuple[FailureChange, ...]
    costs: tuple[CostChange, ...]
    answers: tuple[AnswerChange, ...]
    unlike: tuple[Unlike, ...]
    notes: tuple[str, ...]

    @property
    def slower(self) -> bool:
        """Whether a cold start or a latency is shown to be slower; phases only explain."""
        whole = (one for one in self.durations if one.pair.family != PHASE)
        return any(one.change is Change.SLOWER for one in whole)


def _ends(fields: Mapping[str, Any]) -> tuple[float | None, float | None]:
    lower, upper = (fields.get(f"perMonth{end}") for end in ("Lower", "Upper"))
    return (None if lower is None else float(lower), None if upper is None else float(upper))
