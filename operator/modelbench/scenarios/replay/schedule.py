"""About how long a replay takes."""

from collections.abc import Sequence

from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.ways_to_zero import Starts, cooling_seconds


def needed_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:  # noqa: ARG001
    """The stretch on each variant in turn, and the way to zero after it."""
    settings = spec.scenarios.replay
    if settings is None:
        return 0.0
    stretches = len(variants) * settings.duration_seconds
    return float(stretches + sum(cooling_seconds(one) for one in variants if one.scales_to_zero))
