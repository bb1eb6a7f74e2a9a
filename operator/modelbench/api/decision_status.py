"""Costs, objectives and recommendations as parts of a status."""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from modelbench.api.bounds import most, text
from modelbench.api.values import VARIANT_PATTERN, DecimalText, Value, VariantName


class AmountStatus(Value, frozen=True):
    """What the pods of the run cost on one sheet; the other amounts are parts of it."""

    sheet: Annotated[str, text(253)]
    amount: DecimalText
    currency: Annotated[str, text(3)] | None = None
    idle_amount: DecimalText | None = None
    queue_proxy_amount: DecimalText | None = None
    control_plane_amount: DecimalText | None = None


class VariantCostStatus(Value, frozen=True):
    """What the pods of one variant cost during the run."""

    summary: Annotated[str, text(512)] | None = None
    pod_seconds: int | None = None
    amounts: Annotated[tuple[AmountStatus, ...], most(16, "sheet")] = ()


class SheetStatus(Value, frozen=True):
    """A price sheet that was used, and where its prices come from."""

    name: Annotated[str, text(253)]
    provider: Annotated[str, text(256)] | None = None
    product: Annotated[str, text(256)] | None = None
    region: Annotated[str, text(256)] | None = None
    date: Annotated[str, text(64)] | None = None
    source: Annotated[str, text(256)] | None = None
    currency: Annotated[str, text(3)] | None = None
    billing: Literal["Capacity", "Requests", "Instances"] | None = None
    unverified: Annotated[str, text(256)] | None = None


class RunCostStatus(Value, frozen=True):
    """What the whole run cost, runner and generators included."""

    pod_seconds: int | None = None
    amounts: Annotated[tuple[AmountStatus, ...], most(16, "sheet")] = ()
    sheets: Annotated[tuple[SheetStatus, ...], most(16, "name")] = ()


class FeeStatus(Value, frozen=True):
    """What is paid beside the pods; it is a part of the month where it is counted."""

    name: Annotated[str, text(256)]
    per_month: DecimalText
    counted: bool


class TokenPriceStatus(Value, frozen=True):
    """What a million tokens cost at a mean rate of the month, in requests per second."""

    requests_per_second: DecimalText
    per_million_tokens: DecimalText
    per_million_tokens_lower: DecimalText | None = None
    per_million_tokens_upper: DecimalText | None = None


class OptionCostStatus(Value, frozen=True):
    """A month of one option, which is a variant with a price sheet."""

    variant: VariantName
    sheet: Annotated[str, text(253)]
    currency: Annotated[str, text(3)] | None = None
    per_month: DecimalText | None = None
    per_month_lower: DecimalText | None = None
    per_month_upper: DecimalText | None = None
    per_million: DecimalText | None = None
    per_million_lower: DecimalText | None = None
    per_million_upper: DecimalText | None = None
    tokens_per_request: DecimalText | None = None
    token_prices: Annotated[tuple[TokenPriceStatus, ...], most(16, "requests_per_second")] = ()
    pod_seconds: int | None = None
    idle_percent: DecimalText | None = None
    cold_starts: int | None = None
    cold_requests: int | None = None
    cold_percent: DecimalText | None = None
    cold_percent_lower: DecimalText | None = None
    cold_percent_upper: DecimalText | None = None
    control_plane_per_month: DecimalText | None = None
    includes_control_plane: bool | None = None
    priced_size: Annotated[str, text(256)] | None = None
    priced_note: Annotated[str, text(1024)] | None = None
    fees: Annotated[tuple[FeeStatus, ...], most(8, "name")] = ()
    missing_reason: Annotated[str, text(1024)] | None = None


class UsersStatus(Value, frozen=True):
    """What the users of one variant meet at a profile, over all requests of a month."""

    variant: VariantName
    p50_milliseconds: DecimalText | None = None
    p50_milliseconds_lower: DecimalText | None = None
    p50_milliseconds_upper: DecimalText | None = None
    p95_milliseconds: DecimalText | None = None
    p95_milliseconds_lower: DecimalText | None = None
    p95_milliseconds_upper: DecimalText | None = None
    p99_milliseconds: DecimalText | None = None
    p99_milliseconds_lower: DecimalText | None = None
    p99_milliseconds_upper: DecimalText | None = None
    cold_percent: DecimalText | None = None
    cold_percent_lower: DecimalText | None = None
    cold_percent_upper: DecimalText | None = None
    cannot_carry_reason: Annotated[str, text(1024)] | None = None
    missing_reason: Annotated[str, text(1024)] | None = None


class BreakEvenStatus(Value, frozen=True):
    """The mean rate at which an option that scales to zero costs what one costs that does not.

    ``cheaper_above`` and ``always_cheaper`` are names of variants.
    """

    variant: VariantName
    sheet: Annotated[str, text(253)]
    rival_variant: VariantName
    rival_sheet: Annotated[str, text(253)]
    requests_per_second: DecimalText | None = None
    requests_per_second_lower: DecimalText | None = None
    requests_per_second_upper: DecimalText | None = None
    requests_per_month: int | None = None
    cheaper_above: VariantName | None = None
    crossings: int | None = None
    up_to_requests_per_second: DecimalText | None = None
    always_cheaper: VariantName | None = None
    missing_reason: Annotated[str, text(1024)] | None = None


