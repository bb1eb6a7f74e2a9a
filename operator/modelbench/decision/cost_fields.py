"""Costs as fields of the resource's status: money and rates as decimal strings."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from modelbench.api.choices import MONTH_SECONDS, Cost
from modelbench.api.names import SERVERLESS
from modelbench.api.samples import Samples
from modelbench.cost.price_sheet import Billing, PriceSheet
from modelbench.cost.pricing import SizeError
from modelbench.cost.run_cost import pod_seconds, run_cost, whole_cost
from modelbench.forecast.break_even import BreakEven
from modelbench.forecast.monthly_cost import control_plane_month
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost

Fields = dict[str, Any]


def path_cost_fields(samples: Samples, path: str, sheets: Sequence[PriceSheet]) -> Fields:
    """``status.<path>.cost``: the run's pods of that path, on sheets that bill by pods."""
    priced = [sheet for sheet in sheets if _bills_pods(sheet, path)]
    amounts = [found for sheet in priced if (found := _run_fields(samples, path, sheet))]
    seconds = pod_seconds(samples, path)
    if not amounts or not seconds:
        return {}
    summary = f"{amounts[0]['amount']} {amounts[0]['currency']} for {seconds} pod-seconds"
    return {"summary": summary, "podSeconds": seconds, "amounts": amounts}


def whole_cost_fields(samples: Samples, sheets: Sequence[PriceSheet]) -> Fields:
    """``status.cost``: the run itself, and the sheets by which everything was priced."""
    fields: Fields = {"sheets": [_sheet_fields(sheet) for sheet in sheets]}
    priced = [sheet for sheet in sheets if _bills_pods(sheet, SERVERLESS)]
    seconds = pod_seconds(samples)
    if priced and seconds:
        fields["podSeconds"] = seconds
        fields["amounts"] = [found for s in priced if (found := _whole_fields(samples, s))]
    return fields


def _whole_fields(samples: Samples, sheet: PriceSheet) -> Fields:
    """Empty when the sheet does not sell a pod of that size."""
    try:
        amount = _run_money(whole_cost(samples, sheet))
    except SizeError:
        return {}
    return {"sheet": sheet.name, "currency": sheet.currency, "amount": amount}


def traffic_fields(profile: TrafficCost, cost: Cost) -> Fields:
    """One item of ``status.traffic``."""
    traffic = profile.traffic
    return {
        "name": traffic.name,
        "requestsPerMonth": traffic.requests,
        "meanRatePerSecond": f"{traffic.rate:.6f}",
        "peakRatePerSecond": f"{profile.peak_rate:.6f}",
        "costs": [_option_fields(found, traffic.requests, cost) for found in profile.costs],
        "breakEvens": [_break_even_fields(found) for found in profile.break_evens],
    }


def money(amount: Decimal) -> str:
    """An amount of a month."""
    return f"{amount:.4f}"


def _run_money(amount: Decimal) -> str:
    """An amount of a few minutes."""
    return f"{amount:.8f}"


def _bills_pods(sheet: PriceSheet, path: str) -> bool:
    return sheet.billing is Billing.CAPACITY and path in sheet.paths


def _run_fields(samples: Samples, path: str, sheet: PriceSheet) -> Fields:
    """Empty when the sheet does not sell a pod of that size."""
    try:
        found = run_cost(samples, path, sheet)
    except SizeError:
        return {}
    fields = {
        "sheet": sheet.name,
        "currency": sheet.currency,
        "amount": _run_money(found.total),
        "idleAmount": _run_money(found.idle),
        "queueProxyAmount": _run_money(found.queue_proxy),
    }
    if found.control_plane is not None:
        fields["controlPlaneAmount"] = _run_money(found.control_plane)
    return fields


def _sheet_fields(sheet: PriceSheet) -> Fields:
    names = ("name", "provider", "product", "region", "date", "source", "currency")
    return {**{name: getattr(sheet, name) for name in names}, "billing": str(sheet.billing)}


def _option_fields(found: OptionCost, requests: int, cost: Cost) -> Fields:
    option, month = found.option, found.month
    fields: Fields = {
        "path": option.path,
        "sheet": option.sheet.name,
        "currency": option.sheet.currency,
    }
    if month is None:
        return {**fields, "missingReason": found.missing or "it was not measured"}
    fields |= _amounts("perMonth", month.amount, found.interval)
    per_million = Decimal(1_000_000) / max(1, requests)
    each = None if found.interval is None else tuple(end * per_million for end in found.interval)
    fields |= _amounts("perMillion", month.amount * per_million, each)
    fields["podSeconds"] = round(month.pod_seconds)
    if month.idle_share is not None:
        fields["idlePercent"] = f"{100 * month.idle_share:.2f}"
    if option.path == SERVERLESS:
        fields |= _cold_fields(found, requests)
        if option.sheet.billing is Billing.CAPACITY:
            share = control_plane_month(option.sheet, cost.control_plane_services)
            fields["controlPlanePerMonth"] = money(share)
            fields["includesControlPlane"] = cost.include_control_plane
    return fields


def _amounts(name: str, amount: Decimal, interval: tuple[Decimal, ...] | None) -> Fields:
    fields = {name: money(amount)}
    if interval is not None:
        fields |= {f"{name}Lower": money(interval[0]), f"{name}Upper": money(interval[1])}
    return fields


def _cold_fields(found: OptionCost, requests: int) -> Fields:
    month = found.month
    if month is None:
        return {}
    fields: Fields = {
        "coldStarts": round(month.cold_starts),
        "coldRequests": round(month.cold_requests),
        "coldPercent": _percent(month.cold_requests, requests),
    }
    if found.cold_interval is not None:
        lower, upper = (_percent(end, requests) for end in found.cold_interval)
        fields |= {"coldPercentLower": lower, "coldPercentUpper": upper}
    return fields


def _percent(part: float, requests: int) -> str:
    return f"{100 * part / max(1, requests):.3f}"


def _break_even_fields(found: BreakEven) -> Fields:
    fields: Fields = {
        "serverlessSheet": found.serverless.sheet.name,
        "containerizedSheet": found.containerized.sheet.name,
    }
    if found.up_to is not None:
        fields["upToRequestsPerSecond"] = f"{found.up_to:.6f}"
    if found.rate is None or found.above is None:
        if found.always is not None:
            return {**fields, "alwaysCheaper": found.always.capitalize()}
        return {**fields, "missingReason": found.missing or "it was not measured"}
    fields["requestsPerSecond"] = f"{found.rate:.6f}"
    fields["requestsPerMonth"] = round(found.rate * MONTH_SECONDS)
    fields |= {"cheaperAbove": found.above.capitalize(), "crossings": found.crossings}
    for name, end in (("Lower", found.lower), ("Upper", found.upper)):
        if end is not None:
            fields[f"requestsPerSecond{name}"] = f"{end:.6f}"
    return fields
