"""A recommendation in words that a person can paste into a decision record.

It says what to choose and at which price, what users meet, and what would change it.
"""

from collections.abc import Iterator, Sequence

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.decision_status import INCONCLUSIVE, Effect, FlagKind
from modelbench.api.mode import Mode
from modelbench.cost.sheet_parts import FreeTier
from modelbench.decision.evidence import Evidence
from modelbench.decision.flags import cold_share
from modelbench.decision.priced_size import priced_notes, priced_size
from modelbench.decision.recommendation import Recommendation, other_variants
from modelbench.decision.thresholds import RATE
from modelbench.decision.trade import forecasts_of, p99_of
from modelbench.forecast.month import control_plane_month
from modelbench.forecast.traffic_cost import OptionCost
from modelbench.statistics.written import count, duration, money, share

_TOLD_FLAGS = (FlagKind.CONTROL_PLANE, FlagKind.FORECAST_MISSED)
"""The others are told by the parts of the sentence itself."""

_MOST_NAMED = 3
"""More pieces of evidence do not fit a sentence that is read; all of them are beside it."""


def sentence(found: Recommendation) -> str:
    """What, for which traffic, at which price, what users meet, and what would change it."""
    traffic = found.profile.traffic
    opening = f"{traffic.name} ({traffic.requests:,} requests/month): "
    if found.choice == INCONCLUSIVE:
        return " ".join([f"{opening}inconclusive: {_why_not(found)}.", *_more(found)])
    return " ".join([f"{opening}choose {found.choice}{_why(found)}.", *_more(found)])


def _why(found: Recommendation) -> str:
    chosen, rival = found.chosen, found.rival
    if chosen is None:
        return ""
    if rival is not None:
        return f"{_sheet(found, chosen)}, {_amounts(found, chosen, rival)}"
    against = [
        one
        for one in found.evidence
        if one.effect is Effect.RULES_OUT and one.variant != chosen.option.name
    ]
    cost = f" on {chosen.option.sheet.name}, {_money(chosen)}/month"
    if not against:
        return cost
    are = "is" if len(found.profile.variants) == 2 else "are"
    return f"{cost}; {other_variants(found.profile)} {are} ruled out by {_named(against)}"


def _sheet(found: Recommendation, cost: OptionCost) -> str:
    """By whose prices, where there are several."""
    sheets = {one.option.sheet.name for one in found.options}
    several = len(sheets) > 1 or len({one.sheet.name for one in found.profile.options}) > 1
    return f" on {cost.option.sheet.name}" if several else ""


def _amounts(found: Recommendation, chosen: OptionCost, rival: OptionCost) -> str:
    """$0.04 vs $0.65/month; with more than two variants, or sheets, the other one is named."""
    other = _sheet(found, rival)
    if other or len(found.profile.variants) > 2:
        other = f" for {rival.option.name}{other}"
    return f"{_money(chosen)} vs {_money(rival)}/month{other}"


def _why_not(found: Recommendation) -> str:
    against = [e for e in found.evidence if e.effect in (Effect.LEAVES_OPEN, Effect.RULES_OUT)]
    return _named(against) or "nothing was measured"


def _named(evidence: Sequence[Evidence]) -> str:
    return "; ".join(f"{one.metric}: {one.message}" for one in evidence[:_MOST_NAMED])


def _money(cost: OptionCost) -> str:
    if cost.month is None:
        return "an unknown amount"
    return money(cost.month.amount, cost.option.sheet.currency)


def _more(found: Recommendation) -> Iterator[str]:
    """What users meet, what would change the choice, and what the amounts hold."""
    costs = [cost for cost in (found.chosen, found.rival) if cost is not None]
    if found.choice == INCONCLUSIVE and len(costs) == 2:
        names = " vs ".join(cost.option.name for cost in costs)
        yield f"{names}: {' vs '.join(map(_money, costs))}/month."
    yield from _users(found, costs)
    yield from _changes(found)
    yield from _at_no_rate(found)
    yield from (one.message for one in found.flags if one.kind in _TOLD_FLAGS)
    yield from dict.fromkeys(_counted(found))
    yield from (line for cost in costs for line in _priced(cost))
    sheets = {cost.option.sheet.name: cost.option.sheet for cost in costs}
    told = [f"{one.name} of {one.date}" for one in sheets.values()]
    if told:
        yield f"Prices: {', '.join(told)}."


