"""What a month of one traffic costs on one variant with one price sheet."""

from dataclasses import replace
from decimal import Decimal

from modelbench.api.choices import MONTH_SECONDS, Cost
from modelbench.cost.price_sheet import PriceSheet
from modelbench.cost.pricing import Use, amount, exact, expected_seconds, pods_use
from modelbench.forecast.by_request import by_request
from modelbench.forecast.kept_by_request import kept_by_request
from modelbench.forecast.month import Month, UnpricedError, control_plane_month
from modelbench.forecast.options import Durations, Option
from modelbench.forecast.outcome import Outcome


def month_of(
    option: Option, found: Outcome, cost: Cost, durations: Durations, requests: float
) -> Month:
    """The cost of an option whose month of so many requests was simulated, with the fees of its
    sheet that are counted. UnpricedError or SizeError without one.
    """
    month = _without_fees(option, found, cost, durations, requests)
    fees = [fee for fee in option.sheet.fees_of(option.variant.mode) if fee.counted]
    if not fees:
        return month
    told = exact(requests)
    return replace(month, amount=month.amount + sum(fee.amount(told) for fee in fees))


def check_sold(option: Option) -> None:
    """UnpricedError for a sheet without a price for the way in which the variant runs."""
    is_kept = option.bills_requests and not option.variant.scales_to_zero
    if is_kept and option.sheet.kept is None:
        raise UnpricedError(f"{option.sheet.name} has no price for pods kept warm")


def _without_fees(
    option: Option, found: Outcome, cost: Cost, durations: Durations, requests: float
) -> Month:
    sheet = option.sheet if cost.include_free_tier else option.sheet.without_free_tier()
    if option.bills_requests:
        if option.variant.scales_to_zero:
            return by_request(option, sheet, found, durations)
        return kept_by_request(option, sheet, found, durations, requests)
    month = _of_pods(option, sheet, found)
    if option.is_managed:
        of_requests = amount(sheet, Use(requests=exact(requests)))
        return replace(month, amount=month.amount + of_requests)
    if option.variant.serverless is None or not cost.include_control_plane:
        return month
    share = control_plane_month(sheet, cost.control_plane_services)
    return replace(month, amount=month.amount + share)


def _of_pods(option: Option, sheet: PriceSheet, found: Outcome) -> Month:
    """The pods that are always there for the whole month, and of all others their mean."""
    kept, pod = option.variant.kept_pods, option.billed_footprint
    use = pods_use(sheet, pod, Decimal(MONTH_SECONDS), Decimal(kept)) if kept else Use()
    more, lives = found.pod_seconds - MONTH_SECONDS * kept, max(1.0, found.lives)
    # Below a thousandth of a pod it is what floating point leaves of the kept ones.
    if more > MONTH_SECONDS / 1e9:
        use += pods_use(sheet, pod, exact(more / lives), exact(lives), expected_seconds)
    price = amount(sheet, use)
    return Month(price, found.pod_seconds, found.idle_share, found.starts, found.cold_requests)
