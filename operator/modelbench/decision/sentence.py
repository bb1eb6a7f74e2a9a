"""A recommendation in words that a person can paste into a decision record."""

from collections.abc import Iterator, Sequence

from modelbench.api.decision_status import INCONCLUSIVE, Effect
from modelbench.api.mode import Mode
from modelbench.cost.sheet_parts import FreeTier
from modelbench.decision.evidence import Evidence
from modelbench.decision.priced_size import priced_notes, priced_size
from modelbench.decision.recommendation import Recommendation, other_variants
from modelbench.decision.thresholds import RATE
from modelbench.forecast.month import control_plane_month
from modelbench.forecast.traffic_cost import OptionCost
from modelbench.statistics.numbers import readable

_MOST_NAMED = 3
"""More pieces of evidence do not fit a sentence that is read; all of them are beside it."""


def sentence(found: Recommendation) -> str:
    """What, for which traffic, why, until when, and by which prices."""
    traffic = found.profile.traffic
    requests = f"{traffic.requests} requests a month ({traffic.name}, {traffic.shape})"
    if found.choice == INCONCLUSIVE:
        opening = f"For {requests} {_none(found)} can be recommended: {_why_not(found)}."
    else:
        opening = f"For {requests} choose {found.choice}{_why(found)}."
    return " ".join([opening, *_more(found)])


def _none(found: Recommendation) -> str:
    count = len(found.profile.variants)
    return "neither variant" if count == 2 else f"none of the {count} variants"


def _why(found: Recommendation) -> str:
    chosen, rival = found.chosen, found.rival
    if chosen is None:
        return ""
    cost = f" on {chosen.option.sheet.name}: it costs {_money(chosen)}"
    if rival is not None:
        other = f"{rival.option.name} on {rival.option.sheet.name}"
        return f"{cost}, {other} costs {_money(rival)}"
    against = [
        one
        for one in found.evidence
        if one.effect is Effect.RULES_OUT and one.variant != chosen.option.name
    ]
    if not against:
        return cost
    are = "is" if len(found.profile.variants) == 2 else "are"
    return f"{cost}; {other_variants(found.profile)} {are} ruled out by {_named(against)}"


def _why_not(found: Recommendation) -> str:
    against = [e for e in found.evidence if e.effect in (Effect.LEAVES_OPEN, Effect.RULES_OUT)]
    return _named(against) or "nothing was measured"


def _named(evidence: Sequence[Evidence]) -> str:
    return "; ".join(f"{one.metric}: {one.message}" for one in evidence[:_MOST_NAMED])


def _money(cost: OptionCost) -> str:
    if cost.month is None:
        return "an unknown amount"
    text = f"{readable(cost.month.amount)} {cost.option.sheet.currency} a month"
    ends = [readable(end) for end in cost.interval or ()]
    if len(set(ends)) < 2:
        return text
    return f"{text} [{', '.join(ends)}]"


def _more(found: Recommendation) -> Iterator[str]:
    """The cold starts, the rate at which the choice would change, and the prices."""
    costs = [cost for cost in (found.chosen, found.rival) if cost is not None]
    for cost in costs:
        if cost.option.variant.scales_to_zero and cost.month is not None:
            share = 100 * cost.month.cold_requests / max(1, found.profile.traffic.requests)
            name = cost.option.name.capitalize()
            yield f"{name}, {share:.2f} % of the requests meet a cold start."
    yield from _changes(found)
    yield from _at_no_rate(found)
    yield from dict.fromkeys(_counted(found))
    yield from (line for cost in costs for line in _priced(cost))
    sheets = {cost.option.sheet.name: cost.option.sheet for cost in costs}
    told = [f"{s.name}, {s.product} in {s.region}, of {s.date}" for s in sheets.values()]
    if told:
        yield f"Prices: {'; '.join(told)}."


def _priced(cost: OptionCost) -> Iterator[str]:
    """Say which size is priced, where it is not what the pod asks for, and why."""
    option = cost.option
    size = priced_size(option) if cost.month is not None else None
    if size is not None:
        notes = "".join(f"; {note}" for note in priced_notes(option))
        yield f"{option.sheet.name} is priced as {size}{notes}."


def _changes(found: Recommendation) -> Iterator[str]:
    """Say at which rates another variant is the cheaper one."""
    for one in found.thresholds:
        if one.metric == RATE and one.towards is not None and one.away_from is not None:
            side = "Above" if one.at > one.now else "Below"
            several = f" (the nearest of {one.crossings} such rates)" if one.crossings > 1 else ""
            cheaper = f"{one.towards} {_is_cheaper(found, one.away_from)}"
            yield f"{side} {readable(one.at)} requests/s{several} {cheaper}."


def _at_no_rate(found: Recommendation) -> Iterator[str]:
    """Say that one of the two that were compared is the cheaper one at every rate."""
    pair = {cost.option.key for cost in (found.chosen, found.rival) if cost is not None}
    for even in found.profile.break_evens:
        if even.pair == pair and even.always and even.up_to:
            (other,) = {even.to_zero.name, even.kept.name} - {even.always}
            until = f"up to {readable(even.up_to)} requests/s, the highest measured"
            cheaper = f"{even.always.capitalize()} {_is_cheaper(found, other)}"
            yield f"{cheaper} {until} for this shape."


def _is_cheaper(found: Recommendation, other: str) -> str:
    only_two = len(found.profile.variants) == 2
    return "is the cheaper variant" if only_two else f"is cheaper than {other}"


def _counted(found: Recommendation) -> Iterator[str]:
    """Say what the costs hold or leave out, where that may decide."""
    settings = found.profile.settings
    options = [cost.option for cost in (found.chosen, found.rival) if cost is not None]
    for option in options:
        sheet = option.sheet
        if option.variant.mode is Mode.SERVERLESS and not option.is_managed:
            share = readable(control_plane_month(sheet, settings.control_plane_services))
            word = "is counted" if settings.include_control_plane else "is not counted"
            yield f"Knative's control plane, {share} {sheet.currency} a month, {word}."
        if settings.include_free_tier and sheet.free_tier != FreeTier():
            yield f"The free tier of {sheet.name} is deducted."
