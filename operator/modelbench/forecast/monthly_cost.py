"""What a month of one traffic costs on one variant with one price sheet."""

from dataclasses import replace
from decimal import Decimal

from modelbench.api.choices import MONTH_SECONDS, Cost
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import Use, amount, exact, expected_seconds, pods_use, requests_use
from modelbench.forecast.month import Month, UnpricedError, control_plane_month
from modelbench.forecast.options import Durations, Option
from modelbench.forecast.outcome import Outcome


def month_of(option: Option, found: Outcome, cost: Cost, durations: Durations) -> Month:
    """The cost of an option whose month was simulated. UnpricedError or SizeError without one."""
    sheet = option.sheet if cost.include_free_tier else option.sheet.without_free_tier()
    if option.bills_requests:
        return _by_request(option, sheet, found, durations)
    kept = option.variant.kept_pods
    month = _of_pods(option, sheet, found, kept)
    if option.variant.serverless is None or not cost.include_control_plane:
        return month
    share = control_plane_month(sheet, cost.control_plane_services)
    return replace(month, amount=month.amount + share)


def check_sold(option: Option) -> None:
    """UnpricedError for a sheet without a price for the way in which the variant runs."""
    if option.bills_requests and not option.variant.scales_to_zero:
        raise UnpricedError(f"{option.sheet.name} has no price for pods that are kept")


def _of_pods(option: Option, sheet: PriceSheet, found: Outcome, kept: int) -> Month:
    """The pods that are always there for the whole month, and of all others their mean."""
    pod = option.measured.pod_footprint
    use = pods_use(sheet, pod, Decimal(MONTH_SECONDS), Decimal(kept)) if kept else Use()
    more, lives = found.pod_seconds - MONTH_SECONDS * kept, max(1.0, found.lives)
    # Below a thousandth of a pod it is what floating point leaves of the kept ones.
    if more > MONTH_SECONDS / 1e9:
        use += pods_use(sheet, pod, exact(more / lives), exact(lives), expected_seconds)
    price = amount(sheet, use)
    return Month(price, found.pod_seconds, found.idle_share, found.starts, found.cold_requests)


def _by_request(option: Option, sheet: PriceSheet, found: Outcome, durations: Durations) -> Month:
    """Each request is billed for its own time, a cold one for its initialization as well.

    Only means are used, so the sheet's rounding is the expected one.
    """
    each, model = exact(durations.handler or 0.0), option.measured.model_footprint
    both = each + exact(durations.initialization or 0.0)
    cold = min(found.cold_requests, found.requests)
    warm = found.requests - cold
    use = requests_use(sheet, model, each, exact(warm), expected_seconds)
    use += requests_use(sheet, model, both, exact(cold), expected_seconds)
    seconds = warm * float(each) + cold * float(both)
    return Month(amount(sheet, use), seconds, 0.0, found.starts, cold)
