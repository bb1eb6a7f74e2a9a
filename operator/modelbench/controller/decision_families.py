"""Costs, objectives and recommendations as gauges."""

from collections.abc import Mapping
from typing import Any

from modelbench.api.names import PATHS
from modelbench.decision.recommendation import Answer
from modelbench.metrics.families import PERCENT, Declared, Families, Labels

Fields = Mapping[str, Any]

_MONEY = ("sheet", "currency")
_OPTION = ("traffic", "path", *_MONEY)

DECLARED: Declared = {
    "modelbench_traffic_requests_per_second": (
        "Requests per second of a traffic profile, the mean of the month.",
        ("traffic",),
    ),
    "modelbench_cost_per_month": (
        "What a month of a traffic profile costs, and what follows from the measured intervals.",
        (*_OPTION, "bound"),
    ),
    "modelbench_cost_per_million_requests": (
        "What a million requests of a traffic profile cost.",
        _OPTION,
    ),
    "modelbench_cold_request_ratio": (
        "Share of the requests of a traffic profile that meet a cold start.",
        ("traffic", "path", "sheet", "bound"),
    ),
    "modelbench_break_even_requests_per_second": (
        "Mean rate above which the containerized path is the cheaper one, at the profile's shape.",
        ("traffic", "serverless_sheet", "containerized_sheet", "bound"),
    ),
    "modelbench_run_cost": ("What the benchmark itself cost, the runner's part too.", _MONEY),
    "modelbench_path_run_cost": (
        "What the pods of a path cost during the benchmark.",
        ("path", *_MONEY),
    ),
    "modelbench_objective_met": (
        "1 for Success, 0 for Failure; no series while it is Inconclusive.",
        ("figure", "rate", "traffic", "sheet", "maximum"),
    ),
    "modelbench_recommendation": (
        "1 for the present answer for each traffic profile, 0 for the others.",
        ("traffic", "answer"),
    ),
}
_BOUNDS = {"value": "", "lower": "Lower", "upper": "Upper"}
_MET = {"Success": 1.0, "Failure": 0.0}
# Every pair of sheets has a break-even; these are enough for four sheets that run both paths.
_MOST_PAIRS = 16


def add_decision(families: Families, benchmark: Labels, status: Fields) -> None:
    """Everything of one benchmark; ``benchmark`` are its labels."""
    for profile in status.get("traffic", ()):
        _add_profile(families, (*benchmark, profile["name"]), profile)
    for amount in status.get("cost", {}).get("amounts", ()):
        _add_money(families, "modelbench_run_cost", benchmark, amount)
    for path in PATHS:
        for amount in status.get(path, {}).get("cost", {}).get("amounts", ()):
            _add_money(families, "modelbench_path_run_cost", (*benchmark, path), amount)
    _add_objectives(families, benchmark, status)
    for found in status.get("recommendation", ()):
        for answer in Answer:
            labels = (*benchmark, found["traffic"], answer)
            present = float(found["answer"] == answer)
            families.add("modelbench_recommendation", labels, present)


def _add_profile(families: Families, labels: Labels, profile: Fields) -> None:
    rate = "modelbench_traffic_requests_per_second"
    families.add_field(rate, labels, profile, "meanRatePerSecond")
    for cost in profile.get("costs", ()):
        place = (*labels, cost["path"], cost["sheet"])
        money = (*place, cost.get("currency", ""))
        _add_bounds(families, "modelbench_cost_per_month", money, cost, "perMonth")
        families.add_field("modelbench_cost_per_million_requests", money, cost, "perMillion")
        _add_bounds(families, "modelbench_cold_request_ratio", place, cost, "coldPercent", PERCENT)
    name = "modelbench_break_even_requests_per_second"
    for even in profile.get("breakEvens", ())[:_MOST_PAIRS]:
        if even.get("cheaperAbove") == "Serverless":
            continue
        pair = (*labels, even["serverlessSheet"], even["containerizedSheet"])
        _add_bounds(families, name, pair, even, "requestsPerSecond")


def _add_bounds(
    families: Families, name: str, labels: Labels, fields: Fields, field: str, per_unit: float = 1
) -> None:
    for bound, ending in _BOUNDS.items():
        families.add_field(name, (*labels, bound), fields, f"{field}{ending}", per_unit)


def _add_money(families: Families, name: str, labels: Labels, amount: Fields) -> None:
    place = (*labels, amount["sheet"], amount.get("currency", ""))
    families.add_field(name, place, amount, "amount")


def _add_objectives(families: Families, benchmark: Labels, status: Fields) -> None:
    """An objective that a spec repeats has one series, or the whole scrape would be refused."""
    known = {_objective(item): item["verdict"] for item in status.get("objectives", ())}
    for labels, verdict in known.items():
        if verdict in _MET:
            families.add("modelbench_objective_met", (*benchmark, *labels), _MET[verdict])


def _objective(item: Fields) -> tuple[str, ...]:
    """The labels by which an objective is told from others; empty where it has no such field."""
    names = ("figure", "ratePerSecond", "traffic", "sheet", "maximum")
    return tuple(str(item.get(name, "")) for name in names)
