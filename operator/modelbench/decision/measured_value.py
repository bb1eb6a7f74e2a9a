"""One value of a run with its interval, in the unit of an objective."""

from dataclasses import dataclass
from decimal import Decimal

from modelbench.api.scenarios.parts import LatencyPercentile

_THOUSANDTH = Decimal("0.001")


@dataclass(frozen=True)
class MeasuredValue:
    """Milliseconds, percent or money. An end of None is open; ``missing`` says what is absent."""

    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    missing: str | None = None


def of_percentile(found: LatencyPercentile, overload: str | None) -> MeasuredValue:
    """Leave the upper end open where a rate is not held: latency grows with the time then."""
    ends = (found.microseconds, found.lower_microseconds, found.upper_microseconds)
    value, lower, upper = (None if end is None else end / 1000 for end in ends)
    missing = None if upper is not None else "too few rounds or requests for an upper limit"
    if overload is not None:
        upper, missing = None, f"the rate was not sustained: {overload}"
    return measured(value, lower, upper, missing)


def measured(
    value: float | None, lower: float | None, upper: float | None, missing: str | None = None
) -> MeasuredValue:
    return MeasuredValue(_exact(value), _exact(lower), _exact(upper), missing)


def _exact(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(_THOUSANDTH)
