"""Costs as parts of the status: money and rates as decimal strings."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from modelbench.api.choices import MONTH_SECONDS, Cost
from modelbench.api.decision_status import (
    AmountStatus,
    BreakEvenStatus,
    FeeStatus,
    OptionCostStatus,
    ProfileStatus,
    RunCostStatus,
    SheetStatus,
    VariantCostStatus,
)
from modelbench.api.mode import Mode
from modelbench.api.samples import Samples
from modelbench.api.variants import Variant
from modelbench.cost.price_sheet import Billing, PriceSheet
from modelbench.cost.run_cost import model_pods, pod_seconds, run_cost, whole_cost
from modelbench.cost.sizes import SizeError
from modelbench.decision.priced_size import priced_notes, priced_size
from modelbench.decision.token_prices import Prices, token_prices, tokens_per_request
from modelbench.decision.trace_status import trace_status
from modelbench.decision.users_status import users_status
from modelbench.forecast.break_even import BreakEven
from modelbench.forecast.month import Month, control_plane_month
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost

_UNMEASURED = "it was not measured"


def variant_cost(
    samples: Samples, variant: Variant, sheets: Sequence[PriceSheet]
) -> VariantCostStatus | None:
    """What the run's pods of a variant cost on sheets that bill by pods; None without any."""
    priced = [sheet for sheet in sheets if _bills_pods(sheet, variant.mode)]
    amounts = [found for sheet in priced if (found := _run_amount(samples, variant, sheet))]
    seconds = pod_seconds(model_pods(samples, variant.name))
    if not amounts or not seconds:
        return None
    summary = f"{amounts[0].amount} {amounts[0].currency} for {seconds} pod-seconds"
    return VariantCostStatus(summary=summary, pod_seconds=seconds, amounts=tuple(amounts))


def whole_run_cost(samples: Samples, sheets: Sequence[PriceSheet]) -> RunCostStatus:
    """What the run itself cost, and the sheets by which everything was priced.

    The whole run is told on sheets that can run all of it.
    """
    found = RunCostStatus(sheets=tuple(_sheet(sheet) for sheet in sheets))
    priced = [sheet for sheet in sheets if _bills_pods(sheet, Mode.SERVERLESS)]
    seconds = pod_seconds(samples.pods)
    if not priced or not seconds:
        return found
    amounts = [amount for sheet in priced if (amount := _whole_amount(samples, sheet))]
    return replace(found, pod_seconds=seconds, amounts=tuple(amounts))


def profile_status(profile: TrafficCost, cost: Cost) -> ProfileStatus:
    """What every option costs at one traffic profile, and where two cost the same."""
    found = costs_status(profile, cost)
    return replace(found, break_evens=tuple(_break_even(one) for one in profile.break_evens))


def costs_status(profile: TrafficCost, cost: Cost) -> ProfileStatus:
    """What every option costs at one traffic profile."""
    traffic, prices = profile.traffic, token_prices(profile)
    return ProfileStatus(
        name=traffic.name,
        requests_per_month=traffic.requests,
        mean_rate_per_second=_rate(traffic.rate),
        peak_rate_per_second=_rate(profile.peak_rate),
        trace=trace_status(traffic),
        costs=tuple(
            _with_tokens(_option(found, traffic.requests, cost), found, prices)
            for found in profile.costs
        ),
        users=tuple(users_status(found) for found in profile.users),
    )


def _with_tokens(status: OptionCostStatus, found: OptionCost, prices: Prices) -> OptionCostStatus:
    curve = prices.get(found.option.key, ())
    return replace(status, tokens_per_request=tokens_per_request(found), token_prices=curve)


def _bills_pods(sheet: PriceSheet, mode: Mode) -> bool:
    return sheet.billing is Billing.CAPACITY and mode in sheet.modes


def _whole_amount(samples: Samples, sheet: PriceSheet) -> AmountStatus | None:
    """None when the sheet does not sell a pod of that size."""
    try:
        amount = _run_money(whole_cost(samples, sheet))
    except SizeError:
        return None
    return AmountStatus(sheet.name, amount, sheet.currency)


