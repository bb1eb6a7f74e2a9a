"""The end of a benchmark, well or badly.

The variants are removed before the end is written: what is finished is never looked at again. An
end that the operator alone knows of is told before that: when this operator is killed in between,
the next one goes on there, and does not start the run anew.
"""

from collections.abc import Callable
from contextlib import suppress

from modelbench.api.conditions import SUCCEEDED, find_condition
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.api.status import Status
from modelbench.controller import metrics
from modelbench.controller.environment import read_environment
from modelbench.controller.reconcile_context import ReconcileContext
from modelbench.controller.runner_progress import read_progress
from modelbench.controller.runner_watch import failure_of
from modelbench.kube.client import ApiError
from modelbench.resources.metadata import Manifest
from modelbench.scenarios.registry import SCENARIOS


class RemovalError(ApiError):
    """A child could not be removed: nothing else is wrong with its benchmark."""


def finish(context: ReconcileContext, progress: Progress) -> None:
    """The runner has ended, and said how."""
    status = context.record.status
    status.environment(read_environment(context.api, status.status.environment))
    reason, message = _concluded(context, progress)
    _clean_up(context, with_runner=False)
    # Told after what may fail and is tried again.
    _tell_troubles(context, progress)
    _write_end(context, reason, message)


def _concluded(context: ReconcileContext, progress: Progress) -> tuple[Reason, str]:
    """Bring the end into the status; its reason, and what is told of it."""
    status = context.record.status
    if progress.state is RunState.FAILED:
        status.progress(progress)
        status.updated(progress)
        reason = progress.reason or Reason.RUNNER_FAILED
        status.failed(reason, progress.message)
        return reason, progress.message
    reason = status.completed(progress)
    completed = reason is Reason.COMPLETED
    return reason, headline(status.status) if completed else _summary(context)


def _tell_troubles(context: ReconcileContext, progress: Progress) -> None:
    """Tell people what befell the pods: no value shows it."""
    for variant in progress.findings.variants:
        if variant.pods is not None and variant.pods.summary:
            context.record.event(
                "PodTrouble", f"variant {variant.name}: {variant.pods.summary}", warning=True
            )


def fail(
    context: ReconcileContext, reason: Reason, message: str, advice: str | None = None
) -> None:
    """The operator ends it, with all that its runner has found so far.

    ``advice`` takes the place of that of ``reason``.
    """
    # What cannot be read may be the very reason.
    with suppress(BenchmarkError):
        _report(context)
    _end_in_two_steps(context, reason, advise(reason, message, advice))


def give_up(context: ReconcileContext, error: Exception | str) -> None:
    """End it without what cannot be read or written: its status is built from nothing."""
    context.record.status.begin_anew()
    message = f"the operator cannot continue it: {error}"
    _end_in_two_steps(context, Reason.RUNNER_FAILED, message)


def end_at_last(context: ReconcileContext) -> None:
    """The second step of an end that was told: remove what is left, and write it."""
    decided = context.benchmark.succeeded
    if decided is not None:
        _second_step(context, decided.reason, decided.message)


def clean_up_deleted(context: ReconcileContext) -> None:
    """Stop what is being deleted at once: a finalizer may keep it, and so its children, for ever.

    Each operator does so once.
    """
    if context.uid in context.memory.removed or context.benchmark.is_finished:
        return
    _clean_up(context, with_runner=True)
    context.memory.removed.add(context.uid)


def headline(status: Status) -> str:
    """The summary of every scenario of all variants."""
    parts = [
        (variant.name, scenario.name, scenario.status_of(variant))
        for variant in status.variants
        for scenario in SCENARIOS
    ]
    return "; ".join(
        f"{variant} {scenario}: {found.summary}"
        for variant, scenario, found in parts
        if found is not None and found.summary
    )


def _report(context: ReconcileContext) -> None:
    results = context.children.results()
    status = context.record.status
    if results is None:
        return
    progress = read_progress(results, context.benchmark, status.measured_types)
    if progress is not None:
        status.progress(progress)


def _end_in_two_steps(context: ReconcileContext, reason: Reason, message: str) -> None:
    change = context.record.status.ends
    change(reason, message)
    _second_step(context, *_write(context, reason, message, change))


def _second_step(context: ReconcileContext, reason: Reason, message: str) -> None:
    _clean_up(context, with_runner=_may_run(context.children.job()))
    context.record.status.failed(reason, message)
    _write_end(context, reason, message)


def _may_run(job: Manifest | None) -> bool:
    """A runner's Job that has failed runs no more, and its log tells why."""
    return job is None or failure_of(job) is None


def _write_end(context: ReconcileContext, reason: Reason, message: str) -> None:
    reason, message = _write(context, reason, message, context.record.status.failed)
    metrics.BENCHMARKS_FINISHED.labels(reason).inc()
    context.record.event(reason, message, warning=reason is not Reason.COMPLETED)


def _write(
    context: ReconcileContext, reason: Reason, message: str, change: Callable[[Reason, str], None]
) -> tuple[Reason, str]:
    """Write an end; what came of it. Without figures where the API server does not take them.

    ``tell`` builds the end then.
    """
    try:
        context.record.write()
    except ApiError as error:
        if not _is_refused(error):
            raise
        reason, message = Reason.RUNNER_FAILED, f"the API server rejects its results: {error}"
        context.record.status.begin_anew()
        change(reason, message)
        context.record.write()
    return reason, message


def _is_refused(error: ApiError) -> bool:
    """Whether a status is too large, for its schema or for etcd."""
    return error.status in (413, 422) or "request is too large" in error.message


def _clean_up(context: ReconcileContext, *, with_runner: bool) -> None:
    try:
        context.children.remove(with_runner=with_runner)
    except ApiError as error:
        raise RemovalError(error.status, error.message) from error.__cause__
    context.memory.forget(context.uid)


def _summary(context: ReconcileContext) -> str:
    found = find_condition(context.record.status.status.conditions, SUCCEEDED)
    return "" if found is None else found.message
