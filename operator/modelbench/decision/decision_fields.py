"""Objectives and recommendations as fields of the resource's status."""

from decimal import Decimal
from typing import Any

from modelbench.decision.evidence import Ground
from modelbench.decision.objectives import Judgement
from modelbench.decision.recommendation import Recommendation
from modelbench.decision.sentence import sentence
from modelbench.decision.thresholds import TippingPoint

Fields = dict[str, Any]
_REASONS = 32


def objective_fields(found: Judgement) -> Fields:
    """One item of ``status.objectives``."""
    objective, figure = found.objective, found.figure
    return {
        "figure": objective.figure,
        **_present(ratePerSecond=objective.rate, traffic=objective.traffic, sheet=objective.sheet),
        "verdict": str(found.outcome),
        "maximum": f"{objective.maximum:f}",
        **_decimals(value=figure.value, lower=figure.lower, upper=figure.upper),
        "message": found.message,
    }


def recommendation_fields(found: Recommendation) -> Fields:
    """One item of ``status.recommendation``."""
    sheet = None if found.chosen is None else found.chosen.option.sheet.name
    decided = found.chosen is not None and found.answer != "Inconclusive"
    return {
        "traffic": found.profile.traffic.name,
        "answer": str(found.answer),
        **_present(sheet=sheet if decided else None),
        "sentence": sentence(found),
        "reasons": [_reason_fields(ground) for ground in found.grounds[:_REASONS]],
        "tippingPoints": [_tipping_fields(point) for point in found.tipping_points],
    }


def _reason_fields(ground: Ground) -> Fields:
    return {
        "effect": str(ground.effect),
        "figure": ground.figure,
        **_present(path=ground.path, sheet=ground.sheet),
        **_decimals(value=ground.value, lower=ground.lower, upper=ground.upper, bound=ground.bound),
        "message": ground.message,
    }


def _tipping_fields(point: TippingPoint) -> Fields:
    change = point.change_percent
    return {
        "figure": point.figure,
        **_decimals(now=point.now, at=point.at),
        **_present(changePercent=None if change is None else f"{change:.1f}"),
        "towards": point.towards.capitalize(),
    }


def _present(**values: Any) -> Fields:
    return {name: value for name, value in values.items() if value is not None}


def _decimals(**values: Decimal | None) -> Fields:
    return {name: _decimal(value) for name, value in values.items() if value is not None}


def _decimal(value: Decimal) -> str:
    """At most 6 digits after the point, none of them a needless zero."""
    text = f"{value:.6f}"
    return text.rstrip("0").rstrip(".") or "0"
