"""Numbers in sentences for people."""

from decimal import Decimal


def readable(value: Decimal | float) -> str:
    """Four significant digits, from 1000 on two decimals; never an exponent."""
    number = Decimal(value)
    if not number:
        return "0"
    return f"{number:.2f}" if abs(number) >= 1000 else format(Decimal(f"{number:.4g}"), "f")
