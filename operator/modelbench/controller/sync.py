"""What a benchmark that has not ended needs next, one stage a module."""

from modelbench.controller.admission import admit
from modelbench.controller.ending import give_up
from modelbench.controller.look import Look
from modelbench.controller.measuring import measure
from modelbench.controller.suspension import suspend


def sync(look: Look, complaint: str) -> float | None:
    """Suspend, wait, start, or follow the run; the seconds until the next look.

    ``complaint`` says what of its status cannot be read: then it cannot go on from there.
    """
    if look.benchmark.spec.suspend:
        suspend(look)
        return None
    if not look.benchmark.is_measuring:
        return admit(look)
    if complaint:
        give_up(look, f"another version wrote its status: {complaint}")
        return None
    return measure(look)
