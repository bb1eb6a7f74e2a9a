"""About how long users at once take."""

from collections.abc import Sequence

from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.ways_to_zero import Starts


def needed_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:  # noqa: ARG001
    """The time for which load is sent."""
    settings = spec.scenarios.users
    if settings is None:
        return 0.0
    segment = settings.warm_up_seconds + settings.duration_seconds
    return float(len(variants) * settings.rounds * len(settings.counts) * segment)
