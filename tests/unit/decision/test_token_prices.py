"""What a million tokens cost, as a curve over the traffic, held against sums done by hand."""

from dataclasses import replace
from decimal import Decimal

from modelbench.cost.token_price import per_million_tokens
from modelbench.decision.cost_status import profile_status
from modelbench.forecast.traffic_cost import TrafficCost

from tests.unit.made.decisions import COST, cost_of, measured, profile, sheet, traffic

MONTH_SECONDS = 2_628_000
TOKENS = (7200, 360)


def streaming(rate, highest=50, tokens=TOKENS):
    """Two variants whose responses have 20 tokens, at a mean rate."""
    names = ("serverless", "containerized")
    variants = [replace(measured(name, highest=highest), tokens=tokens) for name in names]
    return TrafficCost(traffic(rate), [sheet()], variants, COST)


def curve(found, name):
    status = profile_status(found, COST)
    (option,) = (one for one in status.costs if one.variant == name)
    return {float(one.requests_per_second): one for one in option.token_prices}


def test_a_price_is_the_months_cost_over_its_tokens():
    # 21.90 a month, 2628000 requests of 20 tokens: 21.90 / 52.56 millions.
    found = per_million_tokens(Decimal("21.90"), MONTH_SECONDS, 7200, 360)
    assert found == Decimal("21.90") / Decimal("52.56")
    assert per_million_tokens(Decimal(1), 1, 0, 0) is None


def test_prices_at_three_rates_are_sums_by_hand_to_the_last_digit():
    for name in ("serverless", "containerized"):
        prices = curve(streaming(1), name)
        for rate in (Decimal("0.1"), Decimal(1), Decimal(10)):
            month = cost_of(profile(float(rate)), name).month.amount
            million_tokens = rate * MONTH_SECONDS * 20 / 1_000_000
            by_hand = (month / million_tokens).quantize(Decimal("0.0001"))
            assert prices[float(rate)].per_million_tokens == str(by_hand)


def test_idle_pods_make_few_tokens_dear_and_the_interval_holds_the_price():
    prices = curve(streaming(1), "containerized")
    values = [Decimal(prices[rate].per_million_tokens) for rate in sorted(prices)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 100 * values[-1]
    for one in curve(streaming(1), "serverless").values():
        lower, upper = (
            Decimal(end) for end in (one.per_million_tokens_lower, one.per_million_tokens_upper)
        )
        assert lower <= Decimal(one.per_million_tokens) <= upper


def test_a_rate_that_was_not_seen_to_be_held_has_no_price():
    assert max(curve(streaming(1, highest=4), "containerized")) == 3


def test_responses_that_are_no_streams_have_no_tokens():
    status = profile_status(streaming(1, tokens=None), COST)
    assert all(not one.token_prices and one.tokens_per_request is None for one in status.costs)
