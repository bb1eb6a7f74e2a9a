"""Costs, objectives and recommendations as gauges."""

from modelbench.api.decision_status import (
    INCONCLUSIVE,
    AmountStatus,
    BreakEvenStatus,
    ObjectiveStatus,
    OptionCostStatus,
    ProfileStatus,
    UsersStatus,
    Verdict,
)
from modelbench.api.status import Findings
from modelbench.metrics.families import MILLI, PERCENT, Declared, Families, Labels

_MONEY = ("sheet", "currency")
_OPTION = ("traffic", "variant", *_MONEY)

DECLARED: Declared = {
    "modelbench_traffic_requests_per_second": (
        "Mean requests per second of a traffic profile over the month.",
        ("traffic",),
    ),
    "modelbench_cost_per_month": (
        "Cost of a month of a traffic profile, and its interval.",
        (*_OPTION, "bound"),
    ),
    "modelbench_cost_per_million_requests": (
        "Cost of a million requests of a traffic profile.",
        _OPTION,
    ),
    "modelbench_cost_per_million_tokens": (
        "Cost of a million tokens at a mean rate, in requests per second.",
        (*_OPTION, "rate"),
    ),
    "modelbench_cold_request_ratio": (
        "Share of the requests of a traffic profile that hit a cold start.",
        ("traffic", "variant", "sheet", "bound"),
    ),
    "modelbench_forecast_latency_seconds": (
        "Percentile of the request latency of a traffic profile, cold starts included.",
        ("traffic", "variant", "percentile", "bound"),
    ),
    "modelbench_forecast_cold_ratio": (
        "Share of the requests of a traffic profile that wait for a pod to start.",
        ("traffic", "variant", "bound"),
    ),
    "modelbench_forecast_carries": (
        "1 where a variant can answer the traffic of a profile, 0 where it cannot.",
        ("traffic", "variant"),
    ),
    "modelbench_break_even_requests_per_second": (
        "Mean rate above which the always-on rival is cheaper than a variant that scales to zero, "
        "at the profile's shape.",
        ("traffic", "variant", "sheet", "rival_variant", "rival_sheet", "bound"),
    ),
    "modelbench_run_cost": ("Cost of the benchmark itself, including the runner.", _MONEY),
    "modelbench_variant_run_cost": (
        "Cost of the pods of a variant during the benchmark.",
        ("variant", *_MONEY),
    ),
    "modelbench_objective_met": (
        "1 for Success, 0 for Failure; no series while it is Inconclusive.",
        ("metric", "rate", "traffic", "sheet", "maximum"),
    ),
    "modelbench_recommendation": (
        "1 for the current choice for each traffic profile, 0 for the others.",
        ("traffic", "choice"),
    ),
}
_MET = {Verdict.SUCCESS: 1, Verdict.FAILURE: 0}

# Every pair of options has a break-even, up to 256 of a profile: three series each would be more
# than all others together. These are enough for four sheets with a variant of either kind.
_MOST_PAIRS = 16


def add_decision(families: Families, benchmark: Labels, status: Findings) -> None:
    """Add everything of one benchmark; ``benchmark`` are its labels."""
    for profile in status.traffic:
        _add_profile(families, (*benchmark, profile.name), profile)
    for amount in status.cost.amounts if status.cost else ():
        _add_amount(families, "modelbench_run_cost", benchmark, amount)
    for variant in status.variants:
        for amount in variant.cost.amounts if variant.cost else ():
            place = (*benchmark, variant.name)
            _add_amount(families, "modelbench_variant_run_cost", place, amount)
    _add_objectives(families, benchmark, status)
    choices = (*(variant.name for variant in status.variants), INCONCLUSIVE)
    for found in status.recommendation:
        for choice in choices:
            labels = (*benchmark, found.traffic, choice)
            families.add("modelbench_recommendation", labels, found.choice == choice)


def _add_profile(families: Families, labels: Labels, profile: ProfileStatus) -> None:
    rate = profile.mean_rate_per_second
    families.add("modelbench_traffic_requests_per_second", labels, rate)
    for cost in profile.costs:
        _add_cost(families, labels, cost)
    for users in profile.users:
        _add_users(families, labels, users)
    for even in profile.break_evens[:_MOST_PAIRS]:
        if even.cheaper_above != even.variant:
            _add_break_even(families, labels, even)


def _add_cost(families: Families, labels: Labels, cost: OptionCostStatus) -> None:
    option = (*labels, cost.variant, cost.sheet)
    money = (*option, cost.currency or "")
    months = (cost.per_month, cost.per_month_lower, cost.per_month_upper)
    _add_bounds(families, "modelbench_cost_per_month", money, months)
    families.add("modelbench_cost_per_million_requests", money, cost.per_million)
    for price in cost.token_prices:
        place = (*money, price.requests_per_second)
        families.add("modelbench_cost_per_million_tokens", place, price.per_million_tokens)
    shares = (cost.cold_percent, cost.cold_percent_lower, cost.cold_percent_upper)
    _add_bounds(families, "modelbench_cold_request_ratio", option, shares, PERCENT)


def _add_users(families: Families, labels: Labels, users: UsersStatus) -> None:
    place = (*labels, users.variant)
    if users.missing_reason is not None:
        return
    families.add("modelbench_forecast_carries", place, users.cannot_carry_reason is None)
    for share in ("50", "95", "99"):
        names = (f"p{share}_milliseconds{end}" for end in ("", "_lower", "_upper"))
        value, lower, upper = (getattr(users, name) for name in names)
        family = "modelbench_forecast_latency_seconds"
        _add_bounds(families, family, (*place, share), (value, lower, upper), MILLI)
    shares = (users.cold_percent, users.cold_percent_lower, users.cold_percent_upper)
    _add_bounds(families, "modelbench_forecast_cold_ratio", place, shares, PERCENT)


def _add_break_even(families: Families, labels: Labels, even: BreakEvenStatus) -> None:
    pair = (*labels, even.variant, even.sheet, even.rival_variant, even.rival_sheet)
    rates = (
        even.requests_per_second,
        even.requests_per_second_lower,
        even.requests_per_second_upper,
    )
    _add_bounds(families, "modelbench_break_even_requests_per_second", pair, rates)


def _add_bounds(
    families: Families,
    name: str,
    labels: Labels,
    values: tuple[str | None, str | None, str | None],
    per_unit: float = 1,
) -> None:
    for bound, value in zip(("value", "lower", "upper"), values, strict=True):
        families.add(name, (*labels, bound), value, per_unit)


def _add_amount(families: Families, name: str, labels: Labels, amount: AmountStatus) -> None:
    families.add(name, (*labels, amount.sheet, amount.currency or ""), amount.amount)


def _add_objectives(families: Families, benchmark: Labels, status: Findings) -> None:
    """An objective that a spec repeats has one series."""
    known = {_objective(item): item.verdict for item in status.objectives}
    for labels, verdict in known.items():
        families.add("modelbench_objective_met", (*benchmark, *labels), _MET.get(verdict))


def _objective(item: ObjectiveStatus) -> tuple[str, ...]:
    """The labels by which an objective is told from others; empty where it has no such value."""
    rate = "" if item.rate_per_second is None else str(item.rate_per_second)
    return (
        item.metric,
        rate,
        item.traffic or "",
        item.sheet or "",
        item.maximum or item.minimum or "",
    )
