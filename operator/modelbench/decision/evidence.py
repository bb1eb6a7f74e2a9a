"""The evidence for and against an option, as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from modelbench.api.decision_status import Effect, Verdict
from modelbench.decision.objectives import Judgement
from modelbench.decision.trade import Trade, forecasts_of
from modelbench.forecast.month import LEAST_DIFFERENCE
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost
from modelbench.statistics.written import duration, money

_EFFECTS = {
    Verdict.SUCCESS: Effect.ALLOWS,
    Verdict.FAILURE: Effect.RULES_OUT,
    Verdict.INCONCLUSIVE: Effect.LEAVES_OPEN,
}


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence. ``sheet`` is None where it speaks of a variant on every sheet."""

    effect: Effect
    metric: str
    message: str
    variant: str | None = None
    sheet: str | None = None
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    bound: Decimal | None = None


def evidence_of(
    cost: OptionCost, profile: TrafficCost, judgements: Sequence[Judgement]
) -> Iterator[Evidence]:
    """What speaks for and against one option."""
    option = cost.option
    for judgement in judgements:
        objective = judgement.objective
        if objective.variant == option.name and objective.sheet in (None, option.sheet.name):
            yield _of_objective(judgement, cost)
    if not cost.is_sold:
        yield _of_cost(Effect.RULES_OUT, cost, cost.missing or "")
    elif cost.month is None:
        yield _of_cost(Effect.LEAVES_OPEN, cost, f"its cost is not known: {cost.missing}")
    yield from _of_queue(cost, profile)
    if not option.is_managed and profile.peak_rate > option.measured.highest_rate:
        yield _of_peak(cost, profile.peak_rate)


def _of_queue(cost: OptionCost, profile: TrafficCost) -> Iterator[Evidence]:
    """Rule out what the forecast says cannot answer the traffic: its queue would grow on and on."""
    found = forecasts_of(profile).get(cost.option.name)
    if found is not None and found.cannot_carry is not None and not cost.option.is_managed:
        metric = f"{cost.option.name}.users"
        message = f"it cannot carry the traffic: {found.cannot_carry}"
        yield Evidence(Effect.RULES_OUT, metric, message, cost.option.name)


def _of_peak(cost: OptionCost, peak: float) -> Evidence:
    """State that the traffic has more requests at once than the variant was seen to sustain.

    It is ruled out where the peak is surely too much for it.
    """
    option = cost.option
    highest, overload = option.measured.highest_rate, option.measured.overload
    held = f"{highest}/s is the highest rate it sustained"
    if not highest:
        held = "it sustained no rate"
    message = f"the peak is {peak:.3g}/s, and {held}"
    if overload is not None:
        message += f": at {overload.rate}/s {overload.reason}"
    elif option.measured.pod_capacity is None:
        message += "; a pod's capacity is unknown, since no queue grew"
    too_much = overload is not None and peak >= overload.beyond
    return Evidence(
        Effect.RULES_OUT if too_much else Effect.LEAVES_OPEN,
        f"{option.name}.steady",
        message,
        option.name,
        value=Decimal(f"{peak:.6f}"),
        bound=Decimal(highest),
    )


def _of_objective(judgement: Judgement, cost: OptionCost) -> Evidence:
    """Latencies were measured on the cluster: elsewhere they are not known."""
    objective, measured = judgement.objective, judgement.measured
    effect, message, sheet = _EFFECTS[judgement.verdict], judgement.message, objective.sheet
    if sheet is None and cost.option.is_managed:
        effect, sheet = Effect.LEAVES_OPEN, cost.option.sheet.name
        message = f"it was measured on the cluster, not on {sheet}"
    return Evidence(
        effect,
        objective.metric,
        message,
        objective.variant,
        sheet,
        measured.value,
        measured.lower,
        measured.upper,
        objective.bound,
    )


def cheaper(cost: OptionCost, rivals: Sequence[OptionCost], others: str) -> Evidence:
    """State that an option is surely cheaper than all other variants, which are called ``others``.

    Where a cost has no interval it is cheaper by a factor that no plausible error makes up for.
    """
    lower, upper = cost.interval or (None, None)
    floors = [rival.interval[0] for rival in rivals if rival.interval is not None]
    currency = cost.option.sheet.currency
    value = None if cost.month is None else cost.month.amount
    if upper is None or len(floors) < len(rivals):
        least = min(rival.month.amount for rival in rivals if rival.month is not None)
        message = (
            f"{money(value or 0, currency)}/month, {others} {money(least, currency)} or more: so "
            "large a difference decides without intervals"
        )
        return _of_cost(Effect.CHEAPER, cost, message, value, lower, upper, least)
    least = min(floors)
    most, floor = money(upper, currency), money(least, currency)
    if most == floor:
        most, floor = f"{upper:.4f} {currency}", f"{least:.4f}"
    message = f"at most {most}/month, {others} at least {floor}"
    return _of_cost(Effect.CHEAPER, cost, message, value, lower, upper, least)


def of_trade(trade: Trade) -> Evidence:
    """State that little money stands against waiting that users notice."""
    cheap, fast = trade.cheapest.option, trade.fastest.option
    slow, quick = (duration(1000 * one.value) for one in (trade.slow, trade.fast))
    step = money(trade.step, fast.sheet.currency)
    message = (
        f"{cheap.name} saves only {step}/month over {fast.name}, and its p99 is {slow} "
        f"instead of {quick}: set an objective on {cheap.name}.users.p99 to decide"
    )
    return Evidence(Effect.LEAVES_OPEN, "trade", message, cheap.name, cheap.sheet.name)


def nothing_compared(cost: OptionCost, names: Sequence[str]) -> Evidence:
    """State that no other variant has a price."""
    others = " and ".join(names)
    message = f"no sheet has a price for {others}: nothing was compared"
    return _of_cost(Effect.LEAVES_OPEN, cost, message)


def not_surely(first: OptionCost, second: OptionCost) -> Evidence:
    """Why neither of two options is surely the cheaper one."""
    currencies = {first.option.sheet.currency, second.option.sheet.currency}
    if len(currencies) > 1:
        rival = f"{second.option.name} on {second.option.sheet.name}"
        told = f"{rival} is priced in {second.option.sheet.currency}"
        message = f"{told}: {' and '.join(sorted(currencies))} cannot be compared"
    elif first.interval is None or second.interval is None:
        message = "a cost has no interval: fewer than 6 rounds or cold starts were measured"
    elif _spread(*first.interval, *second.interval) < LEAST_DIFFERENCE:
        message = "both cost the same to the last digit shown"
    else:
        message = "the cost intervals of the two variants overlap"
    return _of_cost(Effect.LEAVES_OPEN, first, message)


def _spread(*amounts: Decimal) -> Decimal:
    return max(amounts) - min(amounts)


def _of_cost(effect: Effect, cost: OptionCost, message: str, *numbers: Decimal | None) -> Evidence:
    """Evidence that is a cost; ``numbers`` are value, lower, upper and bound."""
    option = cost.option
    metric = f"{option.name}.cost.perMonth"
    return Evidence(effect, metric, message, *option.key, *numbers)
