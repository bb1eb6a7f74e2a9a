"""From the trials of one path to the summary that stands in the status."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from modelbench.api.samples import ColdTrial, FirstEver, Samples, TrialKind, count_rejections
from modelbench.scenarios.cold_start.phases import Phase, explained_nanoseconds, phases_of
from modelbench.statistics.intervals import MedianInterval, median_interval, supported_percentiles


@dataclass(frozen=True)
class PhaseSummary:
    """The median of one phase over ``trials`` trials; None with a reason where it is unknown.

    ``precision_nanoseconds`` is the median over the trials.
    """

    name: str
    parent: str | None
    median_nanoseconds: int | None
    trials: int
    source: str
    precision_nanoseconds: int
    missing_reason: str | None


@dataclass(frozen=True)
class ColdStartSummary:
    """The cold starts of one path. ``interval`` is None before the first accepted trial."""

    trials: int
    rejected: dict[str, int]
    warm_up_nanoseconds: tuple[int, ...]
    interval: MedianInterval | None
    minimum_nanoseconds: int | None
    maximum_nanoseconds: int | None
    percentiles_nanoseconds: dict[int, float]
    phases: tuple[PhaseSummary, ...]
    explained_ratio: float | None
    residual_nanoseconds: int | None
    first_ever: FirstEver | None


def summarize(samples: Samples, path: str) -> ColdStartSummary:
    """Everything the status says of one path, from the raw samples alone."""
    trials = samples.of(path)
    measured = accepted_trials(trials)
    totals = [trial.total_nanoseconds for trial in measured]
    explained = [explained_nanoseconds(trial) for trial in measured]
    residuals = [total - part for total, part in zip(totals, explained, strict=True)]
    ratios = [part / total for part, total in zip(explained, totals, strict=True)]
    first_ever = [first for first in samples.first_ever if first.path == path]
    return ColdStartSummary(
        trials=len(measured),
        rejected=count_rejections(trials),
        warm_up_nanoseconds=tuple(
            trial.total_nanoseconds
            for trial in trials
            if trial.accepted and trial.kind is TrialKind.WARM_UP
        ),
        interval=median_interval(totals) if totals else None,
        minimum_nanoseconds=min(totals, default=None),
        maximum_nanoseconds=max(totals, default=None),
        percentiles_nanoseconds=supported_percentiles(totals),
        phases=_summarize_phases(measured),
        explained_ratio=median(ratios) if ratios else None,
        residual_nanoseconds=round(median(residuals)) if residuals else None,
        first_ever=first_ever[0] if first_ever else None,
    )


def accepted_trials(trials: Sequence[ColdTrial]) -> tuple[ColdTrial, ...]:
    """The trials that count: proved cold, answered as expected, not warm-ups."""
    return tuple(trial for trial in trials if trial.accepted and trial.kind is TrialKind.MEASURED)


def is_precise(summary: ColdStartSummary, relative_precision_percent: int) -> bool:
    """Whether the interval of the median is within the asked half width."""
    if summary.interval is None or summary.interval.relative_half_width is None:
        return False
    return summary.interval.relative_half_width * 100 <= relative_precision_percent


def _summarize_phases(trials: Sequence[ColdTrial]) -> tuple[PhaseSummary, ...]:
    by_name: dict[str, list[Phase]] = {}
    for trial in trials:
        for phase in phases_of(trial):
            by_name.setdefault(phase.name, []).append(phase)
    return tuple(_summarize_phase(phases) for phases in by_name.values())


def _summarize_phase(phases: Sequence[Phase]) -> PhaseSummary:
    known = [phase for phase in phases if phase.nanoseconds is not None]
    missing = [phase.missing_reason for phase in phases if phase.missing_reason is not None]
    values = [phase.nanoseconds for phase in phases if phase.nanoseconds is not None]
    return PhaseSummary(
        name=phases[0].name,
        parent=phases[0].parent,
        median_nanoseconds=round(median(values)) if values else None,
        trials=len(known),
        source=_most_common([phase.source for phase in known]),
        precision_nanoseconds=round(median([p.precision_nanoseconds for p in known] or [0])),
        missing_reason=_most_common(missing) or None,
    )


def _most_common(texts: Sequence[str]) -> str:
    return max(sorted(set(texts)), key=texts.count, default="")
