"""How amounts, shares and durations are written in an answer: $0.65, 98%, 1.6 s, 1,000,000."""

from decimal import Decimal

_SYMBOLS = {"USD": "$"}
"""Other currencies are written by their code: several share a sign."""


def money(amount: Decimal | float | str, currency: str) -> str:
    """Three significant digits and two decimals at least; what is below a cent keeps two digits."""
    text = _amount(Decimal(amount))
    symbol = _SYMBOLS.get(currency)
    return f"{text} {currency}".rstrip() if symbol is None else f"{symbol}{text}"


def _amount(amount: Decimal) -> str:
    size = abs(amount)
    if size >= 100:
        return f"{amount:,.0f}"
    if size >= Decimal("0.01") or not size:
        return f"{amount:.2f}"
    return format(Decimal(f"{amount:.2g}"), "f")


def quantity(value: Decimal | float | str, unit: str) -> str:
    """A value with its unit: 0.167%, 5.00 ms, 42.1 ms, 4,107 ms. Three digits that matter."""
    number = Decimal(value)
    size = abs(number)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{number:,.{decimals}f}"
    return f"{text if number else '0'}{unit}"


def metric_unit(metric: str) -> str:
    """What follows the value of an objective's metric; an amount has its currency beside it."""
    if metric.endswith("Percent"):
        return "%"
    if ".tokensPerSecond." in metric:
        return " tokens/s"
    return "/month" if metric.endswith(".perMonth") else " ms"


def share(percent: float | Decimal | str) -> str:
    """Whole percents, and what is below one (or nearly all) with the digits that tell it apart."""
    value = float(percent)
    if value == 0 or value == 100:
        return f"{value:.0f}%"
    if value < 0.01:
        return "<0.01%"
    if value < 1:
        return f"{value:.2g}%"
    return f"{value:.0f}%" if value < 99.5 else f"{min(value, 99.99):.4g}%"


def duration(milliseconds: float | Decimal | str) -> str:
    """9 ms, 120 ms, 1.6 s, 45 s."""
    value = float(milliseconds)
    if value < 999.5:
        return f"{value:.2g} ms" if value < 10 else f"{value:.0f} ms"
    seconds = value / 1000
    return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:,.0f} s"


_UNITS = (("h", 3600), ("min", 60), ("s", 1))


def long_time(seconds: float) -> str:
    """In the largest unit of which there are two or more: 90 s, 15 min, 168 h."""
    unit, length = next((one for one in _UNITS if seconds >= 2 * one[1]), _UNITS[-1])
    number = seconds / length
    return f"{number:.3g} {unit}" if number < 999 else f"{number:,.0f} {unit}"


def count(number: float) -> str:
    """A number of requests, with three significant digits where it is large: 1,000, 20,300."""
    size = abs(number)
    if size < 1:
        return f"{number:.3g}"
    digits = len(f"{size:.0f}")
    return f"{round(number, min(0, 3 - digits)):,.0f}"
