"""What is to be chosen, at which cost, and whether the objectives are met; None when not asked."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.decision_status import (
    BreakEvenStatus,
    ObjectiveStatus,
    OptionCostStatus,
    ProfileStatus,
    Verdict,
)
from modelbench.api.status import Status
from modelbench.display.numbers import ABSENT, UNKNOWN, interval
from modelbench.display.tables import Row, Section, names_of
from modelbench.statistics.written import count, metric_unit, money, quantity
from modelbench.view.token_prices import token_price_rows

Options = dict[str, OptionCostStatus]


def recommendation(status: Status) -> list[str]:
    """One sentence for each traffic profile."""
    return [found.sentence or found.choice for found in status.recommendation]


def objectives(status: Status) -> Section | None:
    """Each with its verdict and its value; below them why some are not decided."""
    if not status.objectives:
        return None
    rows: list[Row] = [("Objectives", "verdict", "limit", "measured")]
    for one in status.objectives:
        measured = _measured(status, one)
        rows.append((f"  {objective_name(one)}", one.verdict, bound(status, one), measured))
    undecided = (one for one in status.objectives if one.verdict is Verdict.INCONCLUSIVE)
    reasons = (f"{objective_name(one)}, not decided: {one.message}" for one in undecided)
    return Section(tuple(rows), tuple(reasons))


def objective_name(objective: ObjectiveStatus) -> str:
    """Which metric an objective bounds, and where."""
    rate, traffic, sheet = objective.rate_per_second, objective.traffic, objective.sheet
    at = "" if rate is None else f" at {rate}/s"
    whose = "" if traffic is None else f" for {traffic}"
    prices = "" if sheet is None else f" on {sheet}"
    return f"{objective.metric}{at}{whose}{prices}"


def bound(status: Status, objective: ObjectiveStatus) -> str:
    """What the metric of an objective must not exceed, with its unit, or must reach, in words."""
    least = "at least " if objective.maximum is None else ""
    limit = Decimal(objective.maximum or objective.minimum or 0)
    if _is_amount(objective):
        return f"{least}{money(limit, _currency(status, objective))}/month"
    return f"{least}{limit:,f}{metric_unit(objective.metric)}"


def _measured(status: Status, objective: ObjectiveStatus) -> str:
    known = (objective.value, objective.lower, objective.upper)
    if _is_amount(objective):
        currency = _currency(status, objective)
        value, low, high = (None if one is None else money(one, currency) for one in known)
        return interval(value, low, high)
    value, low, high = (None if one is None else quantity(one, "") for one in known)
    return interval(value, low, high, metric_unit(objective.metric))


def _is_amount(objective: ObjectiveStatus) -> bool:
    return objective.metric.endswith(".perMonth")


def _currency(status: Status, objective: ObjectiveStatus) -> str:
    sheets = () if status.cost is None else status.cost.sheets
    known = {sheet.name: sheet.currency for sheet in sheets}
    return known.get(objective.sheet or "") or ""


def cost(status: Status) -> Section | None:
    """All variants at each traffic and by each sheet; what is not known says why."""
    if not status.traffic:
        return None
    rows: list[Row] = [("Cost of a month", *names_of(status))]
    for profile in status.traffic:
        rows.append((f"  {profile.name}, {_monthly(profile)}",))
        rows.extend(_cost_rows(profile, names_of(status)))
    missing = (line for profile in status.traffic for line in _missing(profile))
    options = [one for profile in status.traffic for one in profile.costs]
    notes = (*missing, *_priced(options), *_fees(status.traffic), *_unverified(status))
    notes = (*_traces(status), *notes, *_control_planes(status.traffic))
    return Section(tuple(rows), notes)


def _monthly(profile: ProfileStatus) -> str:
    requests = profile.requests_per_month
    return UNKNOWN if requests is None else f"{requests:,} requests/month"


def _cost_rows(profile: ProfileStatus, names: Row) -> Iterator[Row]:
    for (sheet, currency), options in _by_sheet(profile).items():
        found = [options.get(name) for name in names]
        yield (f"    {sheet}, {currency}", *(_month(one) for one in found))
        cold = [_cold(one) for one in found]
        if any(cold):
            yield ("      cold requests", *cold)
        yield from token_price_rows(found)


def _by_sheet(profile: ProfileStatus) -> dict[tuple[str, str], Options]:
    found: dict[tuple[str, str], Options] = {}
    for one in profile.costs:
        found.setdefault((one.sheet, one.currency or ""), {})[one.variant] = one
    return found


def _month(one: OptionCostStatus | None) -> str:
    if one is None:
        return ABSENT
    return interval(one.per_month, one.per_month_lower, one.per_month_upper)


def _cold(one: OptionCostStatus | None) -> str:
    if one is None or one.cold_percent is None:
        return ""
    return interval(one.cold_percent, one.cold_percent_lower, one.cold_percent_upper, "%")


def _traces(status: Status) -> Iterator[str]:
    """What of each trace a month has."""
    for profile in status.traffic:
        if profile.trace is not None and profile.trace.note is not None:
            yield f"{profile.name}: {profile.trace.note}"


def _control_planes(profiles: Sequence[ProfileStatus]) -> list[str]:
    """The control plane costs the same at each traffic, so that each sheet has it once."""
    known = (one for profile in profiles for one in profile.costs)
    lines = (
        f"Knative's control plane on {one.sheet}, {one.currency}: "
        f"{one.control_plane_per_month}, {'' if one.includes_control_plane else 'not '}counted"
        for one in known
        if one.control_plane_per_month is not None
    )
    return list(dict.fromkeys(lines))


def _priced(options: Sequence[OptionCostStatus]) -> list[str]:
    """The size that is sold is the same at each traffic."""
    lines = (
        f"{one.variant} on {one.sheet}"
        + ("" if one.priced_size is None else f" is priced as {one.priced_size}")
        + ("" if one.priced_note is None else f": {one.priced_note}")
        for one in options
        if one.priced_size is not None or one.priced_note is not None
    )
    return list(dict.fromkeys(lines))


def _fees(profiles: Sequence[ProfileStatus]) -> list[str]:
    """A fee by the month is the same at each traffic, one by the request is not."""
    amounts: dict[tuple[str, str, str, bool], dict[str, None]] = {}
    for one in (option for profile in profiles for option in profile.costs):
        for fee in one.fees:
            key = (fee.name, one.sheet, one.currency or "", fee.counted)
            amounts.setdefault(key, {})[fee.per_month] = None
    return [
        f"{name} on {sheet}, {currency}: {' or '.join(found)}, {'' if counted else 'not '}counted"
        for (name, sheet, currency, counted), found in amounts.items()
    ]


def _unverified(status: Status) -> list[str]:
    known = () if status.cost is None else status.cost.sheets
    return [f"{one.name}, not verified: {one.unverified}" for one in known if one.unverified]


def _missing(profile: ProfileStatus) -> Iterator[str]:
    for one in profile.costs:
        if one.missing_reason is not None:
            option = f"{one.variant} on {one.sheet}"
            yield f"{profile.name}, {option}, not known: {one.missing_reason}"


def break_even(status: Status) -> Iterator[Section]:
    """The rate from which a variant is the cheaper one, for each pair of options."""
    evens = [(profile.name, one) for profile in status.traffic for one in profile.break_evens]
    for rival in dict.fromkeys(one.rival_variant for _, one in evens):
        mine = [(name, one) for name, one in evens if one.rival_variant == rival]
        several = len({one.variant for _, one in evens}) > 1
        rows = (
            (f"  {name}, {f'{one.variant}, ' if several else ''}{sheets(one)}", _rate(one))
            for name, one in mine
        )
        yield Section(((f"Break-even: {rival} is cheaper",), *rows))


def sheets(even: BreakEvenStatus) -> str:
    """The sheets of both options, once when it is the same."""
    return even.sheet if even.sheet == even.rival_sheet else f"{even.sheet} or {even.rival_sheet}"


def _rate(even: BreakEvenStatus) -> str:
    if even.requests_per_second is not None:
        known = (even.requests_per_second_lower, even.requests_per_second_upper)
        low, high = (None if end is None else _a_month(end) for end in known)
        at = interval(_a_month(even.requests_per_second), low, high, " requests/month")
        side = "below" if even.cheaper_above == even.variant else "above"
        others = f", the nearest of {even.crossings}" if (even.crossings or 1) > 1 else ""
        return f"{side} {at}{others}"
    if even.always_cheaper is not None:
        word = "always" if even.always_cheaper == even.rival_variant else "never"
        until = even.up_to_requests_per_second
        return f"{word}, up to {_a_month(until)} requests/month" if until else word
    return f"{UNKNOWN}: {even.missing_reason or ABSENT}"


def _a_month(requests_per_second: str) -> str:
    return count(float(requests_per_second) * MONTH_SECONDS)
