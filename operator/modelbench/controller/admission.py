"""Whether a benchmark may start to measure now, or waits for others."""

from datetime import timedelta

from modelbench.api.conditions import SUCCEEDED, find_condition
from modelbench.api.names import BENCHMARK_LABEL
from modelbench.api.reasons import Reason
from modelbench.controller.lingering import count_lingering
from modelbench.controller.look import Look
from modelbench.controller.queue_order import count_ahead
from modelbench.kube.client import url_of

_WAITING_SECONDS = 60.0
"""The end of another one wakes it earlier."""
_LINGERING_SECONDS = 2.0
_MOST_LINGERING = timedelta(minutes=2)
"""Twice as long as one pod is waited for; with always new ones nobody would ever start."""


def admit(look: Look) -> float:
    """Start it or queue it; the seconds until the next look.

    What is in memory may be old, so it can keep a benchmark waiting but start none: that wants a
    list of this moment.
    """
    ahead = _count_ahead(look) or _count_ahead(look, afresh=True)
    if ahead:
        look.memory.first_in_line.pop(look.uid, None)
        others = f"{ahead} other benchmark{'s' if ahead > 1 else ''}"
        _queue(look, f"waiting for {others} to finish")
        return _WAITING_SECONDS
    if _waits_for_pods(look):
        _queue(look, "waiting for the last pods of earlier benchmarks")
        return _LINGERING_SECONDS
    _start(look)
    return 0.0


def _count_ahead(look: Look, *, afresh: bool = False) -> int:
    everyone = look.survey.everyone() if afresh else look.survey.store.all()
    return count_ahead(look.benchmark, everyone, look.settings.max_concurrent, look.set_aside)


def _waits_for_pods(look: Look) -> bool:
    if look.settings.max_concurrent > 1:
        return False
    since = look.memory.first_in_line.setdefault(look.uid, look.now)
    if look.now - since > _MOST_LINGERING:
        return False
    pods = look.api.list_all(url_of("v1", "Pod"), {"labelSelector": BENCHMARK_LABEL})
    return count_lingering(pods["items"], look.now) > 0


def _queue(look: Look, message: str) -> None:
    known = find_condition(look.benchmark.status.conditions, SUCCEEDED)
    is_new = known is None or known.reason is not Reason.QUEUED
    look.record.status.queued(message)
    if look.record.write() and is_new:
        look.record.event("Queued", message.capitalize())


def _start(look: Look) -> None:
    # What was suspended in mid-run keeps its results.
    resumes = look.benchmark.status.results_ref is not None
    look.memory.first_in_line.pop(look.uid, None)
    look.record.status.started()
    look.record.write()
    look.record.event("Resumed" if resumes else "Started", "Creating all variants")