def _users(found: Recommendation, costs: Sequence[OptionCost]) -> Iterator[str]:
    """The cold requests, both 99th percentiles, and what the step from one to the other costs."""
    yield from _cold(found, costs)
    trade = found.trade
    if trade is not None and trade.step > 0:
        step = money(trade.step, trade.fastest.option.sheet.currency)
        slow, fast = (duration(1000 * one.value) for one in (trade.slow, trade.fast))
        to = trade.fastest.option.name
        yield f"{step}/month buys p99 from {slow} ({trade.cheapest.option.name}) to {fast} ({to})."
        return
    forecasts = forecasts_of(found.profile)
    known = [(cost, p99_of(cost, forecasts)) for cost in costs]
    texts = [f"{duration(1000 * p99.value)} ({one.option.name})" for one, p99 in known if p99]
    if texts:
        yield f"p99 is {' vs '.join(texts)}."


def _cold(found: Recommendation, costs: Sequence[OptionCost]) -> Iterator[str]:
    """One sentence for both: 96% of requests hit a cold start, 95% on serverless."""
    told = []
    for cost in costs:
        part = cold_share(found.profile, cost)
        if part is not None and cost.option.variant.scales_to_zero:
            own = len(costs) < 2 or cost is found.chosen
            told.append((share(100 * part), "" if own else f" on {cost.option.name}"))
    if told:
        (first, where), *others = told
        shares = [f"{first} of requests hit a cold start{where}", *map("".join, others)]
        yield f"{', '.join(shares)}."


def _priced(cost: OptionCost) -> Iterator[str]:
    """Say which size is priced, where it is not what the pod asks for, and why."""
    option = cost.option
    if cost.month is None:
        return
    size, notes = priced_size(option), list(priced_notes(option))
    if size is not None:
        yield f"{'; '.join([f'{option.sheet.name} is priced as {size}', *notes])}."
    else:
        yield from (f"{option.name.capitalize()}: {note}." for note in notes)


def _changes(found: Recommendation) -> Iterator[str]:
    """Say from how many requests a month on another variant is the cheaper one."""
    for one in found.thresholds:
        if one.metric == RATE and one.towards is not None and one.away_from is not None:
            side = "Above" if one.at > one.now else "Below"
            several = f" (the nearest of {one.crossings} such rates)" if one.crossings > 1 else ""
            requests = count(float(one.at) * MONTH_SECONDS)
            cheaper = f"{one.towards} {_is_cheaper(found, one.away_from)}"
            yield f"{side} about {requests} requests/month{several}, {cheaper}."


def _at_no_rate(found: Recommendation) -> Iterator[str]:
    """Say that one of the two that were compared is the cheaper one at every rate."""
    pair = {cost.option.key for cost in (found.chosen, found.rival) if cost is not None}
    for even in found.profile.break_evens:
        if even.pair == pair and even.always and even.up_to:
            (other,) = {even.to_zero.name, even.kept.name} - {even.always}
            until = (
                f"up to {count(even.up_to * MONTH_SECONDS)} requests/month, the highest measured"
            )
            yield f"{even.always.capitalize()} {_is_cheaper(found, other)} {until}."


def _is_cheaper(found: Recommendation, other: str) -> str:
    only_two = len(found.profile.variants) == 2
    return "is cheaper" if only_two else f"is cheaper than {other}"


def _counted(found: Recommendation) -> Iterator[str]:
    """Say what the costs hold or leave out, where that may decide."""
    settings = found.profile.settings
    options = [cost.option for cost in (found.chosen, found.rival) if cost is not None]
    flagged = any(one.kind is FlagKind.CONTROL_PLANE for one in found.flags)
    for option in options:
        sheet = option.sheet
        on_knative = option.variant.mode is Mode.SERVERLESS and not option.is_managed
        if on_knative and not flagged:
            plane = control_plane_month(sheet, settings.control_plane_services)
            word = "Includes" if settings.include_control_plane else "Excludes"
            yield f"{word} Knative's control plane ({money(plane, sheet.currency)}/month)."
        if settings.include_free_tier and sheet.free_tier != FreeTier():
            yield f"The free tier of {sheet.name} is deducted."
