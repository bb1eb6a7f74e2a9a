"""How long what a spec asks for takes, as far as that is known when every variant has answered."""

from collections.abc import Sequence

from modelbench.api.progress import Plan
from modelbench.api.scenarios.cold_start import FirstEver
from modelbench.api.spec import Spec
from modelbench.api.units import SECOND
from modelbench.api.variants import Variant
from modelbench.scenarios.registry import asked_scenarios
from modelbench.scenarios.ways_to_zero import Starts


def plan_of(
    spec: Spec, variants: Sequence[Variant], first_ever: Sequence[FirstEver], now_nanoseconds: int
) -> Plan:
    """What the first starts tell of the time to come, at the end of the preparations."""
    starts = {one.variant: _start_seconds(one) for one in first_ever}
    slowest = max(starts, key=lambda name: starts[name], default="")
    return Plan(
        prepared_nanoseconds=now_nanoseconds,
        needed_seconds=round(needed_seconds(spec, variants, starts)),
        slowest_variant=slowest,
        slowest_start_seconds=round(starts.get(slowest, 0)),
    )


def warning(plan: Plan, spec: Spec, left_seconds: float) -> str:
    """What will not fit, or nothing; ``left_seconds`` are those of the deadline."""
    words = []
    start = f"the first pod of {plan.slowest_variant} took {plan.slowest_start_seconds} s to start"
    if plan.slowest_start_seconds > spec.start_seconds:
        words.append(f"{start}, and a start may take {spec.start_seconds} s")
    if plan.needed_seconds > left_seconds:
        words.append(
            f"the rest takes about {plan.needed_seconds} s, but the deadline leaves "
            f"{max(0, round(left_seconds))} s"
        )
    return "; ".join(words)


def needed_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:
    """About how long all scenarios take, with as few trials as the spec allows.

    What is known beforehand alone: starts, ways to zero, and the time for which load is sent.
    """
    asked = asked_scenarios(spec)
    return sum(one.schedule.needed_seconds(spec, variants, starts) for one in asked)


def _start_seconds(first: FirstEver) -> float:
    """The start of the first pod without the pull of its image, which later ones do not need."""
    total = (first.total_nanoseconds or 0) - (first.image_pull_nanoseconds or 0)
    return max(0, total) / SECOND
