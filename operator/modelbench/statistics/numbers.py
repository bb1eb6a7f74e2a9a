"""How numbers are written: durations of a status, decimals of a status, numbers in sentences."""

from decimal import Decimal

from modelbench.api.units import MILLISECOND


def milliseconds(nanoseconds: float) -> int:
    """Nanoseconds, rounded to the nearest millisecond."""
    return round(nanoseconds / MILLISECOND)


def known_milliseconds(nanoseconds: float | None) -> int | None:
    """Nanoseconds as ``milliseconds`` gives them, and None of what is not known."""
    return None if nanoseconds is None else milliseconds(nanoseconds)


def decimal_milliseconds(nanoseconds: float) -> str:
    """Nanoseconds as milliseconds with one digit after the point."""
    return f"{nanoseconds / MILLISECOND:.1f}"


def rounded(value: float | None, digits: int) -> float | None:
    """A number with so many digits after the point, and None of what is not known."""
    return None if value is None else round(value, digits)


def percent(ratio: float, digits: int = 1) -> str:
    """A ratio (1 is all) in percent, with so many digits after the point."""
    return f"{100 * ratio:.{digits}f}"


def percentile_name(percentile: float) -> str:
    """A percentile without a needless fraction: 50, 99 or 99.9."""
    return f"{percentile:g}"


def readable(value: Decimal | float) -> str:
    """Four significant digits, from 1000 on two decimals; never an exponent."""
    number = Decimal(value)
    if not number:
        return "0"
    return f"{number:.2f}" if abs(number) >= 1000 else format(Decimal(f"{number:.4g}"), "f")
