"""What changed from one benchmark to another, and whether it is more than noise.

Durations are compared by their raw samples: see :mod:`modelbench.statistics.shift`. Several tests
are made, and each would find a difference that is not there in one case of twenty; so their p
values are corrected by Holm's method within each family (cold starts, phases, steady load), and
all false alarms of a family together are at most one case of twenty.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelbench.api.names import PATHS
from modelbench.api.samples import Samples
from modelbench.comparison.changes import (
    AnswerChange,
    Change,
    Comparison,
    CostChange,
    DurationChange,
    FailureChange,
)
from modelbench.comparison.compared_durations import Pair, left_out, pairs_of
from modelbench.comparison.differences import unlike
from modelbench.scenarios.steady.summary import failure_share, steady_rates, steady_segments
from modelbench.statistics.shift import Shift, holm, least_p_value, shift_of

SIGNIFICANCE = 0.05


@dataclass(frozen=True)
class Run:
    """One benchmark with its raw samples."""

    benchmark: Mapping[str, Any]
    samples: Samples

    @property
    def status(self) -> Mapping[str, Any]:
        """What was found; empty when nothing was."""
        found: Mapping[str, Any] = self.benchmark.get("status", {})
        return found


def compare(before: Run, after: Run) -> Comparison:
    """From ``before`` to ``after``: a positive shift is slower."""
    pairs = list(pairs_of(before.samples, after.samples))
    return Comparison(
        durations=tuple(_durations(pairs)),
        failures=tuple(_failures(before.samples, after.samples)),
        costs=tuple(_costs(before.status, after.status)),
        answers=tuple(_answers(before.status, after.status)),
        unlike=unlike(before.benchmark, after.benchmark),
        notes=(*_notes(before, after), *_powerless(pairs)),
    )


def _durations(pairs: Sequence[Pair]) -> Iterator[DurationChange]:
    for family in dict.fromkeys(pair.family for pair in pairs):
        mine = [pair for pair in pairs if pair.family == family]
        shifts = [shift_of(pair.before, pair.after) for pair in mine]
        tested = [shift.p_value for shift in shifts if shift.p_value is not None]
        corrected = iter(holm(tested))
        for pair, shift in zip(mine, shifts, strict=True):
            p_value = None if shift.p_value is None else next(corrected)
            yield DurationChange(pair, shift, p_value, _change(shift, p_value))


def _change(shift: Shift, p_value: float | None) -> Change:
    if p_value is None:
        return Change.TOO_FEW
    if p_value > SIGNIFICANCE or shift.estimate == 0:
        return Change.NO_DIFFERENCE_SHOWN
    return Change.SLOWER if shift.estimate > 0 else Change.FASTER


def _failures(before: Samples, after: Samples) -> Iterator[FailureChange]:
    for path in PATHS:
        for rate in steady_rates(before, path):
            first, second = (
                failure_share(steady_segments(samples, path, rate)) for samples in (before, after)
            )
            if first is not None and second is not None:
                yield FailureChange(path, rate, first, second)


def _costs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[CostChange]:
    first, second = (_by_option(status) for status in (before, after))
    for key, fields in first.items():
        other = second.get(key)
        if other is not None and "perMonth" in fields and "perMonth" in other:
            yield CostChange(key[0], fields, other)


def _by_option(status: Mapping[str, Any]) -> dict[tuple[str, ...], Mapping[str, Any]]:
    return {
        (profile["name"], one["path"], one["sheet"], one["currency"]): one
        for profile in status.get("traffic", ())
        for one in profile.get("costs", ())
    }


def _answers(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[AnswerChange]:
    first, second = (
        {one["traffic"]: one["answer"] for one in status.get("recommendation", ())}
        for status in (before, after)
    )
    for traffic, answer in first.items():
        if traffic in second:
            yield AnswerChange(traffic, answer, second[traffic])


def _notes(before: Run, after: Run) -> Iterator[str]:
    for name, run in (("first", before), ("second", after)):
        for condition in run.status.get("conditions", ()):
            if condition["reason"] in ("Busy", "Invalid"):
                yield f"of the {name} benchmark, {condition['type']}: {condition['message']}"
    yield from left_out(before.samples, after.samples)


def _powerless(pairs: Sequence[Pair]) -> Iterator[str]:
    """The families with so many tests of so small samples that none could show a difference."""
    for family in dict.fromkeys(pair.family for pair in pairs):
        least = [least_p_value(len(p.before), len(p.after)) for p in pairs if p.family == family]
        tested = [p_value for p_value in least if p_value <= SIGNIFICANCE]
        if tested and min(tested) * len(tested) > SIGNIFICANCE:
            yield (
                f"{family}: {len(tested)} tests of so few values cannot show a difference, however "
                "large; more trials or rounds, or fewer rates, could"
            )
