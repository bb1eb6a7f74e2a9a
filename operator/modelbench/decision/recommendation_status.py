"""Objectives and recommendations as parts of the status."""

from decimal import Decimal

from modelbench.api.decision_status import (
    INCONCLUSIVE,
    MOST_EVIDENCE,
    EvidenceStatus,
    FlagStatus,
    ObjectiveStatus,
    RecommendationStatus,
    ThresholdStatus,
)
from modelbench.decision.answer_numbers import answer_option, break_even_requests, saving_percent
from modelbench.decision.evidence import Evidence
from modelbench.decision.objectives import Judgement
from modelbench.decision.recommendation import Recommendation
from modelbench.decision.sentence import sentence
from modelbench.decision.thresholds import Threshold

_MOST_OPTIONS, _MOST_FLAGS, _MOST_WORDS = 8, 32, 1024
"""As the CRD bounds ``status.recommendation[].options``, ``flags`` and the message of a flag."""


def objective_status(found: Judgement) -> ObjectiveStatus:
    """What came of one objective."""
    objective, measured = found.objective, found.measured
    return ObjectiveStatus(
        metric=objective.metric,
        verdict=found.verdict,
        rate_per_second=objective.rate_per_second,
        traffic=objective.traffic,
        sheet=objective.sheet,
        maximum=None if objective.is_minimum else f"{objective.bound:f}",
        minimum=f"{objective.bound:f}" if objective.is_minimum else None,
        value=_decimal_or_none(measured.value),
        lower=_decimal_or_none(measured.lower),
        upper=_decimal_or_none(measured.upper),
        message=found.message,
    )


def recommendation_status(found: Recommendation) -> RecommendationStatus:
    """What is recommended for one traffic profile."""
    decided = found.chosen is not None and found.choice != INCONCLUSIVE
    trade, cheapest = found.trade, found.chosen.option.name if found.chosen else None
    return RecommendationStatus(
        traffic=found.profile.traffic.name,
        choice=found.choice,
        sheet=found.chosen.option.sheet.name if decided and found.chosen else None,
        saving_percent=saving_percent(found) if decided else None,
        options=tuple(answer_option(found.profile, one) for one in found.options[:_MOST_OPTIONS]),
        cheapest=cheapest if trade is None else trade.cheapest.option.name,
        fastest=cheapest if trade is None else trade.fastest.option.name,
        step_per_month=None if trade is None else f"{trade.step:.4f}",
        break_even_requests_per_month=break_even_requests(found.thresholds),
        flags=tuple(FlagStatus(one.kind, one.message[:_MOST_WORDS]) for one in found.flags)[
            :_MOST_FLAGS
        ],
        sentence=sentence(found),
        evidence=tuple(_evidence(one) for one in found.evidence[:MOST_EVIDENCE]),
        evidence_left_out=max(0, len(found.evidence) - MOST_EVIDENCE) or None,
        thresholds=tuple(_threshold(one) for one in found.thresholds),
    )


def _evidence(found: Evidence) -> EvidenceStatus:
    return EvidenceStatus(
        effect=found.effect,
        metric=found.metric,
        variant=found.variant,
        sheet=found.sheet,
        value=_decimal_or_none(found.value),
        lower=_decimal_or_none(found.lower),
        upper=_decimal_or_none(found.upper),
        bound=_decimal_or_none(found.bound),
        message=found.message,
    )


def _threshold(found: Threshold) -> ThresholdStatus:
    change = found.change_percent
    return ThresholdStatus(
        metric=found.metric,
        now=_decimal(found.now),
        at=_decimal(found.at),
        change_percent=None if change is None else f"{change:.1f}",
        towards=found.towards,
    )


def _decimal_or_none(value: Decimal | None) -> str | None:
    return None if value is None else _decimal(value)


def _decimal(value: Decimal) -> str:
    """At most 6 digits after the point, none of them a needless zero."""
    text = f"{value:.6f}"
    return text.rstrip("0").rstrip(".") or "0"
