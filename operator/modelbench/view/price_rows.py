"""Costs of a what-if as rows, for CSV, JSON, Markdown and a terminal of 80 columns."""

import csv
import io
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.decision_status import BreakEvenStatus, OptionCostStatus, ProfileStatus
from modelbench.api.spec import Spec
from modelbench.api.status import Findings
from modelbench.api.values import dump
from modelbench.display.numbers import ABSENT, interval
from modelbench.display.texts import one_line, printable
from modelbench.statistics.numbers import readable
from modelbench.view.markdown import escaped

WIDTH = 80
_FIELDS = (
    "variant",
    "sheet",
    "currency",
    "per_month",
    "per_month_lower",
    "per_month_upper",
    "per_million",
    "cold_percent",
    "priced_size",
    "missing_reason",
)
_COLUMNS = ("variant", "sheet", "a month", "cold", "a million")


@dataclass(frozen=True)
class PricedProfile:
    """A profile with its costs, and what was chosen: None where nothing was asked to choose."""

    shape: str
    profile: ProfileStatus
    choice: str | None = None
    sheet: str | None = None

    @property
    def heading(self) -> str:
        """The traffic in the unit in which it is given, and the choice."""
        requests = f"{self.profile.requests_per_month:,} requests/month, {self.shape}"
        if self.choice is None:
            return requests
        on = "" if self.sheet is None else f" on {self.sheet}"
        return f"{requests}: {self.choice}{on}"


def priced_profiles(findings: Findings, spec: Spec) -> list[PricedProfile]:
    """Each profile of the spec with its choice."""
    shapes = {profile.name: str(profile.shape) for profile in spec.traffic}
    chosen = {one.traffic: one for one in findings.recommendation}
    return [
        PricedProfile(shapes[one.name], one, chosen[one.name].choice, chosen[one.name].sheet)
        for one in findings.traffic
    ]


