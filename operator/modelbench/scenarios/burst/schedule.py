"""About how long bursts take."""

from collections.abc import Sequence

from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.ways_to_zero import Starts, starts_seconds


def needed_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:
    """The ways to zero: a burst on pods that are kept takes no time to speak of."""
    settings = spec.scenarios.burst
    if settings is None:
        return 0.0
    cold = [one for one in variants if one.scales_to_zero]
    return starts_seconds(spec, cold, starts, settings.trials)
