"""The burst scenario: many requests at the same moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

from modelbench.api.load_samples import BurstTrial
from modelbench.segments.validity import MAXIMUM_MEDIAN_DELAY_MICROSECONDS
from modelbench.statistics.intervals import trials_for_percentile

_PERCENTILES = (50.0, 90.0, 95.0, 99.0)


@dataclass(frozen=True)
class BurstSummary:
    """All accepted bursts of one path; durations in nanoseconds, None without an answer.

    ``first`` and ``last`` are medians over the bursts of the fastest and the slowest answer, and
    ``schedule_delay`` of how late the median request was sent.
    """

    trials: int
    rejected: Mapping[str, int]
    requests: int
    failures: Mapping[str, int]
    first: int | None
    last: int | None
    percentiles: Mapping[float, int]
    pods_started: int | None
    schedule_delay: int | None
    invalid_reason: str | None


def summarize_bursts(trials: Sequence[BurstTrial]) -> BurstSummary:
    """One summary of the bursts of one path."""
    accepted = [trial for trial in trials if trial.rejection is None]
    answered = [trial.latencies_nanoseconds for trial in accepted if trial.latencies_nanoseconds]
    latencies = sorted(value for values in answered for value in values)
    kinds = sorted({kind for trial in accepted for kind in trial.failures})
    reasons = [trial.rejection for trial in trials if trial.rejection is not None]
    delay = _median([trial.schedule_delay_nanoseconds for trial in accepted])
    return BurstSummary(
        trials=len(accepted),
        rejected={reason: reasons.count(reason) for reason in sorted(set(reasons))},
        requests=sum(trial.requests for trial in accepted),
        failures={kind: sum(t.failures.get(kind, 0) for t in accepted) for kind in kinds},
        first=_median([values[0] for values in answered]),
        last=_median([values[-1] for values in answered]),
        percentiles={
            p: latencies[ceil(p / 100 * len(latencies)) - 1]
            for p in _PERCENTILES
            if len(latencies) >= trials_for_percentile(p)
        },
        pods_started=_median([trial.pods_started for trial in accepted]),
        schedule_delay=delay,
        invalid_reason=_invalid_reason(delay),
    )


def _invalid_reason(delay: int | None) -> str | None:
    if delay is None or delay < MAXIMUM_MEDIAN_DELAY_MICROSECONDS * 1000:
        return None
    return f"the requests of one moment went out over {2 * delay / 1e6:.0f} ms"


def _median(values: Sequence[int]) -> int | None:
    return round(median(values)) if values else None