def price_csv(profiles: Sequence[PricedProfile]) -> str:
    """One row for each option of each profile."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("traffic", "shape", "requests_per_month", *_FIELDS, "is_choice"))
    for priced in profiles:
        profile = priced.profile
        for one in profile.costs:
            values = ("" if (v := getattr(one, name)) is None else v for name in _FIELDS)
            place = (profile.name, priced.shape, profile.requests_per_month)
            choice = "" if priced.choice is None else str(_is_choice(priced, one)).lower()
            writer.writerow((*place, *values, choice))
    return printable(text.getvalue()).rstrip("\n")


def price_document(profiles: Sequence[PricedProfile]) -> dict[str, Any]:
    """The same as data, with the names of a status."""
    return {
        "profiles": [
            {"shape": one.shape, "choice": one.choice, "sheet": one.sheet, **dump(one.profile)}
            for one in profiles
        ]
    }


def price_markdown(profiles: Sequence[PricedProfile]) -> str:
    """A table for each profile."""
    parts: list[str] = []
    for priced in profiles:
        rows = [_COLUMNS, ("---",) * len(_COLUMNS), *_rows(priced)]
        table = "\n".join("| " + " | ".join(map(_cell, row)) + " |" for row in rows)
        parts += [f"### {escaped(priced.heading)}", table]
        notes = "\n".join(f"- {escaped(note)}" for note in notes_of(priced.profile))
        parts += [notes] if notes else []
    return "\n\n".join(parts)


def price_text(profiles: Sequence[PricedProfile]) -> str:
    """Tables in 80 columns; long names are folded."""
    text = io.StringIO()
    console = Console(file=text, width=WIDTH, highlight=False, markup=False, emoji=False)
    for number, priced in enumerate(profiles):
        if number:
            console.print()
        console.print(one_line(priced.heading))
        console.print(_table(priced))
        for line in note_lines(priced.profile):
            console.print(line)
    return "\n".join(line.rstrip() for line in printable(text.getvalue()).splitlines())


def note_lines(profile: ProfileStatus) -> list[str]:
    """The same in lines that fit."""
    return [line for note in notes_of(profile) for line in _wrapped(one_line(note))]


def notes_of(profile: ProfileStatus) -> list[str]:
    """What is missing, what else a cost rests on, fees, and where two options cost the same."""
    lines = [*_missing(profile), *_fees(profile), *map(break_even, _known(profile))]
    return list(dict.fromkeys(lines))


def break_even(one: BreakEvenStatus) -> str:
    """Where two options cost the same, in requests/month."""
    pair = f"{one.variant} on {one.sheet}", f"{one.rival_variant} on {one.rival_sheet}"
    if one.always_cheaper is not None:
        until = one.up_to_requests_per_second
        limit = "" if until is None else f", up to {_monthly(until)} requests/month"
        first, second = pair if one.always_cheaper == one.variant else pair[::-1]
        return f"{first} is cheaper than {second} at any traffic{limit}"
    ends = (_monthly(one.requests_per_second_lower), _monthly(one.requests_per_second_upper))
    at = interval(_monthly(one.requests_per_second), *ends, " requests/month")
    first, second = pair if one.cheaper_above == one.variant else pair[::-1]
    return f"{first} is cheaper than {second} above {at}"


def _wrapped(note: str) -> list[str]:
    return textwrap.wrap(note, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _table(priced: PricedProfile) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, header_style="")
    for name in ("", *_COLUMNS):
        table.add_column(name, overflow="fold", no_wrap=name in ("", "cold", "a million"))
    for one, row in zip(priced.profile.costs, _rows(priced), strict=True):
        mark = ">" if _is_choice(priced, one) else ""
        table.add_row(mark, *map(one_line, row))
    return table


def _rows(priced: PricedProfile) -> Iterator[tuple[str, ...]]:
    for one in priced.profile.costs:
        month = ABSENT
        if one.per_month is not None:
            ends = (_short(one.per_month_lower), _short(one.per_month_upper))
            month = f"{interval(_short(one.per_month), *ends)} {one.currency}"
        cold = ABSENT if one.cold_percent is None else f"{Decimal(one.cold_percent):.2f}%"
        yield one.variant, one.sheet, month, cold, _short(one.per_million) or ABSENT


def _missing(profile: ProfileStatus) -> Iterator[str]:
    for one in profile.costs:
        option = f"{one.variant} on {one.sheet}"
        if one.missing_reason is not None:
            yield f"{option} is not known: {one.missing_reason}"
        if one.priced_note is not None:
            size = "" if one.priced_size is None else f" is priced as {one.priced_size}"
            yield f"{option}{size}: {one.priced_note}"


def _fees(profile: ProfileStatus) -> Iterator[str]:
    for one in profile.costs:
        for fee in one.fees:
            counted = "counted" if fee.counted else "not counted"
            amount = f"{readable(Decimal(fee.per_month))} {one.currency}/month"
            yield f"{one.sheet}: {fee.name}, {amount}, {counted}"
        if one.control_plane_per_month is not None:
            counted = "counted" if one.includes_control_plane else "not counted"
            amount = f"{readable(Decimal(one.control_plane_per_month))} {one.currency}/month"
            yield f"{one.sheet}: Knative's control plane, {amount}, {counted}"


def _known(profile: ProfileStatus) -> list[BreakEvenStatus]:
    return [one for one in profile.break_evens if one.missing_reason is None]


def _is_choice(priced: PricedProfile, one: OptionCostStatus) -> bool:
    return (one.variant, one.sheet) == (priced.choice, priced.sheet)


def _short(amount: str | None) -> str | None:
    return None if amount is None else readable(Decimal(amount))


def _monthly(rate: str | None) -> str | None:
    return None if rate is None else f"{round(Decimal(rate) * MONTH_SECONDS):,}"


def _cell(text: str) -> str:
    return text if text == "---" else escaped(text)
