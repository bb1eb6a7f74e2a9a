"""From rises in load on one variant to what the status tells of them."""

from collections.abc import Iterator

from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios.autoscale import AutoscaleStatus, RunStatus
from modelbench.api.scenarios.parts import LoadSegment, Start
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.autoscale.rise import run_status
from modelbench.scenarios.parts import judge_load

AUTOSCALE = "autoscale"


def covers(variant: Variant) -> bool:  # noqa: ARG001
    """Say that every variant can meet a rise, and be it to see that it does not scale."""
    return True


def starts(variant: Variant, spec: Spec) -> tuple[Start, ...]:
    """From where the rises of a variant begin.

    Without a base rate a variant that scales to zero is at zero: it has no other base.
    """
    settings = spec.scenarios.autoscale
    if settings is None:
        return ()
    if not variant.scales_to_zero:
        return (Start.BASE,)
    return (Start.BASE, Start.ZERO) if settings.base_rate_per_second else (Start.ZERO,)


def summarize(samples: Samples, variant: Variant, spec: Spec) -> AutoscaleStatus | None:
    """Tell the rises of a variant; None before its first one."""
    settings, segments = spec.scenarios.autoscale, tuple(rises(samples, variant.name))
    if settings is None or not segments:
        return None
    objective = settings.latency_objective_milliseconds
    runs = tuple(run_status(segment, objective) for segment in segments)
    return AutoscaleStatus(summary="; ".join(_described(run) for run in runs), runs=runs)


def judge(
    status: AutoscaleStatus,
    samples: Samples,  # noqa: ARG001
    variant: Variant,  # noqa: ARG001
    spec: Spec,
) -> tuple[bool, Reason, str]:
    """Say that it was measured, or why a rise cannot support a claim."""
    parts = [(f"from {run.start.lower()}: ", run) for run in status.runs]
    return judge_load(parts, status.summary or "", spec.load.max_failure_percent)


def wanted(variant: Variant, spec: Spec) -> tuple[int, int]:
    """How many rises are measured."""
    count = len(starts(variant, spec))
    return count, count


def done(status: AutoscaleStatus | None) -> int:
    """How many rises were measured."""
    return 0 if status is None else len(status.runs)


def rises(samples: Samples, variant: str) -> Iterator[LoadSegment]:
    """The rises of one variant in the order in which they were measured."""
    mine = (AUTOSCALE, variant)
    return (one for one in samples.segments if (one.scenario, one.variant) == mine)


def _described(run: RunStatus) -> str:
    recovered = run.latency_recovered_milliseconds
    text = "not recovered" if recovered is None else f"recovered in {recovered / 1000:.1f} s"
    replicas = f"{run.start_replicas} to {run.peak_wanted_replicas} replicas"
    return f"from {run.start.lower()}: {text}, {replicas}, {run.failure_percent}% failed"
