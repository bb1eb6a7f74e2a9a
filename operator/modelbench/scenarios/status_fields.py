"""The summary of a path as the fields of the resource's status: integers of milliseconds."""

from typing import Any

from modelbench.api.samples import FirstEver, Samples
from modelbench.scenarios.cold_start.summary import ColdStartSummary, PhaseSummary
from modelbench.statistics.intervals import MedianInterval

_NANOSECONDS = 1_000_000


def milliseconds(nanoseconds: float) -> int:
    """Rounded to the nearest millisecond."""
    return round(nanoseconds / _NANOSECONDS)


def cold_start_fields(summary: ColdStartSummary) -> dict[str, Any]:
    """``status.<path>.coldStart``. What could not be measured is absent, never 0."""
    fields: dict[str, Any] = {
        "trials": summary.trials,
        "rejectedTrials": [
            {"reason": reason, "count": count} for reason, count in sorted(summary.rejected.items())
        ],
        "warmUpMilliseconds": [milliseconds(value) for value in summary.warm_up_nanoseconds],
        "percentiles": [
            {"percentile": percentile, "milliseconds": milliseconds(value)}
            for percentile, value in summary.percentiles_nanoseconds.items()
        ],
        "phases": [_phase_fields(phase) for phase in summary.phases],
    }
    if summary.interval is None:
        fields["missingReason"] = "no trial has been accepted"
    else:
        fields.update(_total_fields(summary, summary.interval))
    if summary.first_ever is not None:
        fields["firstEver"] = _first_ever_fields(summary.first_ever)
    return fields


def clock_fields(samples: Samples) -> dict[str, str]:
    """The offset of the runner's clock from the node's, and the bound of that estimate."""
    lower = samples.clock_offset_lower_nanoseconds
    upper = samples.clock_offset_upper_nanoseconds
    if lower is None or upper is None:
        return {}
    return {
        "clockOffsetMilliseconds": f"{(lower + upper) / 2 / _NANOSECONDS:.1f}",
        "clockOffsetBoundMilliseconds": f"{(upper - lower) / 2 / _NANOSECONDS:.1f}",
    }


def _total_fields(summary: ColdStartSummary, interval: MedianInterval) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "summary": _describe(summary.trials, interval),
        "medianMilliseconds": milliseconds(interval.median),
        "minimumMilliseconds": milliseconds(summary.minimum_nanoseconds or 0),
        "maximumMilliseconds": milliseconds(summary.maximum_nanoseconds or 0),
        "residualMilliseconds": milliseconds(summary.residual_nanoseconds or 0),
        "explainedPercent": f"{100 * (summary.explained_ratio or 0):.1f}",
    }
    if interval.lower is None or interval.upper is None:
        fields["missingReason"] = "fewer than 6 trials cannot give a 95 % interval"
        return fields
    fields["medianLowerMilliseconds"] = milliseconds(interval.lower)
    fields["medianUpperMilliseconds"] = milliseconds(interval.upper)
    fields["confidencePercent"] = f"{100 * (interval.confidence or 0):.1f}"
    fields["relativePrecisionPercent"] = f"{100 * (interval.relative_half_width or 0):.1f}"
    return fields


def _describe(trials: int, interval: MedianInterval) -> str:
    text = f"{milliseconds(interval.median)} ms"
    if interval.lower is not None and interval.upper is not None:
        text += f" [{milliseconds(interval.lower)}, {milliseconds(interval.upper)}]"
    return f"{text} n={trials}"


def _phase_fields(phase: PhaseSummary) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": phase.name, "trials": phase.trials}
    if phase.parent is not None:
        fields["parent"] = phase.parent
    if phase.median_nanoseconds is not None:
        fields["medianMilliseconds"] = milliseconds(phase.median_nanoseconds)
        fields["source"] = phase.source
        fields["precisionMilliseconds"] = max(1, milliseconds(phase.precision_nanoseconds))
    if phase.missing_reason is not None:
        fields["missingReason"] = phase.missing_reason
    return fields


def _first_ever_fields(first: FirstEver) -> dict[str, Any]:
    fields: dict[str, Any] = {"precisionMilliseconds": milliseconds(first.precision_nanoseconds)}
    optional = {
        "totalMilliseconds": first.total_nanoseconds,
        "imagePullMilliseconds": first.image_pull_nanoseconds,
    }
    fields.update(
        {name: milliseconds(value) for name, value in optional.items() if value is not None}
    )
    if first.image_pulled is not None:
        fields["imagePulled"] = first.image_pulled
    if first.missing_reason is not None:
        fields["missingReason"] = first.missing_reason
    return fields