class TraceStatus(Value, frozen=True):
    """What the trace of a profile is, and in words what of it a month has."""

    requests: int | None = None
    period_seconds: DecimalText | None = None
    interval_seconds: DecimalText | None = None
    note: Annotated[str, text(512)] | None = None


class ProfileStatus(Value, frozen=True):
    """One traffic profile: its rates, and what every option costs at it."""

    name: Annotated[str, text(63)]
    requests_per_month: int | None = None
    mean_rate_per_second: DecimalText | None = None
    peak_rate_per_second: DecimalText | None = None
    trace: TraceStatus | None = None
    costs: Annotated[tuple[OptionCostStatus, ...], most(128, "variant", "sheet")] = ()
    users: Annotated[tuple[UsersStatus, ...], most(8, "variant")] = ()
    break_evens: Annotated[
        tuple[BreakEvenStatus, ...], most(256, "variant", "sheet", "rival_variant", "rival_sheet")
    ] = ()


class Verdict(StrEnum):
    """How an objective was answered."""

    SUCCESS = "Success"
    FAILURE = "Failure"
    INCONCLUSIVE = "Inconclusive"


class ObjectiveStatus(Value, frozen=True):
    """One objective, the value that it bounds, and what came of it."""

    metric: Annotated[str, text(80)]
    verdict: Verdict
    rate_per_second: int | None = None
    traffic: Annotated[str, text(63)] | None = None
    sheet: Annotated[str, text(253)] | None = None
    maximum: DecimalText | None = None
    minimum: DecimalText | None = None
    value: DecimalText | None = None
    lower: DecimalText | None = None
    upper: DecimalText | None = None
    message: Annotated[str, text(1024)] | None = None


class Effect(StrEnum):
    """What a piece of evidence does to an option."""

    RULES_OUT = "RulesOut"
    LEAVES_OPEN = "LeavesOpen"
    ALLOWS = "Allows"
    CHEAPER = "Cheaper"


class EvidenceStatus(Value, frozen=True):
    """One piece of evidence for or against a variant, or one of its options."""

    effect: Effect
    metric: Annotated[str, text(80)]
    variant: VariantName | None = None
    sheet: Annotated[str, text(253)] | None = None
    value: DecimalText | None = None
    lower: DecimalText | None = None
    upper: DecimalText | None = None
    bound: DecimalText | None = None
    message: Annotated[str, text(1024)] | None = None


class ThresholdStatus(Value, frozen=True):
    """A quantity that is ``now``; at ``at`` the recommendation would turn ``towards`` a variant."""

    metric: Annotated[str, text(80)]
    now: DecimalText
    at: DecimalText
    change_percent: DecimalText | None = None
    towards: VariantName | None = None


INCONCLUSIVE = "Inconclusive"
"""The choice of a recommendation that names no variant; no variant can be called so."""

Choice = Annotated[
    str, msgspec.Meta(pattern=f"^({VARIANT_PATTERN}|{INCONCLUSIVE})$", max_length=30)
]


class FlagKind(StrEnum):
    """What could change the reader's mind about a recommendation."""

    COLD = "Cold"
    CONTROL_PLANE = "ControlPlane"
    WINDOW = "Window"
    PRICE = "Price"
    CANNOT_CARRY = "CannotCarry"
    OBJECTIVE = "Objective"
    EXTRAPOLATED = "Extrapolated"
    NOTHING_COMPARED = "NothingCompared"
    FORECAST_MISSED = "ForecastMissed"
    NODE_BUSY = "NodeBusy"
    COARSE_TRACE = "CoarseTrace"


class FlagStatus(Value, frozen=True):
    """One thing that could change the reader's mind, in words."""

    kind: FlagKind
    message: Annotated[str, text(1024)]


class AnswerOptionStatus(Value, frozen=True):
    """One variant by the sheet by which it is cheapest: its price, and what its users meet.

    Latencies are of pods on a cluster; of a provider's instances they are not known.
    """

    variant: VariantName
    sheet: Annotated[str, text(253)]
    currency: Annotated[str, text(3)] | None = None
    per_month: DecimalText | None = None
    cold_percent: DecimalText | None = None
    p50_milliseconds: DecimalText | None = None
    p99_milliseconds: DecimalText | None = None


MOST_EVIDENCE = 256
"""Pieces of evidence of one recommendation: five with as many leave a status within 1 MiB."""


class RecommendationStatus(Value, frozen=True):
    """What to choose for one traffic profile: the name of a variant, or ``INCONCLUSIVE``.

    ``options`` are the two that were held against each other first; ``cheapest`` and ``fastest``
    are of all that are not ruled out, the latter by the 99th percentile that users meet.
    """

    traffic: Annotated[str, text(63)]
    choice: Choice
    sheet: Annotated[str, text(253)] | None = None
    saving_percent: DecimalText | None = None
    options: Annotated[tuple[AnswerOptionStatus, ...], most(8, "variant")] = ()
    cheapest: VariantName | None = None
    fastest: VariantName | None = None
    step_per_month: DecimalText | None = None
    break_even_requests_per_month: int | None = None
    flags: Annotated[tuple[FlagStatus, ...], most(32)] = ()
    sentence: Annotated[str, text(4096)] | None = None
    evidence: Annotated[tuple[EvidenceStatus, ...], most(MOST_EVIDENCE)] = ()
    evidence_left_out: int | None = None
    thresholds: Annotated[tuple[ThresholdStatus, ...], most(64)] = ()
