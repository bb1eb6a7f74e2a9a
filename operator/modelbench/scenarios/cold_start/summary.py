"""From the cold starts of one variant to what the status tells of them."""

from collections.abc import Sequence
from statistics import median

from msgspec.structs import replace

from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import (
    ColdStart,
    ColdStartStatus,
    ColdTrial,
    FirstEver,
    FirstEverStatus,
    PhaseStatus,
    TrialKind,
    TrialPercentile,
)
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.cold_start.early_readiness import errors_while_ready, readiness_message
from modelbench.scenarios.cold_start.first_token import first_token_status
from modelbench.scenarios.cold_start.phases import Phase, explained_nanoseconds, phases_of
from modelbench.scenarios.parts import rejections
from modelbench.statistics.intervals import MedianInterval, least_sample, supported_percentiles
from modelbench.statistics.numbers import known_milliseconds, milliseconds, percent
from modelbench.statistics.stopped_median import stopped_median


def covers(variant: Variant) -> bool:
    """Whether the variant can start from zero: by its autoscaler, or as a Deployment does."""
    return variant.scales_to_zero or variant.containerized is not None


def summarize(samples: Samples, variant: Variant, spec: Spec) -> ColdStartStatus | None:
    """Tell the cold starts of a variant, or why it has none; None when none was asked for."""
    settings = spec.scenarios.cold_start
    if settings is None:
        return None
    if not covers(variant):
        reason = f"it keeps {_pods(variant.kept_pods)} ready (minScale), so it has no cold start"
        return ColdStartStatus(trials=0, missing_reason=reason)
    trials = samples.of(variant.name)
    measured = accepted_trials(trials)
    first = next((one for one in samples.first_ever if one.variant == variant.name), None)
    status = ColdStartStatus(
        trials=len(measured),
        rejected_trials=rejections(trial.rejection for trial in trials),
        errors_while_ready=sum(map(errors_while_ready, trials)) or None,
        readiness_message=readiness_message(trials),
        warm_up_milliseconds=_warm_ups(trials),
        phases=_phases(measured),
        first_ever=None if first is None else _first_ever(first),
        first_token=first_token_status(measured, settings),
    )
    if not measured:
        return replace(status, missing_reason="no trial has been accepted")
    return _with_totals(status, measured, settings)


def judge(
    status: ColdStartStatus, samples: Samples, variant: Variant, spec: Spec
) -> tuple[bool, Reason, str]:
    """Say that it was measured, and whether as precisely as was asked."""
    settings = spec.scenarios.cold_start
    precise = settings is not None and is_precise(samples.of(variant.name), settings)
    reason = Reason.PRECISION_REACHED if precise else Reason.MAX_TRIALS_REACHED
    parts = (status.summary, _correlation_message(status), status.readiness_message)
    return True, reason, "; ".join(part for part in parts if part)


def wanted(variant: Variant, spec: Spec) -> tuple[int, int]:
    """How many trials are accepted, at least and at most."""
    settings = spec.scenarios.cold_start
    if settings is None or not covers(variant):
        return 0, 0
    return settings.trials, settings.max_trials


def done(status: ColdStartStatus | None) -> int:
    """How many trials have been accepted."""
    return 0 if status is None else status.trials


def accepted_trials(trials: Sequence[ColdTrial]) -> tuple[ColdTrial, ...]:
    """The trials that count: proved cold, answered as expected, not warm-ups."""
    return tuple(trial for trial in trials if trial.accepted and trial.kind is TrialKind.MEASURED)


def is_precise(trials: Sequence[ColdTrial], settings: ColdStart) -> bool:
    """Whether the interval of the median of these trials is within the asked half width."""
    return _is_within(_totals(accepted_trials(trials)), settings)


def are_enough(totals: Sequence[float], settings: ColdStart) -> bool:
    """Whether accepted trials that took so long, in their order, are all that is asked for."""
    if len(totals) >= settings.max_trials:
        return True
    return len(totals) >= settings.trials and _is_within(totals, settings)


def _is_within(totals: Sequence[float], settings: ColdStart) -> bool:
    found = median_of(totals, settings) if totals else None
    width = None if found is None or not found.is_sure else found.relative_half_width
    return width is not None and width * 100 <= settings.relative_precision_percent


def median_of(values: Sequence[float], settings: ColdStart) -> MedianInterval:
    """The median of what accepted trials took, in their order; they ended as is asked."""
    return stopped_median(values, settings.trials, settings.max_trials)


