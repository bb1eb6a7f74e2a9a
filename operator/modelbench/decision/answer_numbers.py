"""The answer as numbers: what each variant costs, what its users meet, and where it changes."""

from collections.abc import Sequence

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.decision_status import AnswerOptionStatus, RecommendationStatus
from modelbench.decision.flags import cold_share
from modelbench.decision.recommendation import Recommendation
from modelbench.decision.thresholds import RATE, Threshold
from modelbench.decision.trade import forecasts_of
from modelbench.forecast.outcome import Interval
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost

_MOST_ANSWER = 512
"""As the CRD bounds ``status.answer``."""


def answer_option(profile: TrafficCost, cost: OptionCost) -> AnswerOptionStatus:
    """One variant by one sheet."""
    option, part = cost.option, cold_share(profile, cost)
    found = None if option.is_managed else forecasts_of(profile).get(option.name)
    percentiles = {} if found is None else found.percentiles
    return AnswerOptionStatus(
        variant=option.name,
        sheet=option.sheet.name,
        currency=option.sheet.currency,
        per_month=None if cost.month is None else f"{cost.month.amount:.4f}",
        cold_percent=None if part is None else f"{100 * part:.3f}",
        p50_milliseconds=_milliseconds(percentiles.get(50.0)),
        p99_milliseconds=_milliseconds(percentiles.get(99.0)),
    )


def saving_percent(found: Recommendation) -> str | None:
    """How much cheaper the choice is than its rival; None where it is not, or none was priced."""
    chosen, rival = found.chosen, found.rival
    if chosen is None or rival is None or chosen.month is None or rival.month is None:
        return None
    same = chosen.option.sheet.currency == rival.option.sheet.currency
    dearer = rival.month.amount
    if not same or dearer <= chosen.month.amount:
        return None
    return f"{100 * (1 - chosen.month.amount / dearer):.1f}"


def break_even_requests(thresholds: Sequence[Threshold]) -> int | None:
    """The requests a month at which another variant is as cheap, of several the nearest one."""
    rates = [one for one in thresholds if one.metric == RATE]
    nearest = min(rates, key=lambda one: max(one.at / one.now, one.now / one.at), default=None)
    return None if nearest is None else round(float(nearest.at) * MONTH_SECONDS)


def short_answer(found: Sequence[RecommendationStatus]) -> str | None:
    """The choice for each profile in one line: rare=serverless steady=containerized."""
    line = " ".join(f"{one.traffic}={one.choice}" for one in found)
    return line[:_MOST_ANSWER] or None


def _milliseconds(found: Interval | None) -> str | None:
    return None if found is None else f"{1000 * found.value:.3f}"
