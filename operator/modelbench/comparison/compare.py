"""What changed from one benchmark to another, and whether it is more than noise.

Only variants that both have, by their names, are compared. Durations are compared by their raw
samples, all else by what the status tells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from modelbench.api.benchmark import Benchmark
from modelbench.api.decision_status import OptionCostStatus
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.status import Status
from modelbench.api.variants import variants_of
from modelbench.comparison.changes import (
    ComparedRun,
    Comparison,
    CostChange,
    FailureChange,
    MonthSide,
    RecommendationChange,
    ShareSide,
)
from modelbench.comparison.compared_durations import left_out, pairs_of
from modelbench.comparison.differences import differences
from modelbench.comparison.duration_changes import duration_changes, powerless, slower_beyond
from modelbench.scenarios.steady.rates import failure_share, steady_rates, steady_segments
from modelbench.statistics.share_interval import ShareInterval

Option = tuple[str, str, str, str | None]


@dataclass(frozen=True)
class Run:
    """One benchmark with its raw samples."""

    benchmark: Benchmark
    samples: Samples

    @property
    def variants(self) -> tuple[str, ...]:
        """The names of its variants. FormatError when the spec of one is wrong."""
        return tuple(variant.name for variant in variants_of(self.benchmark.spec))


def compare(before: Run, after: Run) -> Comparison:
    """Compare two benchmarks, from ``before`` to ``after``: a positive shift is slower."""
    variants = [name for name in before.variants if name in after.variants]
    first, second = before.benchmark.status, after.benchmark.status
    pairs = list(pairs_of(before.samples, after.samples, variants))
    return Comparison(
        before=_run(before.benchmark),
        after=_run(after.benchmark),
        durations=tuple(duration_changes(pairs)),
        failures=tuple(_failures(before.samples, after.samples, variants)),
        costs=tuple(_costs(first, second)),
        recommendations=tuple(_recommendations(first, second)),
        differences=differences(before.benchmark, after.benchmark),
        notes=(*_notes(before, after, variants), *powerless(pairs)),
    )


def has_regression(before: Run, after: Run, margin: float) -> bool:
    """Whether a cold start or a latency is shown to be slower by more than that share of itself."""
    variants = [name for name in before.variants if name in after.variants]
    return slower_beyond(list(pairs_of(before.samples, after.samples, variants)), margin)


def _run(benchmark: Benchmark) -> ComparedRun:
    metadata = benchmark.metadata
    return ComparedRun(metadata.name, metadata.namespace, benchmark.status.start_time)


def _failures(before: Samples, after: Samples, variants: Sequence[str]) -> Iterator[FailureChange]:
    for variant in variants:
        for rate in steady_rates(before, variant):
            first, second = (
                failure_share(steady_segments(samples, variant, rate))
                for samples in (before, after)
            )
            if first is not None and second is not None:
                overlap = first.lower <= second.upper and second.lower <= first.upper
                sides = _share(first), _share(second)
                yield FailureChange(variant, rate, *sides, intervals_overlap=overlap)


def _share(share: ShareInterval) -> ShareSide:
    ends = (share.value, share.lower, share.upper)
    return ShareSide(*(round(100 * value, 4) for value in ends))


def _costs(before: Status, after: Status) -> Iterator[CostChange]:
    first, second = _by_option(before), _by_option(after)
    for option, cost in first.items():
        if option in second:
            sides = cost, second[option]
            traffic, variant, sheet, currency = option
            yield CostChange(
                traffic=traffic,
                variant=variant,
                sheet=sheet,
                currency=currency,
                before=sides[0],
                after=sides[1],
                intervals_overlap=_overlap(*sides),
            )


def _by_option(status: Status) -> Mapping[Option, MonthSide]:
    months = (
        ((profile.name, cost.variant, cost.sheet, cost.currency), _month(cost))
        for profile in status.traffic
        for cost in profile.costs
    )
    return {option: month for option, month in months if month is not None}


def _month(cost: OptionCostStatus) -> MonthSide | None:
    if cost.per_month is None:
        return None
    return MonthSide(cost.per_month, cost.per_month_lower, cost.per_month_upper)


def _overlap(before: MonthSide, after: MonthSide) -> bool | None:
    """Whether the intervals have an amount in common; None without both intervals."""
    ends = (
        before.per_month_lower,
        before.per_month_upper,
        after.per_month_lower,
        after.per_month_upper,
    )
    known = [float(end) for end in ends if end is not None]
    if len(known) < len(ends):
        return None
    low, high, other_low, other_high = known
    return low <= other_high and other_low <= high


def _recommendations(before: Status, after: Status) -> Iterator[RecommendationChange]:
    first, second = (
        {one.traffic: one.choice for one in status.recommendation} for status in (before, after)
    )
    for traffic, choice in first.items():
        if traffic in second:
            changed = choice != second[traffic]
            yield RecommendationChange(traffic, choice, second[traffic], changed)


def _notes(before: Run, after: Run, variants: Sequence[str]) -> Iterator[str]:
    for name, run in (("first", before), ("second", after)):
        for condition in run.benchmark.status.conditions:
            if condition.reason in (Reason.BUSY, Reason.INVALID):
                yield f"of the {name} benchmark, {condition.type}: {condition.message}"
        for variant in run.variants:
            if variant not in variants:
                yield f"{variant} is left out: only the {name} benchmark has it"
    yield from left_out(before.samples, after.samples, variants)
