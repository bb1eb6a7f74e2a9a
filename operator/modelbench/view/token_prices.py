"""The price of a million tokens at several rates, as rows of a table."""

from collections.abc import Iterator, Mapping, Sequence

from modelbench.api.decision_status import OptionCostStatus, TokenPriceStatus
from modelbench.display.numbers import ABSENT, interval
from modelbench.display.tables import Row


def token_price_rows(found: Sequence[OptionCostStatus | None]) -> Iterator[Row]:
    """A row for each rate, all variants side by side; none where no tokens were counted."""
    curves = [_by_rate(one) for one in found]
    for rate in sorted({rate for curve in curves for rate in curve}, key=float):
        cells = (_cell(curve.get(rate)) for curve in curves)
        yield (f"      a million tokens at {float(rate):g}/s", *cells)


def _by_rate(one: OptionCostStatus | None) -> Mapping[str, TokenPriceStatus]:
    return {} if one is None else {price.requests_per_second: price for price in one.token_prices}


def _cell(price: TokenPriceStatus | None) -> str:
    if price is None:
        return ABSENT
    ends = (price.per_million_tokens_lower, price.per_million_tokens_upper)
    return interval(price.per_million_tokens, *ends)
