"""About how long cold starts take."""

from collections.abc import Sequence

from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.ways_to_zero import Starts, starts_seconds


def needed_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:
    """The fewest trials, with a warm-up before them."""
    settings = spec.scenarios.cold_start
    if settings is None:
        return 0.0
    cold = [one for one in variants if one.scales_to_zero or one.containerized is not None]
    return starts_seconds(spec, cold, starts, settings.trials + 1)
