"""When a finished benchmark is deleted, if its spec says so."""

from datetime import datetime, timedelta

from modelbench.api.benchmark import Benchmark
from modelbench.controller.reconcile_context import ReconcileContext


def expires_at(benchmark: Benchmark) -> datetime | None:
    """The end of its time to live; None when it has none. ValueError for a time that is none."""
    seconds, completed = benchmark.spec.ttl_seconds_after_finished, benchmark.status.completion_time
    if seconds is None or completed is None:
        return None
    return datetime.fromisoformat(completed) + timedelta(seconds=seconds)


def expire(context: ReconcileContext) -> float | None:
    """Delete it when its time is over; the seconds until then, None when it stays for ever."""
    at = expires_at(context.benchmark)
    if at is None:
        return None
    remaining = (at - context.now).total_seconds()
    if remaining > 0:
        return remaining
    uid = {"preconditions": {"uid": context.benchmark.metadata.uid}}
    context.api.delete(context.url, uid)
    return None
