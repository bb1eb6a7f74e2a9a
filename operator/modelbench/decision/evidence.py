"""The evidence for and against an option, as data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from modelbench.cost.price_sheet import Billing
from modelbench.decision.objectives import Judgement, Outcome
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost


class Effect(StrEnum):
    """What a ground does to an option."""

    RULES_OUT = "RulesOut"
    LEAVES_OPEN = "LeavesOpen"
    ALLOWS = "Allows"
    CHEAPER = "Cheaper"


@dataclass(frozen=True)
class Ground:
    """One piece of evidence. ``sheet`` is None where it speaks of the whole path."""

    effect: Effect
    figure: str
    message: str
    path: str | None = None
    sheet: str | None = None
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    bound: Decimal | None = None


def grounds_of(
    cost: OptionCost,
    profile: TrafficCost,
    judgements: Sequence[Judgement],
) -> Iterator[Ground]:
    """What speaks for and against one option."""
    option = cost.option
    for judgement in judgements:
        objective = judgement.objective
        if objective.path == option.path and objective.sheet in (None, option.sheet.name):
            yield _of_objective(judgement, cost)
    if cost.month is None:
        message = f"its cost is not known: {cost.missing}"
        yield Ground(Effect.LEAVES_OPEN, *_cost_of(cost, message))
    highest, peak = profile.highest_rates.get(option.path, 0), profile.peak_rate
    if option.sheet.billing is Billing.CAPACITY and peak > highest:
        message = (
            f"the peak is {peak:.3g}/s, and {highest}/s is the highest rate it was seen to hold"
        )
        bound = Decimal(highest)
        value = Decimal(f"{peak:.6f}")
        figure = f"{option.path}.steady"
        yield Ground(Effect.LEAVES_OPEN, figure, message, option.path, value=value, bound=bound)


def _of_objective(judgement: Judgement, cost: OptionCost) -> Ground:
    """Latencies were measured on the cluster: elsewhere they are not known."""
    objective, figure = judgement.objective, judgement.figure
    effect = {
        Outcome.SUCCESS: Effect.ALLOWS,
        Outcome.FAILURE: Effect.RULES_OUT,
        Outcome.INCONCLUSIVE: Effect.LEAVES_OPEN,
    }[judgement.outcome]
    message, sheet = judgement.message, objective.sheet
    if sheet is None and cost.option.sheet.billing is Billing.REQUESTS:
        effect, sheet = Effect.LEAVES_OPEN, cost.option.sheet.name
        message = f"it was measured on the cluster and not at {sheet}"
    return Ground(
        effect,
        objective.figure,
        message,
        objective.path,
        sheet,
        figure.value,
        figure.lower,
        figure.upper,
        objective.maximum,
    )


def cheaper(cost: OptionCost, rival: OptionCost) -> Ground:
    """That an option is surely cheaper than the cheapest of the other arm."""
    lower, upper = cost.interval or (None, None)
    floor = None if rival.interval is None else rival.interval[0]
    currency = cost.option.sheet.currency
    message = (
        f"at most {upper or 0:.4f} {currency} a month, the other arm at least {floor or 0:.4f}"
    )
    names = _cost_of(cost, message)
    value = None if cost.month is None else cost.month.amount
    return Ground(Effect.CHEAPER, *names, value, lower, upper, floor)


def not_surely(first: OptionCost, second: OptionCost) -> Ground:
    """Why neither of two options is surely the cheaper one."""
    currencies = {first.option.sheet.currency, second.option.sheet.currency}
    if len(currencies) > 1:
        message = f"{' and '.join(sorted(currencies))} cannot be compared"
    elif first.interval is None or second.interval is None:
        message = "a cost has no interval: fewer than 6 rounds or cold starts were measured"
    else:
        message = "the intervals of both arms' costs overlap"
    return Ground(Effect.LEAVES_OPEN, *_cost_of(first, message))


def _cost_of(cost: OptionCost, message: str) -> tuple[str, str, str, str]:
    """Figure, message, path and sheet of a ground about a cost."""
    path = cost.option.path
    return f"{path}.cost.perMonth", message, path, cost.option.sheet.name
