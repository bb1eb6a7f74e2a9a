"""The end of a benchmark, well or badly.

The variants are removed before the end is written: what is finished is never looked at again.
"""

from contextlib import suppress

from modelbench.api.conditions import SUCCEEDED, find_condition
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import BenchmarkError, Reason, advise
from modelbench.api.status import Status
from modelbench.controller import metrics
from modelbench.controller.environment import read_environment
from modelbench.controller.look import Look
from modelbench.controller.runner_progress import read_progress
from modelbench.controller.runner_watch import failure_of
from modelbench.scenarios.registry import SCENARIOS


def finish(look: Look, progress: Progress) -> None:
    """The runner has ended, and said how."""
    status = look.record.status
    status.environment(read_environment(look.api, status.status.environment))
    if progress.state is RunState.FAILED:
        status.progress(progress)
        status.updated(progress)
        _end(look, progress.reason or Reason.RUNNER_FAILED, progress.message)
        return
    reason = status.completed(progress)
    _clean_up(look, with_runner=False)
    completed = reason is Reason.COMPLETED
    _write_end(look, reason, headline(status.status) if completed else _summary(look))


def fail(look: Look, reason: Reason, message: str) -> None:
    """The operator ends it, with all that its runner has found so far."""
    # What cannot be read may be the very reason.
    with suppress(BenchmarkError):
        _report(look)
    # A runner's Job that has failed runs no more, and its log tells why.
    job = look.children.job()
    with_runner = job is None or failure_of(job) is None
    _end(look, reason, advise(reason, message), with_runner=with_runner)


def give_up(look: Look, error: Exception | str) -> None:
    """End it without what cannot be read or written: its status is built from nothing."""
    _clean_up(look, with_runner=True)
    look.record.status.begin_anew()
    message = f"the operator cannot go on with it: {error}"
    look.record.status.failed(Reason.RUNNER_FAILED, message)
    _write_end(look, Reason.RUNNER_FAILED, message)


def clean_up_deleted(look: Look) -> None:
    """Stop what is being deleted at once: a finalizer may keep it, and so its children, for ever.

    Each operator does so once.
    """
    if look.uid in look.memory.removed or look.benchmark.is_finished:
        return
    _clean_up(look, with_runner=True)
    look.memory.removed.add(look.uid)


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


def _report(look: Look) -> None:
    results = look.children.results()
    status = look.record.status
    if results is None:
        return
    progress = read_progress(results, look.benchmark, status.measured_types)
    if progress is not None:
        status.progress(progress)


def _end(look: Look, reason: Reason, message: str, *, with_runner: bool = False) -> None:
    look.record.status.failed(reason, message)
    _clean_up(look, with_runner=with_runner)
    _write_end(look, reason, message)


def _write_end(look: Look, reason: Reason, message: str) -> None:
    look.record.write()
    metrics.BENCHMARKS_FINISHED.labels(reason).inc()
    look.record.event(reason, message, warning=reason is not Reason.COMPLETED)


def _clean_up(look: Look, *, with_runner: bool) -> None:
    look.children.remove(with_runner=with_runner)
    look.memory.forget(look.uid)


def _summary(look: Look) -> str:
    found = find_condition(look.record.status.status.conditions, SUCCEEDED)
    return "" if found is None else found.message
