"""What a month costs at a provider that bills each request."""

from collections.abc import Sequence
from decimal import Decimal

from modelbench.cost.billed_durations import mean_billed_seconds
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import amount, exact, expected_seconds, requests_use
from modelbench.forecast.idle_model import Spell, activity, cold_requests
from modelbench.forecast.month import Month, UnmeasuredError
from modelbench.forecast.options import Durations, Option


def by_request(
    option: Option, sheet: PriceSheet, spells: Sequence[Spell], durations: Durations
) -> Month:
    """Each request is billed for its own time, a cold one for its initialization as well.

    The provider keeps an idle instance for T = response + keepAliveSeconds. UnmeasuredError without
    what that rests on.
    """
    if durations.handler is None:
        raise UnmeasuredError(option.measured.timings.handler_missing)
    if durations.initialization is None:
        raise UnmeasuredError("it needs spec.scenarios.coldStart and the start of the application")
    pieces = activity(spells, durations.handler + float(sheet.keep_alive_seconds))
    cold = cold_requests(pieces, durations.initialization)
    warm = max(0.0, sum(piece.rate * piece.seconds for piece in pieces) - cold)
    start = billed_start(sheet, durations.initialization)
    held = option.billed_footprint
    use = requests_use(sheet, held, _billed(option, sheet, durations.handler), exact(warm), as_is)
    use += requests_use(
        sheet, held, _billed(option, sheet, durations.handler, start), exact(cold), as_is
    )
    seconds = warm * durations.handler + cold * (durations.handler + start)
    return Month(amount(sheet, use), seconds, 0.0, sum(p.cold_starts for p in pieces), cold)


def billed_start(sheet: PriceSheet, start_seconds: float) -> float:
    """What is billed of a start: one that takes too long is ended, and begun anew."""
    most = float(sheet.most_start_seconds)
    return start_seconds if start_seconds <= most else most + start_seconds


def as_is(_sheet: PriceSheet, seconds: Decimal) -> Decimal:
    """Seconds that are billed ones already."""
    return seconds


def _billed(
    option: Option, sheet: PriceSheet, handler_seconds: float, start_seconds: float = 0.0
) -> Decimal:
    """What is billed of a request in the mean, rounded request by request as they were measured.

    Where only the mean is known, the rounding is the expected one.
    """
    estimate = option.measured.timings.handler
    if estimate is None or estimate.spread is None:
        return expected_seconds(sheet, exact(handler_seconds + start_seconds))
    return mean_billed_seconds(sheet, estimate.spread.with_mean(handler_seconds, start_seconds))
