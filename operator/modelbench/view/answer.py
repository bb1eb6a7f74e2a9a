"""The answer as numbers, in one compact form for the terminal, Markdown and the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.decision_status import (
    INCONCLUSIVE,
    AnswerOptionStatus,
    Effect,
    EvidenceStatus,
    ProfileStatus,
    RecommendationStatus,
)
from modelbench.api.status import Status
from modelbench.display.tables import Row, Section
from modelbench.statistics.written import count, duration, money, share

WIDTH = 80
"""Columns of a terminal that nobody has widened."""

_GAP = "  "
_AGAINST = (Effect.LEAVES_OPEN, Effect.RULES_OUT)


@dataclass(frozen=True)
class Amount:
    """What one variant costs a month; ``part`` is its share of the dearest one, from 0 to 1."""

    variant: str
    text: str
    part: float
    sheet: str


@dataclass(frozen=True)
class Answer:
    """One traffic profile. Texts are empty where something is not known.

    ``variant`` is the choice, None when there is none: ``why`` then tells the first reason. With a
    choice it says why a cheaper option was not chosen, where there is one.
    """

    traffic: str
    requests: str
    trace: str
    variant: str | None
    heading: str
    why: str
    saving: str
    amounts: tuple[Amount, ...]
    cold: str
    p99: str
    p50: str
    step: str
    break_even: str
    flags: tuple[str, ...]

    @property
    def price(self) -> str:
        """Both amounts that were held against each other: $0.04 vs $0.65/month."""
        texts = [one.text for one in self.amounts[:2]]
        return f"{' vs '.join(texts)}/month" if texts else ""


def answers_of(status: Status) -> list[Answer]:
    """One for each profile."""
    profiles = {one.name: one for one in status.traffic}
    return [_answer(one, profiles.get(one.traffic)) for one in status.recommendation]


def answer_lines(status: Status, width: int = WIDTH) -> list[str]:
    """One line for each profile, none longer than ``width``: what is behind is left out first."""
    rows = [_row(one) for one in answers_of(status)]
    columns = max((len(row) for row in rows), default=0)
    while columns > 2 and any(len(line) > width for line in _aligned(rows, columns)):
        columns -= 1
    return [line[:width] for line in _aligned(rows, columns)]


def answer_section(status: Status) -> Section | None:
    """The same as a table; its remarks are what could change the choice."""
    answers = answers_of(status)
    if not answers:
        return None
    head = ("Recommendation", "choice", "saves", "price", "cold requests", "p99", "break-even")
    rows = [
        (f"  {one.traffic}", one.heading, one.saving, one.price, one.cold, one.p99, one.break_even)
        for one in answers
    ]
    notes = (f"{one.traffic}: {flag}" for one in answers for flag in one.flags)
    return Section((head, *rows), tuple(notes))


def _row(one: Answer) -> Row:
    cold = f"{one.cold} cold" if one.cold else ""
    p99 = f"p99 {one.p99}" if one.p99 else ""
    return (one.traffic, one.heading, one.price, cold, p99)


def _aligned(rows: Sequence[Row], columns: int) -> list[str]:
    """Only the first so many columns, each as wide as its widest cell."""
    widths = [max(len(row[n]) for row in rows) for n in range(columns)] if rows else []
    shown = [n for n in range(columns) if widths[n]]
    return [_GAP.join(row[n].ljust(widths[n]) for n in shown).rstrip() for row in rows]


def _answer(found: RecommendationStatus, profile: ProfileStatus | None) -> Answer:
    chosen = None if found.choice == INCONCLUSIVE else found.choice
    options = _ordered(found, chosen)
    requests = None if profile is None else profile.requests_per_month
    cold = next((one.cold_percent for one in options if one.cold_percent is not None), None)
    return Answer(
        traffic=found.traffic,
        requests="" if requests is None else f"{requests:,} requests/month",
        trace="" if profile is None or profile.trace is None else profile.trace.note or "",
        variant=chosen,
        heading=(chosen or found.choice)[:1].upper() + (chosen or found.choice)[1:],
        why=next(_reasons(found), "") if chosen is None else _cheaper(found, profile),
        saving=f"{share(found.saving_percent)}" if found.saving_percent else "",
        amounts=tuple(_amounts(options)),
        cold="" if cold is None else share(cold),
        p99=_both([one.p99_milliseconds for one in options[:2]]),
        p50=_both([one.p50_milliseconds for one in options[:2]]),
        step=_step(found),
        break_even=_break_even(found, profile),
        flags=tuple(flag.message for flag in found.flags),
    )


def _ordered(found: RecommendationStatus, chosen: str | None) -> list[AnswerOptionStatus]:
    """The choice first, or both sides of an open trade; then as the status has them, by cost."""
    is_trade = any(one.metric == "trade" and one.effect in _AGAINST for one in found.evidence)
    first = [found.cheapest, found.fastest] if chosen is None and is_trade else [chosen]
    place = {variant: number for number, variant in enumerate(first)}
    return sorted(found.options, key=lambda one: place.get(one.variant, len(place)))


def _reasons(found: RecommendationStatus) -> Iterator[str]:
    yield from (_reason(one) for one in found.evidence if one.effect in _AGAINST and one.message)


def _reason(one: EvidenceStatus) -> str:
    return one.message or "" if one.metric == "trade" else f"{one.metric}: {one.message}"


def _cheaper(found: RecommendationStatus, profile: ProfileStatus | None) -> str:
    """Why the cheapest of what costs less than the choice was not chosen; empty without such."""
    costs = () if profile is None else profile.costs
    amounts = {(one.variant, one.sheet): one for one in costs if one.per_month is not None}
    chosen = amounts.get((found.choice, found.sheet or ""))
    if chosen is None:
        return ""
    for key, one in sorted(amounts.items(), key=lambda item: float(item[1].per_month or 0)):
        if float(one.per_month or 0) >= float(chosen.per_month or 0):
            break
        against = [
            known
            for known in found.evidence
            if known.effect in _AGAINST and (known.variant, known.sheet or key[1]) == key
        ]
        if against and one.currency == chosen.currency:
            price = f"{money(one.per_month or 0, one.currency or '')}/month"
            return f"{one.variant} on {one.sheet} is cheaper, {price}, but {_reason(against[0])}"
    return ""


def _amounts(options: Sequence[AnswerOptionStatus]) -> Iterator[Amount]:
    priced = [(one, float(one.per_month)) for one in options if one.per_month is not None]
    most = max((amount for _, amount in priced), default=0.0)
    for one, amount in priced:
        text = money(one.per_month or "0", one.currency or "")
        yield Amount(one.variant, text, amount / most if most else 0.0, one.sheet)


def _both(values: Sequence[str | None]) -> str:
    known = [duration(value) for value in values if value is not None]
    return " vs ".join(known) if known and len(known) == len(values) else ""


def _step(found: RecommendationStatus) -> str:
    """What the fastest costs beyond the cheapest; empty where that is one and the same."""
    if found.step_per_month is None or found.fastest == found.cheapest:
        return ""
    currency = next((one.currency for one in found.options if one.currency), "") or ""
    return f"{money(found.step_per_month, currency)}/month for {found.fastest}"


def _break_even(found: RecommendationStatus, profile: ProfileStatus | None) -> str:
    at = found.break_even_requests_per_month
    if at is not None:
        own = 0 if profile is None else profile.requests_per_month or 0
        return f"{'above' if at >= own else 'below'} {count(at)} requests/month"
    names = {one.variant for one in found.options[:2]}
    for even in () if profile is None else profile.break_evens:
        until = even.up_to_requests_per_second
        if {even.variant, even.rival_variant} == names and even.always_cheaper and until:
            highest = count(float(until) * MONTH_SECONDS)
            return f"none up to {highest} requests/month, the highest measured"
    return ""
