"""The reactivation scenario: latency as a function of the gap since the last answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from modelbench.api.load_samples import GapTrial

# Knative: the autoscaler's grace period for the network, and queue-proxy's drain.
_GRACE_SECONDS = 30
_DRAIN_SECONDS = 30


@dataclass(frozen=True)
class GapSummary:
    """All requests of one gap. Latencies in nanoseconds; None when none was answered."""

    gap_seconds: int
    trials: int
    new_pod_trials: int
    failures: int
    median: int | None
    minimum: int | None
    maximum: int | None
    state: str


def default_gaps(stable_window_seconds: int) -> tuple[int, ...]:
    """From inside the stable window to well after the drain of the last pod, in seconds."""
    window = stable_window_seconds
    end = window + _DRAIN_SECONDS
    inside = max(1, window // 2)
    return (inside, window + 2, window + 8, window + 15, window + 25, end + 2, end + 10, end + 35)


def summarize_gaps(trials: Sequence[GapTrial]) -> tuple[GapSummary, ...]:
    """One summary a gap, ascending."""
    gaps = sorted({trial.gap_seconds for trial in trials})
    return tuple(_summarize([t for t in trials if t.gap_seconds == gap]) for gap in gaps)


def worst(gaps: Sequence[GapSummary]) -> GapSummary | None:
    """The gap with the largest median latency; one that failed altogether is worse than all."""
    if not gaps:
        return None
    return max(gaps, key=lambda gap: float("inf") if gap.median is None else gap.median)


def _summarize(trials: Sequence[GapTrial]) -> GapSummary:
    latencies = [t.latency_nanoseconds for t in trials if t.latency_nanoseconds is not None]
    states = [trial.state for trial in trials]
    return GapSummary(
        gap_seconds=trials[0].gap_seconds,
        trials=len(trials),
        new_pod_trials=sum(trial.new_pod for trial in trials),
        failures=sum(trial.failure is not None for trial in trials),
        median=round(median(latencies)) if latencies else None,
        minimum=min(latencies, default=None),
        maximum=max(latencies, default=None),
        state=max(sorted(set(states)), key=states.count),
    )
