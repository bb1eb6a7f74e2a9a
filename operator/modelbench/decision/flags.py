"""What could change the reader's mind about a choice, each in one sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from modelbench.api.decision_status import Effect, FlagKind, Verdict
from modelbench.api.mode import Mode
from modelbench.decision.objectives import Judgement
from modelbench.decision.rule import Decision, EvidenceByOption, decide
from modelbench.decision.trace_status import coarse_trace
from modelbench.decision.turns import Turns
from modelbench.forecast.month import Month, control_plane_month
from modelbench.forecast.traffic_cost import OptionCost, TrafficCost
from modelbench.statistics.written import count, duration, money, share

COLD_SHARE = 0.01
"""From one request in a hundred on, the 99th percentile that users meet is a cold start."""

_MOST_SERVICES = 1000
"""More services than this share no control plane, so that nothing is told of them."""


@dataclass(frozen=True)
class Flag:
    """One thing that could change the reader's mind."""

    kind: FlagKind
    message: str


def flags_of(
    profile: TrafficCost,
    decision: Decision,
    evidence: EvidenceByOption,
    judgements: Sequence[Judgement],
    busy: str | None,
    missed: Sequence[str] = (),
) -> Iterator[Flag]:
    """The flags of a decision, what users meet first."""
    if decision.cost is not None:
        yield from _cold(profile, decision.cost)
        yield from _control_plane(profile, decision, evidence, judgements)
    if decision.chosen is not None:
        yield from _turns(Turns(profile, decision, evidence, judgements))
    if decision.unpriced:
        names = " and ".join(decision.unpriced)
        yield Flag(FlagKind.NOTHING_COMPARED, f"Nothing was compared: {names} has no price.")
    coarse = coarse_trace(profile)
    if coarse is not None:
        yield Flag(FlagKind.COARSE_TRACE, coarse)
    yield from dict.fromkeys(_of_evidence(evidence))
    for judgement in judgements:
        if judgement.verdict is Verdict.INCONCLUSIVE:
            metric = judgement.objective.metric
            yield Flag(FlagKind.OBJECTIVE, f"{metric} is undecided: {judgement.message}.")
    yield from (Flag(FlagKind.FORECAST_MISSED, words) for words in missed)
    if busy is not None:
        yield Flag(FlagKind.NODE_BUSY, f"The node was busy, results may be skewed: {busy}")


def cold_share(profile: TrafficCost, cost: OptionCost) -> float | None:
    """What part of the requests waits for a start; None where that is not known."""
    if cost.month is None or cost.option.variant.mode is Mode.CONTAINERIZED:
        return None
    return min(1.0, cost.month.cold_requests / max(1, profile.traffic.requests))


def _cold(profile: TrafficCost, cost: OptionCost) -> Iterator[Flag]:
    part = cold_share(profile, cost)
    if part is None or part < COLD_SHARE:
        return
    start = cost.option.measured.timings.cold_start
    known = start is not None and not cost.option.is_managed
    takes = f" ({duration(1000 * start.seconds)})" if known and start else ""
    yield Flag(FlagKind.COLD, f"{share(100 * part)} of requests hit a cold start{takes}.")


def _turns(turns: Turns) -> Iterator[Flag]:
    for turn in turns.windows():
        now = turns.window_of(turn.of)
        at = f"{round(turn.factor * now)} or {'more' if turn.factor > 1 else 'less'}"
        text = f"Turns to {turn.towards} if stableWindowSeconds of {turn.of} is {at} (now {now})."
        yield Flag(FlagKind.WINDOW, text)
    for turn in turns.prices():
        change = f"{'rise' if turn.factor > 1 else 'fall'} by {share(100 * abs(turn.factor - 1))}"
        text = f"Turns to {turn.towards} if the prices of {turn.of} {change}."
        yield Flag(FlagKind.PRICE, text)


def _of_evidence(evidence: EvidenceByOption) -> Iterator[Flag]:
    for one in (found for option in evidence.values() for found in option):
        if one.effect is Effect.RULES_OUT and one.metric == f"{one.variant}.users":
            yield Flag(FlagKind.CANNOT_CARRY, f"{one.variant}: {one.message}.")
        elif one.metric == f"{one.variant}.steady" and one.effect is not Effect.ALLOWS:
            yield Flag(FlagKind.EXTRAPOLATED, f"{one.variant}: {one.message}.")


def _control_plane(
    profile: TrafficCost,
    decision: Decision,
    evidence: EvidenceByOption,
    judgements: Sequence[Judgement],
) -> Iterator[Flag]:
    """The same decision with the control plane counted, or without it where it is."""
    counted, chosen = profile.settings.include_control_plane, decision.chosen
    if chosen is None:
        return
    costs = [_with_plane(profile, cost, not counted) for cost in profile.costs]
    other = decide(profile, costs, evidence, judgements).chosen
    name = None if other is None else other.option.name
    if name == chosen.option.name:
        return
    turn = "Undecided" if name is None else f"Turns to {name}"
    planes = {plane for cost in profile.costs if (plane := _plane(profile, cost)) is not None}
    currency = chosen.option.sheet.currency
    amounts = " or ".join(money(plane, currency) for plane in sorted(planes))
    word = "not charged" if counted else "charged"
    text = f"{turn} if Knative's control plane ({amounts}/month) is {word} to this service"
    yield Flag(FlagKind.CONTROL_PLANE, f"{text}{_shared(profile, decision, planes)}.")


def _shared(profile: TrafficCost, decision: Decision, planes: set[Decimal]) -> str:
    """From how many services on, that share it, the saving is greater than a service's part."""
    chosen = decision.chosen
    rivals = [one.month.amount for one in decision.left if one.month and not _same(one, chosen)]
    settings = profile.settings
    if settings.include_control_plane or not rivals or len(planes) != 1:
        return ""
    saving = min(rivals) - (chosen.month.amount if chosen and chosen.month else min(rivals))
    needed = settings.control_plane_services * min(planes) / saving if saving > 0 else 0
    if not 1 < needed <= _MOST_SERVICES:
        return ""
    return f", unless {count(int(needed) + 1)} services share it"


def _same(one: OptionCost, other: OptionCost | None) -> bool:
    return other is not None and one.option.name == other.option.name


def _plane(profile: TrafficCost, cost: OptionCost) -> Decimal | None:
    """Its part of the control plane a month; None where it has none."""
    if cost.option.variant.mode is Mode.CONTAINERIZED or cost.option.is_managed:
        return None
    return control_plane_month(cost.option.sheet, profile.settings.control_plane_services)


def _with_plane(profile: TrafficCost, cost: OptionCost, counted: bool) -> OptionCost:
    """The same option with the control plane as a part of its months, or without it."""
    plane = _plane(profile, cost)
    if plane is None or cost.month is None:
        return cost
    more = plane if counted else -plane

    def moved(month: Month) -> Month:
        return replace(month, amount=month.amount + more)

    return replace(cost, month=moved(cost.month), others=tuple(map(moved, cost.others)))
