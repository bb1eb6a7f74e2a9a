"""Bursts and reactivations as fields of the resource's status."""

from typing import Any

from modelbench.api.samples import Samples
from modelbench.scenarios.burst.summary import BurstSummary, summarize_bursts
from modelbench.scenarios.load_fields import failure_fields, fields_of_validity, percentile_name
from modelbench.scenarios.reactivation.summary import GapSummary, summarize_gaps, worst
from modelbench.scenarios.status_fields import milliseconds

Fields = dict[str, Any]


def burst_fields(samples: Samples, path: str) -> Fields:
    """``status.<path>.burst``, or nothing before its first trial."""
    trials = [trial for trial in samples.bursts if trial.path == path]
    if not trials:
        return {}
    summary = summarize_bursts(trials)
    fields: Fields = {
        "requests": summary.requests,
        "trials": summary.trials,
        "rejectedTrials": [{"reason": r, "count": c} for r, c in summary.rejected.items()],
        "latencies": [
            {"percentile": percentile_name(p), "microseconds": round(value / 1000)}
            for p, value in summary.percentiles.items()
        ],
        **failure_fields(summary.failures, summary.requests),
        **_burst_validity(summary),
    }
    if summary.pods_started is not None:
        fields["replicasStarted"] = summary.pods_started
    if summary.first is None or summary.last is None:
        return {**fields, "missingReason": "no request of an accepted trial was answered"}
    fields["firstMilliseconds"] = milliseconds(summary.first)
    fields["lastMilliseconds"] = milliseconds(summary.last)
    return {**fields, "summary": _burst_summary(summary, fields)}


def _burst_validity(summary: BurstSummary) -> Fields:
    if summary.schedule_delay is None:
        return {}
    return fields_of_validity(summary.invalid_reason, round(summary.schedule_delay / 1000))


def _burst_summary(summary: BurstSummary, fields: Fields) -> str:
    count = summary.requests // summary.trials
    ends = f"{fields['firstMilliseconds']} to {fields['lastMilliseconds']} ms"
    invalid = ", invalid" if summary.invalid_reason else ""
    pods = f"{summary.pods_started} pods started"
    return f"{count} at once: {ends}, {pods} n={summary.trials}{invalid}"


def reactivation_fields(samples: Samples) -> Fields:
    """``status.serverless.reactivation``, or nothing before its first trial."""
    gaps = summarize_gaps(samples.gaps)
    found = worst(gaps)
    if found is None:
        return {}
    fields: Fields = {
        "gaps": [_gap_fields(gap) for gap in gaps],
        "worstGapSeconds": found.gap_seconds,
    }
    if found.median is None:
        return {**fields, "summary": f"no answer after {found.gap_seconds} s"}
    slowest = milliseconds(found.median)
    summary = f"worst {slowest} ms, {found.gap_seconds} s after the last ({found.state})"
    return {**fields, "worstMedianMilliseconds": slowest, "summary": summary}


def _gap_fields(gap: GapSummary) -> Fields:
    durations = {
        "medianMilliseconds": gap.median,
        "minimumMilliseconds": gap.minimum,
        "maximumMilliseconds": gap.maximum,
    }
    return {
        "gapSeconds": gap.gap_seconds,
        "trials": gap.trials,
        "newPodTrials": gap.new_pod_trials,
        "failures": gap.failures,
        "state": gap.state,
        **{name: milliseconds(value) for name, value in durations.items() if value is not None},
    }
