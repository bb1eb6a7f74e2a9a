"""What changed between two benchmarks, in its final units: a document for JSON, YAML and tables.

Durations and shares are plain numbers, rounded to more digits than anyone reads; amounts are the
status's own decimals.
"""

from enum import StrEnum

from modelbench.api.values import DecimalText, Value


class Change(StrEnum):
    """What the samples show of a duration."""

    FASTER = "Faster"
    SLOWER = "Slower"
    NO_DIFFERENCE_SHOWN = "NoDifferenceShown"
    TOO_FEW = "TooFew"


class Family(StrEnum):
    """Durations that are tested together."""

    COLD_START = "coldStart"
    PHASE = "phase"
    STEADY = "steady"


class Affects(StrEnum):
    """What a field in which two benchmarks differ may have shifted."""

    VALUES = "values"
    """What was measured, and all that follows."""

    DECISION = "decision"
    """Costs and recommendations, but nothing that was measured."""


class ComparedRun(Value, frozen=True):
    """One of the two benchmarks."""

    name: str
    namespace: str
    start_time: str | None = None


class DurationSide(Value, frozen=True):
    """The median of so many values of one benchmark."""

    median_milliseconds: float
    values: int


class DurationChange(Value, frozen=True):
    """A duration of one variant. A positive shift is slower; ``ratio`` is after over before.

    ``corrected_p_value`` is None when there were too few values; so are the ends of the intervals.
    """

    family: Family
    variant: str
    metric: str
    change: Change
    before: DurationSide
    after: DurationSide
    shift_milliseconds: float
    shift_lower_milliseconds: float | None = None
    shift_upper_milliseconds: float | None = None
    ratio: float | None = None
    ratio_lower: float | None = None
    ratio_upper: float | None = None
    corrected_p_value: float | None = None


class ShareSide(Value, frozen=True):
    """A share with its interval."""

    percent: float
    lower_percent: float
    upper_percent: float


class FailureChange(Value, frozen=True):
    """The share of failed requests of one variant at a steady rate."""

    variant: str
    rate_per_second: int
    before: ShareSide
    after: ShareSide
    intervals_overlap: bool


class MonthSide(Value, frozen=True):
    """What a month costs, with its interval."""

    per_month: DecimalText
    per_month_lower: DecimalText | None = None
    per_month_upper: DecimalText | None = None


class CostChange(Value, frozen=True):
    """The month of an option that both have; the overlap is None without both intervals."""

    traffic: str
    variant: str
    sheet: str
    before: MonthSide
    after: MonthSide
    currency: str | None = None
    intervals_overlap: bool | None = None


class RecommendationChange(Value, frozen=True):
    """The choice for one traffic profile."""

    traffic: str
    before: str
    after: str
    changed: bool


class Difference(Value, frozen=True):
    """A field of the spec or the environment with both values; None: it is absent there."""

    field: str
    affects: Affects
    before: str | None = None
    after: str | None = None


class Comparison(Value, frozen=True):
    """Everything that two benchmarks have in common, and in what they are not alike."""

    before: ComparedRun
    after: ComparedRun
    durations: tuple[DurationChange, ...]
    failures: tuple[FailureChange, ...]
    costs: tuple[CostChange, ...]
    recommendations: tuple[RecommendationChange, ...]
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]

    @property
    def slower(self) -> bool:
        """Whether a cold start or a latency is shown to be slower; phases only explain."""
        whole = (one for one in self.durations if one.family is not Family.PHASE)
        return any(one.change is Change.SLOWER for one in whole)
