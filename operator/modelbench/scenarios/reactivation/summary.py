"""From requests on the way to zero to what the status tells of them: latency by gap."""

from collections.abc import Sequence
from statistics import median

from msgspec.structs import replace

from modelbench.api.knative import DRAIN_SECONDS
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.reactivation import GapStatus, GapTrial, ReactivationStatus
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.statistics.numbers import milliseconds


def covers(variant: Variant) -> bool:
    """Whether the variant goes to zero at all."""
    return variant.scales_to_zero


def summarize(samples: Samples, variant: Variant, spec: Spec) -> ReactivationStatus | None:
    """Tell the gaps of a variant and the worst of them; None before its first request."""
    trials = [trial for trial in samples.gaps if trial.variant == variant.name]
    if spec.scenarios.reactivation is None or not trials:
        return None
    seconds = sorted({trial.gap_seconds for trial in trials})
    by_gap = [[trial for trial in trials if trial.gap_seconds == gap] for gap in seconds]
    status = ReactivationStatus(gaps=tuple(_gap(one) for one in by_gap))
    return _with_worst(status, _gap(max(by_gap, key=_slowness)))


def judge(
    status: ReactivationStatus,
    samples: Samples,  # noqa: ARG001
    variant: Variant,  # noqa: ARG001
    spec: Spec,  # noqa: ARG001
) -> tuple[bool, Reason, str]:
    """Say that it was measured: a single request cannot come late."""
    return True, Reason.MEASURED, status.summary or ""


def wanted(variant: Variant, spec: Spec) -> tuple[int, int]:
    """How many requests are sent: each gap so often as is asked for."""
    settings = spec.scenarios.reactivation
    count = 0 if settings is None else settings.trials * len(gaps_seconds(variant, spec))
    return count, count


def done(status: ReactivationStatus | None) -> int:
    """How many requests were sent."""
    return 0 if status is None else sum(gap.trials or 0 for gap in status.gaps)


def gaps_seconds(variant: Variant, spec: Spec) -> tuple[int, ...]:
    """The gaps that are asked for, or those that follow from the variant's stable window."""
    settings = spec.scenarios.reactivation
    if settings is None or variant.serverless is None or not covers(variant):
        return ()
    return settings.gaps_seconds or default_gaps(variant.serverless.stable_window_seconds)


def default_gaps(stable_window_seconds: int) -> tuple[int, ...]:
    """From inside the stable window to well after the drain of the last pod, in seconds."""
    window = stable_window_seconds
    end = window + DRAIN_SECONDS
    inside = max(1, window // 2)
    return (inside, window + 2, window + 8, window + 15, window + 25, end + 2, end + 10, end + 35)


def _latencies(trials: Sequence[GapTrial]) -> list[int]:
    return [t.latency_nanoseconds for t in trials if t.latency_nanoseconds is not None]


def _slowness(trials: Sequence[GapTrial]) -> float:
    """The median latency of a gap; one that failed altogether is worse than any."""
    latencies = _latencies(trials)
    return median(latencies) if latencies else float("inf")


def _gap(trials: Sequence[GapTrial]) -> GapStatus:
    latencies = _latencies(trials)
    states = [trial.state for trial in trials]
    status = GapStatus(
        gap_seconds=trials[0].gap_seconds,
        trials=len(trials),
        new_pod_trials=sum(trial.new_pod for trial in trials),
        failures=sum(trial.failure is not None for trial in trials),
        state=max(sorted(set(states)), key=states.count),
    )
    if not latencies:
        return status
    return replace(
        status,
        median_milliseconds=milliseconds(round(median(latencies))),
        minimum_milliseconds=milliseconds(min(latencies)),
        maximum_milliseconds=milliseconds(max(latencies)),
    )


def _with_worst(status: ReactivationStatus, worst: GapStatus) -> ReactivationStatus:
    found = replace(status, worst_gap_seconds=worst.gap_seconds)
    slowest = worst.median_milliseconds
    if slowest is None:
        return replace(found, summary=f"no response after {worst.gap_seconds} s")
    summary = f"worst {slowest} ms, {worst.gap_seconds} s after the last ({worst.state})"
    return replace(found, worst_median_milliseconds=slowest, summary=summary)
