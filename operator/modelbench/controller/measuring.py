"""A benchmark that measures: its children are kept there, and its runner's word is told."""

from datetime import timedelta

from modelbench.api.conditions import RESOURCES_READY, find_condition
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.controller.ending import fail, finish
from modelbench.controller.look import Ensured, Look
from modelbench.controller.outages import is_outage
from modelbench.controller.runner_progress import read_progress
from modelbench.controller.runner_watch import check_runner
from modelbench.kube.client import ApiError

_RUNNING_SECONDS = 2.0
_PATIENCE_SECONDS = 90
"""How long Knative's webhook, for instance, may be away while the variants are created."""
_ENSURED = timedelta(seconds=30)
"""A variant that somebody deletes by hand is made again within this time."""


def measure(look: Look) -> float | None:
    """Create what is missing, follow the run and end it; the seconds until the next look."""
    try:
        return _follow(look)
    except BenchmarkError as error:
        fail(look, error.reason, error.message)
    except ApiError as error:
        if is_outage(error) or is_ready(look) or look.age_seconds < _PATIENCE_SECONDS:
            raise
        fail(look, _reason_after_patience(error), str(error))
    return None


def is_ready(look: Look) -> bool:
    """Whether all variants have answered."""
    found = find_condition(look.benchmark.status.conditions, RESOURCES_READY)
    return found is not None and found.is_true


def _follow(look: Look) -> float | None:
    progress = _progress(look)
    if progress is not None and progress.ended:
        finish(look, progress)
        return None
    remaining = _limit_seconds(look) - look.age_seconds
    if remaining < 0:
        raise BenchmarkError(Reason.DEADLINE_EXCEEDED, _deadline_message(look))
    job = look.children.job()
    if job is None or _is_missing_something(look, progress):
        _ensure(look, progress)
    else:
        check_runner(look.api, look.benchmark.names, job, look.now)
    # Without a runner it is the word of one before: of a suspended run, or of one that crashed.
    if progress is not None and job is not None and job.get("status", {}).get("ready"):
        _report(look, progress)
    return min(_RUNNING_SECONDS, max(0.1, remaining))


def _progress(look: Look) -> Progress | None:
    results = look.children.results()
    if results is None:
        look.memory.ensured.pop(look.uid, None)
        return None
    status = look.record.status
    status.refer(look.benchmark.names.results)
    return read_progress(results, look.benchmark, status.measured_types)


def _limit_seconds(look: Look) -> int:
    """What the spec says, unless an administrator allows less."""
    asked, most = look.benchmark.spec.active_deadline_seconds, look.settings.max_deadline_seconds
    return asked if most is None else min(asked, most)


def _deadline_message(look: Look) -> str:
    limit, asked = _limit_seconds(look), look.benchmark.spec.active_deadline_seconds
    if limit < asked:
        return f"it ran longer than the administrator of the cluster allows ({limit} s)"
    return f"it ran longer than activeDeadlineSeconds ({limit} s)"


def _is_missing_something(look: Look, progress: Progress | None) -> bool:
    ensured = look.memory.ensured.get(look.uid)
    if ensured is None or look.now - ensured.at >= _ENSURED:
        return True
    return progress is not None and ensured.lanes != progress.lanes


def _ensure(look: Look, progress: Progress | None) -> None:
    """Create all that is missing. Without a word of the runner the lanes stay as they are."""
    before = look.memory.ensured.get(look.uid)
    look.children.ensure()
    if progress is not None:
        look.children.ensure_lanes(progress.lanes)
        if before is None or before.lanes != progress.lanes:
            look.children.remove_lanes(progress.lanes)
    lanes = None if progress is None else progress.lanes
    look.memory.ensured[look.uid] = Ensured(lanes, look.now)


def _report(look: Look, progress: Progress) -> None:
    begins = progress.state is RunState.MEASURING and not is_ready(look)
    look.record.status.progress(progress)
    if look.record.write() and begins:
        look.record.event("Measuring", "All variants answer and are being measured")


def _reason_after_patience(error: ApiError) -> Reason:
    knative = "webhook" in error.message or "knative" in error.message
    return Reason.KNATIVE_UNAVAILABLE if knative else Reason.RESOURCES_REJECTED
