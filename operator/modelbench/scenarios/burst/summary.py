"""From the bursts of one variant to what the status tells of them."""

from collections.abc import Sequence
from math import ceil
from statistics import median

from msgspec.structs import replace

from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.burst import BurstStatus, BurstTrial
from modelbench.api.scenarios.parts import LatencyPercentile
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.parts import (
    failure_counts,
    failure_percent,
    failures_of,
    judge_load,
    rejections,
)
from modelbench.segments.validity import MAXIMUM_MEDIAN_DELAY_MICROSECONDS
from modelbench.statistics.intervals import trials_for_percentile
from modelbench.statistics.numbers import milliseconds, percentile_name

_PERCENTILES = (50.0, 90.0, 95.0, 99.0)
"""Those of steady load that the requests of a few bursts can support."""


def covers(variant: Variant) -> bool:  # noqa: ARG001
    """Say that every variant can meet many requests at once."""
    return True


def summarize(samples: Samples, variant: Variant, spec: Spec) -> BurstStatus | None:
    """Tell the bursts of a variant; None before its first one."""
    trials = [trial for trial in samples.bursts if trial.variant == variant.name]
    if spec.scenarios.burst is None or not trials:
        return None
    accepted = [trial for trial in trials if trial.rejection is None]
    failures, requests = failures_of(accepted), sum(trial.requests for trial in accepted)
    status = BurstStatus(
        trials=len(accepted),
        rejected_trials=rejections(trial.rejection for trial in trials),
        requests=requests,
        failures=failure_counts(failures),
        failure_percent=failure_percent(failures, requests),
        latencies=_latencies(accepted),
        replicas_started=_median([trial.pods_started for trial in accepted]),
    )
    return _with_ends(_with_validity(status, accepted), accepted)


def judge(
    status: BurstStatus,
    samples: Samples,  # noqa: ARG001
    variant: Variant,  # noqa: ARG001
    spec: Spec,
) -> tuple[bool, Reason, str]:
    """Say that it was measured, or that requests were not sent at one moment, or failed."""
    return judge_load([("", status)], status.summary or "", spec.load.max_failure_percent)


def wanted(variant: Variant, spec: Spec) -> tuple[int, int]:  # noqa: ARG001
    """How many bursts are sent: as many as are asked for."""
    asked = spec.scenarios.burst.trials if spec.scenarios.burst else 0
    return asked, asked


def done(status: BurstStatus | None) -> int:
    """How many bursts count."""
    return 0 if status is None else status.trials


def _latencies(trials: Sequence[BurstTrial]) -> tuple[LatencyPercentile, ...]:
    """Percentiles (nearest rank) of all good responses, as far as their number supports any."""
    values = sorted(value for trial in trials for value in trial.latencies_nanoseconds)
    return tuple(
        LatencyPercentile(percentile_name(p), round(values[ceil(p / 100 * len(values)) - 1] / 1000))
        for p in _PERCENTILES
        if len(values) >= trials_for_percentile(p)
    )


def _with_validity(status: BurstStatus, trials: Sequence[BurstTrial]) -> BurstStatus:
    delay = _median([trial.schedule_delay_nanoseconds for trial in trials])
    if delay is None:
        return status
    reason = _invalid_reason(delay)
    return replace(
        status,
        schedule_delay_median_microseconds=round(delay / 1000),
        valid=reason is None,
        invalid_reason=reason,
    )


def _invalid_reason(delay_nanoseconds: int) -> str | None:
    """The median request goes out in the middle: all of them take twice its delay."""
    if delay_nanoseconds < MAXIMUM_MEDIAN_DELAY_MICROSECONDS * 1000:
        return None
    return f"the requests of one moment went out over {2 * delay_nanoseconds / 1e6:.0f} ms"


def _with_ends(status: BurstStatus, trials: Sequence[BurstTrial]) -> BurstStatus:
    """First and last are medians over the bursts of the fastest and the slowest response."""
    answered = [trial.latencies_nanoseconds for trial in trials if trial.latencies_nanoseconds]
    first, last = (_median([values[place] for values in answered]) for place in (0, -1))
    if first is None or last is None:
        return replace(status, missing_reason="no request of an accepted trial was answered")
    ends = milliseconds(first), milliseconds(last)
    return replace(
        status,
        first_milliseconds=ends[0],
        last_milliseconds=ends[1],
        summary=_described(status, *ends),
    )


def _described(status: BurstStatus, first_milliseconds: int, last_milliseconds: int) -> str:
    count = (status.requests or 0) // status.trials
    invalid = "" if status.invalid_reason is None else ", invalid"
    return (
        f"{count} at once: {first_milliseconds} to {last_milliseconds} ms, "
        f"{status.replicas_started} pods started n={status.trials}{invalid}"
    )


def _median(values: Sequence[int]) -> int | None:
    return round(median(values)) if values else None
