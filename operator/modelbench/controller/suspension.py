"""A benchmark that its user has suspended."""

from modelbench.api.benchmark import Benchmark
from modelbench.api.conditions import SUSPENDED, find_condition
from modelbench.controller.look import Look


def is_suspended(benchmark: Benchmark) -> bool:
    """Whether all is done that suspends it."""
    found = find_condition(benchmark.status.conditions, SUSPENDED)
    return benchmark.spec.suspend and found is not None and found.is_true


def suspend(look: Look) -> None:
    """Remove the variants and the runner, and stop its clock; samples are kept."""
    if is_suspended(look.benchmark):
        return
    look.children.remove(with_runner=True)
    look.memory.forget(look.uid)
    look.record.status.suspended()
    if look.record.write():
        look.record.event("Suspended", "Removed all variants and the runner; samples are kept")
