"""A comparison of two benchmarks in words and tables."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from modelbench.comparison.changes import (
    Affects,
    Change,
    Comparison,
    CostChange,
    Difference,
    DurationChange,
    DurationSide,
    FailureChange,
    Family,
    MonthSide,
    RecommendationChange,
    ShareSide,
)
from modelbench.display.numbers import ABSENT, digits, interval, signed
from modelbench.display.tables import Row, Section
from modelbench.display.texts import one_line

_TITLES = {
    Family.COLD_START: "Cold start",
    Family.PHASE: "Phases of a cold start",
    Family.STEADY: "Steady load",
}
_CHANGES = {
    Change.FASTER: "faster",
    Change.SLOWER: "SLOWER",
    Change.NO_DIFFERENCE_SHOWN: "no difference shown",
    Change.TOO_FEW: "too few values",
}
_LEAST_P = 0.001
"""Below it the figure says more of the approximation than of the samples."""

_LONGEST = 48
"""A value of a field beyond this would push the others off the screen."""

_HOW = (
    "The shift is the median of all pairwise differences with its 95% interval (Hodges-Lehmann); "
    "the verdict is a Mann-Whitney test at 5%, Holm-corrected within each table."
)
_ONCE = (
    "Both were measured once: a difference is between these two runs. Only more runs tell whether "
    "the change or the machine caused it."
)


def comparison_sections(found: Comparison, *, show_all: bool = True) -> tuple[Section, ...]:
    """What changed, and last in what the two are not alike.

    Without ``show_all`` only what is decided is there, beside the cold starts themselves.
    """
    if not show_all:
        found = _decided(found)
    parts = (
        *(_durations(found, family) for family in _TITLES),
        _failures(found.failures),
        _costs(found.costs),
        _recommendations(found.recommendations),
        _differences(found.differences),
    )
    return tuple(section for section in parts if section is not None)


def _decided(found: Comparison) -> Comparison:
    return replace(
        found,
        durations=tuple(one for one in found.durations if not _is_undecided(one)),
        failures=tuple(one for one in found.failures if not one.intervals_overlap),
        costs=tuple(one for one in found.costs if one.intervals_overlap is not True),
    )


def _is_undecided(one: DurationChange) -> bool:
    return one.family is not Family.COLD_START and one.change not in (Change.SLOWER, Change.FASTER)


def comparison_notes(found: Comparison, *, show_all: bool = True) -> tuple[str, ...]:
    """What to beware of, and how much was left out."""
    warnings = [f"Warning: {note}" for note in found.notes]
    shifting = [one for one in found.differences if one.affects is Affects.VALUES]
    if shifting:
        differ = f"the two differ in {len(shifting)} fields of their setup"
        warnings.append(f"Warning: {differ}: see above.")
    compared = [_HOW, _ONCE] if found.durations else []
    return (*warnings, *(() if show_all else _left_out(found)), *compared)


def _left_out(found: Comparison) -> Iterator[str]:
    kept = _decided(found)
    parts = [(one.durations, one.failures, one.costs) for one in (found, kept)]
    before, after = (sum(map(len, part)) for part in parts)
    if before > after:
        yield f"{before - after} rows without a difference are left out: --all shows them."


def _durations(found: Comparison, family: Family) -> Section | None:
    mine = [one for one in found.durations if one.family is family]
    if not mine:
        return None
    head = (_TITLES[family], "before", "after", "shift", "ratio", "verdict")
    return Section((head, *(_duration_row(one) for one in mine)))


def _duration_row(one: DurationChange) -> Row:
    metric = "" if one.family is Family.COLD_START else f" {one.metric}"
    medians = (_median(side) for side in (one.before, one.after))
    return (f"  {one.variant}{metric}", *medians, _shift(one), _ratio(one), _verdict(one))


def _median(side: DurationSide) -> str:
    return f"{digits(side.median_milliseconds)} ms n={side.values}"


def _shift(one: DurationChange) -> str:
    text = f"{signed(one.shift_milliseconds)} ms"
    if one.shift_lower_milliseconds is None or one.shift_upper_milliseconds is None:
        return f"{text}, no interval"
    ends = (one.shift_lower_milliseconds, one.shift_upper_milliseconds)
    return f"{text} [{', '.join(map(digits, ends))}]"


def _ratio(one: DurationChange) -> str:
    if one.ratio is None:
        return ABSENT
    if one.ratio_lower is None or one.ratio_upper is None:
        return f"{one.ratio:.2f}"
    return f"{one.ratio:.2f} [{one.ratio_lower:.2f}, {one.ratio_upper:.2f}]"


def _verdict(one: DurationChange) -> str:
    word = _CHANGES[one.change]
    return word if one.corrected_p_value is None else f"{word} ({_p(one.corrected_p_value)})"


def _p(value: float) -> str:
    return "p < 0.001" if value < _LEAST_P else f"p = {value:.2g}"


def _failures(found: Sequence[FailureChange]) -> Section | None:
    if not found:
        return None
    rows = [
        (
            f"  {one.variant} at {one.rate_per_second}/s",
            *(_share(side) for side in (one.before, one.after)),
            _overlap(one.intervals_overlap),
        )
        for one in found
    ]
    return Section((("Failed requests", "before", "after", "intervals"), *rows))


def _share(side: ShareSide) -> str:
    return f"{side.percent:.2f}% [{side.lower_percent:.2f}, {side.upper_percent:.2f}]"


def _overlap(overlap: bool | None) -> str:
    return {True: "overlap", False: "do not overlap", None: "not known"}[overlap]


def _costs(found: Sequence[CostChange]) -> Section | None:
    if not found:
        return None
    rows = [
        (
            f"  {one.traffic}, {one.variant} on {one.sheet}",
            *(_month(side, one.currency) for side in (one.before, one.after)),
            _overlap(one.intervals_overlap),
        )
        for one in found
    ]
    return Section((("Cost of a month", "before", "after", "intervals"), *rows))


def _month(side: MonthSide, currency: str | None) -> str:
    lower, upper = side.per_month_lower, side.per_month_upper
    same = lower is None or lower == upper
    unit = f" {currency}" if currency else ""
    return interval(side.per_month, *((None, None) if same else (lower, upper)), unit=unit)


def _recommendations(found: Sequence[RecommendationChange]) -> Section | None:
    if not found:
        return None
    rows = [
        (f"  {one.traffic}", one.before, one.after, "CHANGED" if one.changed else "same")
        for one in found
    ]
    return Section((("Recommendation", "before", "after", ""), *rows))


def _differences(found: Sequence[Difference]) -> Section | None:
    if not found:
        return None
    rows = [(f"  {one.field}", *_values(one)) for one in found]
    return Section((("Differences in setup", "before", "after"), *rows))


def _values(one: Difference) -> Iterator[str]:
    for value in (one.before, one.after):
        text = ABSENT if value is None else one_line(value)
        yield text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
