"""A benchmark that its user has suspended."""

from modelbench.api.benchmark import Benchmark
from modelbench.api.conditions import SUSPENDED, find_condition
from modelbench.controller.reconcile_context import ReconcileContext


def is_suspended(benchmark: Benchmark) -> bool:
    """Whether all is done that suspends it."""
    found = find_condition(benchmark.status.conditions, SUSPENDED)
    return benchmark.spec.suspend and found is not None and found.is_true


def suspend(context: ReconcileContext) -> None:
    """Remove the variants and the runner, and stop its clock; samples are kept."""
    if is_suspended(context.benchmark):
        return
    context.children.remove(with_runner=True)
    context.memory.forget(context.uid)
    context.record.status.suspended()
    if context.record.write():
        context.record.event("Suspended", "Removed all variants and the runner; samples are kept")