def _run_amount(samples: Samples, variant: Variant, sheet: PriceSheet) -> AmountStatus | None:
    """None when the sheet does not sell a pod of that size."""
    try:
        found = run_cost(samples, variant, sheet)
    except SizeError:
        return None
    control_plane = found.control_plane
    return AmountStatus(
        sheet=sheet.name,
        amount=_run_money(found.total),
        currency=sheet.currency,
        idle_amount=_run_money(found.idle),
        queue_proxy_amount=_run_money(found.queue_proxy),
        control_plane_amount=None if control_plane is None else _run_money(control_plane),
    )


def _sheet(sheet: PriceSheet) -> SheetStatus:
    return SheetStatus(
        name=sheet.name,
        provider=sheet.provider,
        product=sheet.product,
        region=sheet.region,
        date=sheet.date,
        source=sheet.source,
        currency=sheet.currency,
        billing=sheet.billing.value,
        unverified=sheet.unverified,
    )


def _option(found: OptionCost, requests: int, cost: Cost) -> OptionCostStatus:
    option, month = found.option, found.month
    status = OptionCostStatus(option.name, option.sheet.name, option.sheet.currency)
    if month is None:
        return replace(status, missing_reason=found.missing or _UNMEASURED)
    status = _with_amounts(status, found, month, requests)
    status = replace(
        status,
        priced_size=priced_size(option),
        priced_note="; ".join(priced_notes(option)) or None,
        fees=tuple(
            FeeStatus(fee.name, _money(fee.amount(Decimal(requests))), fee.counted)
            for fee in option.sheet.fees_of(option.variant.mode)
        ),
    )
    if option.variant.mode is Mode.SERVERLESS:
        status = _with_cold(status, found, month, requests)
        if not option.is_managed:
            share = control_plane_month(option.sheet, cost.control_plane_services)
            status = replace(
                status,
                control_plane_per_month=_money(share),
                includes_control_plane=cost.include_control_plane,
            )
    return status


def _with_amounts(
    status: OptionCostStatus, found: OptionCost, month: Month, requests: int
) -> OptionCostStatus:
    per_million = Decimal(1_000_000) / max(1, requests)
    lower, upper = found.interval or (None, None)
    idle = month.idle_share
    return replace(
        status,
        per_month=_money(month.amount),
        per_month_lower=_money_or_none(lower),
        per_month_upper=_money_or_none(upper),
        per_million=_money(month.amount * per_million),
        per_million_lower=_money_or_none(lower, per_million),
        per_million_upper=_money_or_none(upper, per_million),
        pod_seconds=round(month.pod_seconds),
        idle_percent=None if idle is None else f"{100 * idle:.2f}",
    )


def _with_cold(
    status: OptionCostStatus, found: OptionCost, month: Month, requests: int
) -> OptionCostStatus:
    lower, upper = found.cold_interval or (None, None)
    return replace(
        status,
        cold_starts=round(month.cold_starts),
        cold_requests=round(month.cold_requests),
        cold_percent=_percent(month.cold_requests, requests),
        cold_percent_lower=None if lower is None else _percent(lower, requests),
        cold_percent_upper=None if upper is None else _percent(upper, requests),
    )


def _break_even(found: BreakEven) -> BreakEvenStatus:
    status = BreakEvenStatus(
        variant=found.to_zero.name,
        sheet=found.to_zero.sheet.name,
        rival_variant=found.kept.name,
        rival_sheet=found.kept.sheet.name,
        up_to_requests_per_second=_rate_or_none(found.up_to),
    )
    if found.rate is None:
        missing = None if found.always else found.missing or _UNMEASURED
        return replace(status, always_cheaper=found.always, missing_reason=missing)
    return replace(
        status,
        requests_per_second=_rate(found.rate),
        requests_per_second_lower=_rate_or_none(found.lower),
        requests_per_second_upper=_rate_or_none(found.upper),
        requests_per_month=round(found.rate * MONTH_SECONDS),
        cheaper_above=found.above,
        crossings=found.crossings,
    )


def _run_money(amount: Decimal) -> str:
    """An amount of a few minutes is small: it has 8 digits, and that of a month 4."""
    return f"{amount:.8f}"


def _money(amount: Decimal) -> str:
    return f"{amount:.4f}"


def _money_or_none(amount: Decimal | None, factor: Decimal = Decimal(1)) -> str | None:
    return None if amount is None else _money(amount * factor)


def _rate(rate: float) -> str:
    return f"{rate:.6f}"


def _rate_or_none(rate: float | None) -> str | None:
    return None if rate is None else _rate(rate)


def _percent(part: float, requests: int) -> str:
    return f"{100 * part / max(1, requests):.3f}"
