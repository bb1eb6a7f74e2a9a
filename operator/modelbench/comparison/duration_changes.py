"""By how much durations are shifted, and whether that is more than noise.

Several tests are made, and each would find a difference that is not there in one case of twenty;
so their p values are corrected by Holm's method within each family (cold starts, phases, steady
load), and all false alarms of a family together are at most one case of twenty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from modelbench.comparison.changes import Change, DurationChange, DurationSide, Family
from modelbench.comparison.compared_durations import Pair
from modelbench.statistics.numbers import rounded
from modelbench.statistics.shift import Shift, holm, least_p_value, shift_of

SIGNIFICANCE = 0.05
"""One false alarm in twenty, the usual level, and that of all intervals of 95%."""


def duration_changes(pairs: Sequence[Pair]) -> Iterator[DurationChange]:
    """Compare the two samples of each pair: see :mod:`modelbench.statistics.shift`."""
    for family in dict.fromkeys(pair.family for pair in pairs):
        mine = [pair for pair in pairs if pair.family == family]
        shifts = [shift_of(pair.before, pair.after) for pair in mine]
        tested = [shift.p_value for shift in shifts if shift.p_value is not None]
        corrected = iter(holm(tested))
        for pair, shift in zip(mine, shifts, strict=True):
            p_value = None if shift.p_value is None else next(corrected)
            yield _change(pair, shift, p_value)


def slower_beyond(pairs: Sequence[Pair], margin: float) -> bool:
    """Whether a cold start or a latency is shown to be slower by more than a share of itself.

    It is tested against values of before that are longer by the margin, as whether there is any
    change is. Phases only explain.
    """
    longer = [
        replace(pair, before=tuple(value * (1 + margin) for value in pair.before))
        for pair in pairs
        if pair.family is not Family.PHASE
    ]
    return any(change.change is Change.SLOWER for change in duration_changes(longer))


def powerless(pairs: Sequence[Pair]) -> Iterator[str]:
    """Name the families with so many tests of so small samples that none could show anything."""
    for family in dict.fromkeys(pair.family for pair in pairs):
        least = [least_p_value(len(p.before), len(p.after)) for p in pairs if p.family == family]
        tested = [p_value for p_value in least if p_value <= SIGNIFICANCE]
        if tested and min(tested) * len(tested) > SIGNIFICANCE:
            yield (
                f"{family}: {len(tested)} tests of so few values cannot show any difference; use "
                "more trials or rounds, or fewer rates"
            )


def _change(pair: Pair, shift: Shift, p_value: float | None) -> DurationChange:
    return DurationChange(
        family=pair.family,
        variant=pair.variant,
        metric=pair.metric,
        change=_verdict(shift, p_value),
        before=_side(pair.before),
        after=_side(pair.after),
        shift_milliseconds=round(shift.estimate, 3),
        shift_lower_milliseconds=rounded(shift.lower, 3),
        shift_upper_milliseconds=rounded(shift.upper, 3),
        ratio=rounded(shift.ratio, 4),
        ratio_lower=rounded(shift.ratio_lower, 4),
        ratio_upper=rounded(shift.ratio_upper, 4),
        corrected_p_value=None if p_value is None else float(f"{p_value:.3g}"),
    )


def _verdict(shift: Shift, p_value: float | None) -> Change:
    if p_value is None:
        return Change.TOO_FEW
    if p_value > SIGNIFICANCE or shift.estimate == 0:
        return Change.NO_DIFFERENCE_SHOWN
    return Change.SLOWER if shift.estimate > 0 else Change.FASTER


def _side(values: Sequence[float]) -> DurationSide:
    return DurationSide(round(median(values), 3), len(values))
