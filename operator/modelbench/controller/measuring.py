"""A benchmark that measures: its children are kept there, and its runner's word is told."""

from datetime import timedelta

from modelbench.api.conditions import RESOURCES_READY, find_condition
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.variants import secret_keys
from modelbench.controller.ending import fail, finish
from modelbench.controller.missing_secrets import check_secrets
from modelbench.controller.outages import is_outage
from modelbench.controller.reconcile_context import Ensured, ReconcileContext
from modelbench.controller.runner_progress import read_progress
from modelbench.controller.runner_watch import check_runner
from modelbench.kube.client import ApiError
from modelbench.scenarios.plan import warning

_RUNNING_SECONDS = 2.0
"""Progress that people see is so old at most; each look costs two reads of the API."""

_PATIENCE_SECONDS = 90
"""How long Knative's webhook, for instance, may be away while the variants are created. It begins
with the first failure in a row: a single one may come at any age, such as while an image is
pulled."""
_ENSURED = timedelta(seconds=30)
"""A variant that somebody deletes by hand is made again within this time."""


def measure(context: ReconcileContext) -> float | None:
    """Create what is missing, follow the run and end it; the seconds until the next look."""
    try:
        return _follow(context)
    except BenchmarkError as error:
        fail(context, error.reason, error.message, error.advice)
    return None


def is_ready(context: ReconcileContext) -> bool:
    """Whether all variants have answered."""
    found = find_condition(context.benchmark.status.conditions, RESOURCES_READY)
    return found is not None and found.is_true


def _follow(context: ReconcileContext) -> float | None:
    progress = _progress(context)
    if progress is not None and progress.ended:
        finish(context, progress)
        return None
    remaining = _limit_seconds(context) - context.age_seconds
    if remaining < 0:
        raise BenchmarkError(Reason.DEADLINE_EXCEEDED, _deadline_message(context))
    job = context.children.job()
    if job is None or _is_missing_something(context, progress):
        _ensure(context, progress)
    else:
        names, needed = context.benchmark.names, secret_keys(context.benchmark.spec)
        check_secrets(context.api, names, needed, job, context.now)
        check_runner(context.api, names, job, context.now)
    # Without a runner it is the word of one before: of a suspended run, or of one that crashed.
    if progress is not None and job is not None and job.get("status", {}).get("ready"):
        _report(context, progress)
    return min(_RUNNING_SECONDS, max(0.1, remaining))


def _progress(context: ReconcileContext) -> Progress | None:
    results = context.children.results()
    if results is None:
        context.memory.ensured.pop(context.uid, None)
        return None
    status = context.record.status
    status.refer(context.benchmark.names.results)
    return read_progress(results, context.benchmark, status.measured_types)


def _limit_seconds(context: ReconcileContext) -> int:
    """What the spec says, unless an administrator allows less."""
    asked, most = (
        context.benchmark.spec.active_deadline_seconds,
        context.settings.max_deadline_seconds,
    )
    return asked if most is None else min(asked, most)


def _deadline_message(context: ReconcileContext) -> str:
    limit, asked = _limit_seconds(context), context.benchmark.spec.active_deadline_seconds
    if limit < asked:
        return f"it ran longer than the cluster administrator allows ({limit} s)"
    return f"it ran longer than activeDeadlineSeconds ({limit} s)"


def _is_missing_something(context: ReconcileContext, progress: Progress | None) -> bool:
    ensured = context.memory.ensured.get(context.uid)
    if ensured is None or context.now - ensured.at >= _ENSURED:
        return True
    return progress is not None and ensured.lanes != progress.lanes


def _ensure(context: ReconcileContext, progress: Progress | None) -> None:
    """Create all that is missing. BenchmarkError when that has failed for long, else ApiError."""
    try:
        _create(context, progress)
    except ApiError as error:
        if _has_lasted(context, error):
            raise BenchmarkError(_reason_after_patience(error), str(error)) from error
        raise
    context.memory.failing_since.pop(context.uid, None)


def _has_lasted(context: ReconcileContext, error: ApiError) -> bool:
    """Whether the variants could not be created for so long that they will not be."""
    if is_outage(error) or is_ready(context):
        context.memory.failing_since.pop(context.uid, None)
        return False
    since = context.memory.failing_since.setdefault(context.uid, context.now)
    return (context.now - since).total_seconds() >= _PATIENCE_SECONDS


def _create(context: ReconcileContext, progress: Progress | None) -> None:
    """Create all that is missing. Without a word of the runner the lanes stay as they are."""
    before = context.memory.ensured.get(context.uid)
    context.children.ensure()
    if progress is not None:
        context.children.ensure_lanes(progress.lanes)
        if before is None or before.lanes != progress.lanes:
            context.children.remove_lanes(progress.lanes)
    lanes = None if progress is None else progress.lanes
    context.memory.ensured[context.uid] = Ensured(lanes, context.now)


def _report(context: ReconcileContext, progress: Progress) -> None:
    begins = progress.state is RunState.MEASURING and not is_ready(context)
    warned = _warning(context, progress)
    context.record.status.progress(progress, warned)
    if context.record.write() and begins:
        words = "Every variant answers and is being measured"
        context.record.event("Measuring", f"{words}; but {warned}" if warned else words)


def _warning(context: ReconcileContext, progress: Progress) -> str:
    """What the runner expects not to fit, by the deadline at the end of its preparations."""
    if (plan := progress.plan) is None:
        return ""
    took = plan.prepared_nanoseconds / 1e9 - context.started.timestamp()
    return warning(plan, context.benchmark.spec, _limit_seconds(context) - took)


def _reason_after_patience(error: ApiError) -> Reason:
    knative = "webhook" in error.message or "knative" in error.message
    return Reason.KNATIVE_UNAVAILABLE if knative else Reason.RESOURCES_REJECTED
