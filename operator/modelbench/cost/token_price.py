"""What a million tokens cost: a month's cost over the tokens of its requests."""

from decimal import Decimal

MILLION = Decimal(1_000_000)


def per_million_tokens(
    amount: Decimal, requests: int, tokens: int, responses: int
) -> Decimal | None:
    """The price of a million tokens, in the currency of ``amount``, the cost of a month.

    Each of its requests has tokens / responses tokens, as was measured. None when there are none.

        amount * 10^6 * responses / (requests * tokens)
    """
    if requests <= 0 or tokens <= 0 or responses <= 0:
        return None
    return amount * MILLION * responses / (Decimal(requests) * tokens)
