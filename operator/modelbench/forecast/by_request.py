"""What a month costs at a provider that bills each request."""

from decimal import Decimal

from modelbench.cost.billed_durations import mean_billed_at
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import amount, as_billed, exact, expected_seconds, requests_use
from modelbench.forecast.month import Month, UnmeasuredError
from modelbench.forecast.options import Durations, Option
from modelbench.forecast.outcome import Outcome


def by_request(option: Option, sheet: PriceSheet, found: Outcome, durations: Durations) -> Month:
    """Each request is billed for its own time, a cold one for its initialization as well.

    UnmeasuredError without what that rests on.
    """
    handler, start = measured_handler(option, durations), billed_start(sheet, durations)
    cold, held = min(found.cold_requests, found.requests), option.billed_footprint
    warm = found.requests - cold
    each, first = (billed_handler(option, sheet, handler, added) for added in (0.0, start))
    use = requests_use(sheet, held, each, exact(warm), as_billed)
    use += requests_use(sheet, held, first, exact(cold), as_billed)
    seconds = warm * handler + cold * (handler + start)
    return Month(amount(sheet, use), seconds, 0.0, found.starts, cold)


def measured_handler(option: Option, durations: Durations) -> float:
    """How long the model itself takes, in seconds. UnmeasuredError where that is not known."""
    if durations.handler is None:
        raise UnmeasuredError(option.measured.timings.handler_missing)
    return durations.handler


def measured_start(durations: Durations) -> float:
    """How long an instance takes to start, in seconds. UnmeasuredError where that is not known."""
    if durations.initialization is None:
        raise UnmeasuredError("it needs spec.scenarios.coldStart and the start of the application")
    return durations.initialization


def billed_start(sheet: PriceSheet, durations: Durations) -> float:
    """What is billed of a start: one that takes too long is ended, and begun anew."""
    start, most = measured_start(durations), float(sheet.most_start_seconds)
    return start if start <= most else most + start


def billed_handler(
    option: Option, sheet: PriceSheet, handler_seconds: float, start_seconds: float = 0.0
) -> Decimal:
    """What is billed of a request in the mean, rounded request by request as they were measured.

    Where only the mean is known, the rounding is the expected one.
    """
    estimate = option.measured.timings.handler
    if estimate is None or estimate.spread is None:
        return expected_seconds(sheet, exact(handler_seconds + start_seconds))
    return mean_billed_at(sheet, estimate.spread, handler_seconds, start_seconds)