def _correlation_message(status: ColdStartStatus) -> str | None:
    if status.effective_trials is None:
        return None
    message = (
        f"consecutive trials look alike: {status.trials} tell as much as {status.effective_trials} "
        "independent ones, and the interval is wider accordingly"
    )
    level = status.confidence_percent
    if level is None or float(level) >= 95:
        return message
    return f"{message}; even from the fastest trial to the slowest it holds only with {level}%"


def _totals(trials: Sequence[ColdTrial]) -> list[int]:
    return [trial.total_nanoseconds for trial in trials]


def _pods(count: int) -> str:
    return "1 pod" if count == 1 else f"{count} pods"


def _warm_ups(trials: Sequence[ColdTrial]) -> tuple[int, ...]:
    found = (one for one in trials if one.accepted and one.kind is TrialKind.WARM_UP)
    return tuple(milliseconds(trial.total_nanoseconds) for trial in found)


def _with_totals(
    status: ColdStartStatus, trials: Sequence[ColdTrial], settings: ColdStart
) -> ColdStartStatus:
    totals = _totals(trials)
    explained = [explained_nanoseconds(trial) for trial in trials]
    residuals = [total - part for total, part in zip(totals, explained, strict=True)]
    ratios = [part / total for part, total in zip(explained, totals, strict=True)]
    interval = median_of(totals, settings)
    found = replace(
        status,
        summary=f"{_described(interval)} n={len(trials)}",
        median_milliseconds=milliseconds(interval.median),
        effective_trials=interval.independent_count,
        minimum_milliseconds=milliseconds(min(totals)),
        maximum_milliseconds=milliseconds(max(totals)),
        percentiles=_percentiles(totals),
        residual_milliseconds=milliseconds(round(median(residuals))),
        explained_percent=percent(median(ratios)),
    )
    return _with_interval(found, interval)


def _with_interval(status: ColdStartStatus, interval: MedianInterval) -> ColdStartStatus:
    if interval.lower is None or interval.upper is None:
        return replace(status, missing_reason=_no_interval(status))
    return replace(
        status,
        median_lower_milliseconds=milliseconds(interval.lower),
        median_upper_milliseconds=milliseconds(interval.upper),
        confidence_percent=percent(interval.confidence or 0),
        least_confidence_percent=percent(interval.least_confidence or 0),
        relative_precision_percent=percent(interval.relative_half_width or 0),
    )


def _no_interval(status: ColdStartStatus) -> str:
    if status.trials < least_sample():
        return f"fewer than {least_sample()} trials cannot give a 95% interval"
    return (
        "this early in a run that may have many more trials, no 95% interval over the whole run "
        "exists"
    )


def _described(interval: MedianInterval) -> str:
    text = f"{milliseconds(interval.median)} ms"
    if interval.lower is None or interval.upper is None:
        return text
    return f"{text} [{milliseconds(interval.lower)}, {milliseconds(interval.upper)}]"


def _percentiles(totals: Sequence[int]) -> tuple[TrialPercentile, ...]:
    found = supported_percentiles(totals)
    return tuple(TrialPercentile(p, milliseconds(value)) for p, value in found.items())


def _phases(trials: Sequence[ColdTrial]) -> tuple[PhaseStatus, ...]:
    by_name: dict[str, list[Phase]] = {}
    for trial in trials:
        for phase in phases_of(trial):
            by_name.setdefault(phase.name, []).append(phase)
    return tuple(_phase(phases) for phases in by_name.values())


def _phase(phases: Sequence[Phase]) -> PhaseStatus:
    known = [phase for phase in phases if phase.nanoseconds is not None]
    missing = [phase.missing_reason for phase in phases if phase.missing_reason is not None]
    status = PhaseStatus(
        name=phases[0].name,
        trials=len(known),
        parent=phases[0].parent,
        missing_reason=_most_common(missing) or None,
    )
    values = [phase.nanoseconds for phase in phases if phase.nanoseconds is not None]
    if not values:
        return status
    precision = round(median([phase.precision_nanoseconds for phase in known]))
    return replace(
        status,
        median_milliseconds=milliseconds(round(median(values))),
        source=_most_common([phase.source for phase in known]),
        precision_milliseconds=max(1, milliseconds(precision)),
    )


def _most_common(texts: Sequence[str]) -> str:
    return max(sorted(set(texts)), key=texts.count, default="")


def _first_ever(first: FirstEver) -> FirstEverStatus:
    return FirstEverStatus(
        total_milliseconds=known_milliseconds(first.total_nanoseconds),
        precision_milliseconds=milliseconds(first.precision_nanoseconds),
        image_pulled=first.image_pulled,
        image_pull_milliseconds=known_milliseconds(first.image_pull_nanoseconds),
        missing_reason=first.missing_reason,
    )
