"""Costs, objectives and recommendations as parts of a status."""

from enum import StrEnum

from modelbench.api.values import DecimalText, Value


class AmountStatus(Value, frozen=True):
    """What the pods of the run cost on one sheet; the other amounts are parts of it."""

    sheet: str
    amount: DecimalText
    currency: str | None = None
    idle_amount: DecimalText | None = None
    queue_proxy_amount: DecimalText | None = None
    control_plane_amount: DecimalText | None = None


class VariantCostStatus(Value, frozen=True):
    """What the pods of one variant cost during the run."""

    summary: str | None = None
    pod_seconds: int | None = None
    amounts: tuple[AmountStatus, ...] = ()


class SheetStatus(Value, frozen=True):
    """A price sheet that was used, and where its prices come from."""

    name: str
    provider: str | None = None
    product: str | None = None
    region: str | None = None
    date: str | None = None
    source: str | None = None
    currency: str | None = None
    billing: str | None = None


class RunCostStatus(Value, frozen=True):
    """What the whole run cost, runner and generators included."""

    pod_seconds: int | None = None
    amounts: tuple[AmountStatus, ...] = ()
    sheets: tuple[SheetStatus, ...] = ()


class OptionCostStatus(Value, frozen=True):
    """A month of one option, which is a variant with a price sheet."""

    variant: str
    sheet: str
    currency: str | None = None
    per_month: DecimalText | None = None
    per_month_lower: DecimalText | None = None
    per_month_upper: DecimalText | None = None
    per_million: DecimalText | None = None
    per_million_lower: DecimalText | None = None
    per_million_upper: DecimalText | None = None
    pod_seconds: int | None = None
    idle_percent: DecimalText | None = None
    cold_starts: int | None = None
    cold_requests: int | None = None
    cold_percent: DecimalText | None = None
    cold_percent_lower: DecimalText | None = None
    cold_percent_upper: DecimalText | None = None
    control_plane_per_month: DecimalText | None = None
    includes_control_plane: bool | None = None
    missing_reason: str | None = None


class BreakEvenStatus(Value, frozen=True):
    """The mean rate at which an option that scales to zero costs what one costs that does not.

    ``cheaper_above`` and ``always_cheaper`` are names of variants.
    """

    variant: str
    sheet: str
    rival_variant: str
    rival_sheet: str
    requests_per_second: DecimalText | None = None
    requests_per_second_lower: DecimalText | None = None
    requests_per_second_upper: DecimalText | None = None
    requests_per_month: int | None = None
    cheaper_above: str | None = None
    crossings: int | None = None
    up_to_requests_per_second: DecimalText | None = None
    always_cheaper: str | None = None
    missing_reason: str | None = None


class ProfileStatus(Value, frozen=True):
    """One traffic profile: its rates, and what every option costs at it."""

    name: str
    requests_per_month: int | None = None
    mean_rate_per_second: DecimalText | None = None
    peak_rate_per_second: DecimalText | None = None
    costs: tuple[OptionCostStatus, ...] = ()
    break_evens: tuple[BreakEvenStatus, ...] = ()


class Verdict(StrEnum):
    """How an objective was answered."""

    SUCCESS = "Success"
    FAILURE = "Failure"
    INCONCLUSIVE = "Inconclusive"


class ObjectiveStatus(Value, frozen=True):
    """One objective, the value that it bounds, and what came of it."""

    metric: str
    verdict: Verdict
    rate_per_second: int | None = None
    traffic: str | None = None
    sheet: str | None = None
    maximum: DecimalText | None = None
    value: DecimalText | None = None
    lower: DecimalText | None = None
    upper: DecimalText | None = None
    message: str | None = None


class Effect(StrEnum):
    """What a piece of evidence does to an option."""

    RULES_OUT = "RulesOut"
    LEAVES_OPEN = "LeavesOpen"
    ALLOWS = "Allows"
    CHEAPER = "Cheaper"


class EvidenceStatus(Value, frozen=True):
    """One piece of evidence for or against a variant, or one of its options."""

    effect: Effect
    metric: str
    variant: str | None = None
    sheet: str | None = None
    value: DecimalText | None = None
    lower: DecimalText | None = None
    upper: DecimalText | None = None
    bound: DecimalText | None = None
    message: str | None = None


class ThresholdStatus(Value, frozen=True):
    """A quantity that is ``now``; at ``at`` the recommendation would turn ``towards`` a variant."""

    metric: str
    now: DecimalText
    at: DecimalText
    change_percent: DecimalText | None = None
    towards: str | None = None


INCONCLUSIVE = "Inconclusive"
"""The choice of a recommendation that names no variant; no variant can be called so."""


class RecommendationStatus(Value, frozen=True):
    """What to choose for one traffic profile: the name of a variant, or ``INCONCLUSIVE``."""

    traffic: str
    choice: str
    sheet: str | None = None
    sentence: str | None = None
    evidence: tuple[EvidenceStatus, ...] = ()
    thresholds: tuple[ThresholdStatus, ...] = ()
