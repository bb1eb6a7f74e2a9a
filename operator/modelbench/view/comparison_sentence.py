"""What changed between two benchmarks in a sentence: by how much, and in which phase."""

import re
from collections.abc import Iterator, Sequence

from modelbench.comparison.changes import Change, Comparison, DurationChange, Family
from modelbench.display.numbers import digits, signed

_AS_MUCH = 0.9
"""A phase within another one that explains nearly all of its shift is the better explanation."""


def comparison_sentence(found: Comparison) -> str:
    """The sizes of what is slower, then of what is faster."""
    names = f"{found.before.name} to {found.after.name}"
    shown = [one for one in found.durations if one.family is not Family.PHASE]
    if not shown:
        return f"From {names}: they have no durations in common to compare."
    text = "; ".join(_parts(found.durations, shown))
    return f"From {names}: {text or 'no difference beyond noise'}."


def words_of(name: str) -> str:
    """The name of a metric or a phase in words: coldStart, modelLoad."""
    return re.sub(r"(?<=[a-z])([A-Z])", lambda match: f" {match[1].lower()}", name)


def _parts(durations: Sequence[DurationChange], shown: Sequence[DurationChange]) -> Iterator[str]:
    for change in (Change.SLOWER, Change.FASTER):
        for one in shown:
            if one.change is change:
                yield f"{_size(one)}{_explained(one, durations)}"


def _size(one: DurationChange) -> str:
    share = "" if one.ratio is None else f" ({(one.ratio - 1) * 100:+.0f}%)"
    return f"{words_of(one.metric)} {signed(one.shift_milliseconds)} ms{share} on {one.variant}"


def _explained(one: DurationChange, durations: Sequence[DurationChange]) -> str:
    """The phase that changed most in the same direction, the last of several: parts come last."""
    phases = [
        phase
        for phase in durations
        if one.family is Family.COLD_START
        and (phase.family, phase.variant, phase.change) == (Family.PHASE, one.variant, one.change)
    ]
    most = max((abs(phase.shift_milliseconds) for phase in phases), default=0.0)
    found = [phase for phase in phases if abs(phase.shift_milliseconds) >= _AS_MUCH * most]
    return f": {_from_to(found[-1])}" if found else ""


def _from_to(phase: DurationChange) -> str:
    before, after = (digits(one.median_milliseconds) for one in (phase.before, phase.after))
    return f"{words_of(phase.metric)} {before} -> {after} ms"
