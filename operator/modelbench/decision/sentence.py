"""A recommendation in words that a person can paste into a decision record."""

from collections.abc import Iterator

from modelbench.api.names import SERVERLESS
from modelbench.cost.price_sheet import Billing, FreeTier
from modelbench.decision.evidence import Effect, Ground
from modelbench.decision.recommendation import Answer, Recommendation
from modelbench.forecast.break_even import BreakEven
from modelbench.forecast.monthly_cost import control_plane_month
from modelbench.forecast.traffic_cost import OptionCost
from modelbench.statistics.numbers import readable


def sentence(found: Recommendation) -> str:
    """What, for which traffic, why, until when, and by which prices."""
    traffic = found.profile.traffic
    requests = f"{traffic.requests} requests a month ({traffic.name}, {traffic.shape})"
    if found.answer is Answer.INCONCLUSIVE:
        opening = f"For {requests} neither arm can be recommended: {_why_not(found)}."
    else:
        opening = f"For {requests} choose {found.answer.lower()}{_why(found)}."
    return " ".join([opening, *_more(found)])


def _why(found: Recommendation) -> str:
    chosen, rival = found.chosen, found.rival
    if chosen is None:
        return ""
    cost = f" on {chosen.option.sheet.name}: it costs {_money(chosen)}"
    if rival is not None:
        other = f"{rival.option.path} on {rival.option.sheet.name}"
        return f"{cost}, {other} costs {_money(rival)}"
    ruled_out = [ground for ground in found.grounds if ground.effect is Effect.RULES_OUT]
    return f"{cost}; the other arm is ruled out by {_named(ruled_out)}" if ruled_out else cost


def _why_not(found: Recommendation) -> str:
    against = [g for g in found.grounds if g.effect in (Effect.LEAVES_OPEN, Effect.RULES_OUT)]
    return _named(against) or "nothing was measured"


def _named(grounds: list[Ground]) -> str:
    return "; ".join(f"{ground.figure}: {ground.message}" for ground in grounds[:3])


def _money(cost: OptionCost) -> str:
    if cost.month is None:
        return "an unknown amount"
    text = f"{readable(cost.month.amount)} {cost.option.sheet.currency} a month"
    ends = [readable(end) for end in cost.interval or ()]
    if len(set(ends)) < 2:
        return text
    return f"{text} [{', '.join(ends)}]"


def _more(found: Recommendation) -> Iterator[str]:
    """The cold starts, the tipping rate and the prices."""
    costs = [cost for cost in (found.chosen, found.rival) if cost is not None]
    for cost in costs:
        if cost.option.path == SERVERLESS and cost.month is not None:
            share = 100 * cost.month.cold_requests / max(1, found.profile.traffic.requests)
            yield f"Serverless, {share:.2f} % of the requests meet a cold start."
    for point in found.tipping_points:
        if point.figure == "requestsPerSecond":
            side = "Above" if point.at > point.now else "Below"
            rate = f"{readable(point.at)} requests/s{_of_several(found)}"
            yield f"{side} {rate} {point.towards} is the cheaper arm."
    yield from _at_no_rate(found)
    yield from _counted(found)
    sheets = {cost.option.sheet.name: cost.option.sheet for cost in costs}
    told = [f"{s.name}, {s.product} in {s.region}, of {s.date}" for s in sheets.values()]
    if told:
        yield f"Prices: {'; '.join(told)}."


def _counted(found: Recommendation) -> Iterator[str]:
    """What the costs hold or leave out, where that may decide."""
    settings = found.profile.settings
    options = [cost.option for cost in (found.chosen, found.rival) if cost is not None]
    for option in options:
        sheet = option.sheet
        if option.path == SERVERLESS and sheet.billing is Billing.CAPACITY:
            share = readable(control_plane_month(sheet, settings.control_plane_services))
            word = "is counted" if settings.include_control_plane else "is not counted"
            yield f"Knative's control plane, {share} {sheet.currency} a month, {word}."
        if settings.include_free_tier and sheet.free_tier != FreeTier():
            yield f"The free tier of {sheet.name} is deducted."


def _break_evens(found: Recommendation) -> list[BreakEven]:
    pair = {cost.option for cost in (found.chosen, found.rival) if cost is not None}
    evens = found.profile.break_evens
    return [even for even in evens if {even.serverless, even.containerized} == pair]


def _of_several(found: Recommendation) -> str:
    """That beyond the nearest rate at which the cheaper arm changes there are others."""
    several = [even.crossings for even in _break_evens(found) if even.crossings > 1]
    return "".join(f" (the nearest of {number} such rates)" for number in several)


def _at_no_rate(found: Recommendation) -> Iterator[str]:
    for even in _break_evens(found):
        if even.always and even.up_to:
            until = f"up to {readable(even.up_to)} requests/s, the highest measured"
            yield f"{even.always.capitalize()} is the cheaper arm {until} for this shape."
