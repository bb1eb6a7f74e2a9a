"""What a benchmark that has not ended needs next, one stage a module."""

from modelbench.controller.admission import admit
from modelbench.controller.ending import end_at_last, give_up
from modelbench.controller.measuring import measure
from modelbench.controller.reconcile_context import ReconcileContext
from modelbench.controller.suspension import suspend


def sync(context: ReconcileContext, problem: str) -> float | None:
    """Suspend, wait, start, or follow the run; the seconds until the next look.

    ``problem`` says what of its status cannot be read: then it cannot go on from there.
    """
    if context.benchmark.is_ending:
        end_at_last(context)
        return None
    if context.benchmark.spec.suspend:
        suspend(context)
        return None
    if not context.benchmark.is_measuring:
        return admit(context)
    if problem:
        give_up(context, f"another version wrote its status: {problem}")
        return None
    return measure(context)
