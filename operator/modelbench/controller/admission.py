"""Whether a benchmark may start to measure now, or waits for others."""

from datetime import timedelta

from modelbench.api.conditions import SUCCEEDED, find_condition
from modelbench.api.names import BENCHMARK_LABEL
from modelbench.api.reasons import Reason
from modelbench.controller.lingering import count_lingering
from modelbench.controller.queue_order import count_ahead
from modelbench.controller.reconcile_context import ReconcileContext
from modelbench.kube.client import url_of

_WAITING_SECONDS = 60.0
"""The end of another one wakes it earlier."""
_LINGERING_SECONDS = 2.0
"""The last pods go within seconds, and a list of labelled pods costs little."""

_MOST_LINGERING = timedelta(minutes=2)
"""Twice as long as one pod is waited for; with always new ones nobody would ever start."""


def admit(context: ReconcileContext) -> float:
    """Start it or queue it; the seconds until the next look.

    What is in memory may be old, so it can keep a benchmark waiting but start none: that wants a
    list of this moment.
    """
    ahead = _count_ahead(context) or _count_ahead(context, afresh=True)
    if ahead:
        context.memory.first_in_line.pop(context.uid, None)
        others = f"{ahead} other benchmark{'s' if ahead > 1 else ''}"
        _queue(context, f"waiting for {others} to finish")
        return _WAITING_SECONDS
    if _waits_for_pods(context):
        _queue(context, "waiting for the last pods of earlier benchmarks")
        return _LINGERING_SECONDS
    _start(context)
    return 0.0


def _count_ahead(context: ReconcileContext, *, afresh: bool = False) -> int:
    everyone = context.inventory.list_benchmarks() if afresh else context.inventory.store.all()
    return count_ahead(
        context.benchmark, everyone, context.settings.max_concurrent, context.set_aside
    )


def _waits_for_pods(context: ReconcileContext) -> bool:
    if context.settings.max_concurrent > 1:
        return False
    since = context.memory.first_in_line.setdefault(context.uid, context.now)
    if context.now - since > _MOST_LINGERING:
        return False
    pods = context.api.list_all(url_of("v1", "Pod"), {"labelSelector": BENCHMARK_LABEL})
    return count_lingering(pods["items"], context.now) > 0


def _queue(context: ReconcileContext, message: str) -> None:
    known = find_condition(context.benchmark.status.conditions, SUCCEEDED)
    is_new = known is None or known.reason is not Reason.QUEUED
    context.record.status.queued(message)
    if context.record.write() and is_new:
        context.record.event("Queued", message.capitalize())


def _start(context: ReconcileContext) -> None:
    # What was suspended in mid-run keeps its results.
    resumes = context.benchmark.status.results_ref is not None
    context.memory.first_in_line.pop(context.uid, None)
    context.record.status.started()
    context.record.write()
    context.record.event("Resumed" if resumes else "Started", "Creating all variants")
