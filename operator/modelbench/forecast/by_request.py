"""What a month costs at a provider that bills each request."""

from collections.abc import Sequence

from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import amount, exact, expected_seconds, requests_use
from modelbench.forecast.idle_model import Spell, activity, cold_requests
from modelbench.forecast.month import Month, UnmeasuredError
from modelbench.forecast.options import Durations, Option


def by_request(
    option: Option, sheet: PriceSheet, spells: Sequence[Spell], durations: Durations
) -> Month:
    """Each request is billed for its own time, a cold one for its initialization as well.

    The provider keeps an idle instance for T = response + keepAliveSeconds. Only means are known,
    so its rounding is the expected one. UnmeasuredError without what that rests on.
    """
    if durations.handler is None:
        raise UnmeasuredError(option.measured.timings.handler_missing)
    if durations.initialization is None:
        raise UnmeasuredError("it needs spec.scenarios.coldStart and the start of the application")
    pieces = activity(spells, durations.handler + float(sheet.keep_alive_seconds))
    cold = cold_requests(pieces, durations.initialization)
    warm = max(0.0, sum(piece.rate * piece.seconds for piece in pieces) - cold)
    both = exact(durations.handler + durations.initialization)
    each, model = exact(durations.handler), option.measured.model_footprint
    use = requests_use(sheet, model, each, exact(warm), expected_seconds)
    use += requests_use(sheet, model, both, exact(cold), expected_seconds)
    seconds = warm * durations.handler + cold * float(both)
    return Month(amount(sheet, use), seconds, 0.0, sum(p.cold_starts for p in pieces), cold)
