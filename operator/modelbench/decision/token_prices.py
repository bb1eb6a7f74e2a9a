"""The price of a million tokens as a curve over the traffic: idle pods make few tokens dear."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from modelbench.api.choices import Traffic
from modelbench.api.decision_status import TokenPriceStatus
from modelbench.cost.token_price import per_million_tokens
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost

_FACTORS = (0.01, 0.1, 0.3, 1.0, 3.0, 10.0)
"""Of the profile's own rate, which is one of them: wide enough that a price that idle pods make is
seen to fall, and no wider than a team can be wrong about its traffic."""

Prices = Mapping[tuple[str, str], tuple[TokenPriceStatus, ...]]


def token_prices(profile: TrafficCost) -> Prices:
    """The curve of each option by the names of variant and sheet; none where tokens are not known.

    A rate whose peak the variant was not seen to hold has no price, unless a provider scales.
    """
    if all(variant.tokens is None for variant in profile.variants):
        return {}
    points = [_at(profile, factor * profile.traffic.rate) for factor in _FACTORS]
    keys = [cost.option.key for cost in profile.costs]
    return {key: tuple(_curve(points, place)) for place, key in enumerate(keys)}


def tokens_per_request(cost: OptionCost) -> str | None:
    """How many tokens a response had in the mean."""
    if cost.option.measured.tokens is None:
        return None
    tokens, responses = cost.option.measured.tokens
    return f"{tokens / responses:.1f}"


def _at(profile: TrafficCost, rate: float) -> TrafficCost:
    sheets = list({option.sheet.name: option.sheet for option in profile.options}.values())
    traffic = replace(profile.traffic, rate=rate)
    return TrafficCost(traffic, sheets, profile.variants, profile.settings)


def _curve(points: Sequence[TrafficCost], place: int) -> Iterator[TokenPriceStatus]:
    for point in points:
        cost = point.costs[place]
        held = cost.option.bills_requests or point.peak_rate <= cost.option.measured.highest_rate
        price = _price(cost, point.traffic) if held else None
        if price is not None:
            yield price


def _price(cost: OptionCost, traffic: Traffic) -> TokenPriceStatus | None:
    if cost.month is None or cost.option.measured.tokens is None:
        return None
    lower, upper = cost.interval or (None, None)
    value, low, high = (
        None if amount is None else _of(amount, traffic, cost)
        for amount in (cost.month.amount, lower, upper)
    )
    return None if value is None else TokenPriceStatus(f"{traffic.rate:.6f}", value, low, high)


def _of(amount: Decimal, traffic: Traffic, cost: OptionCost) -> str | None:
    tokens, responses = cost.option.measured.tokens or (0, 0)
    price = per_million_tokens(amount, traffic.requests, tokens, responses)
    return None if price is None else f"{price:.4f}"
