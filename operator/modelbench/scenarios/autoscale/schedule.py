"""About how long a rise in load takes."""

from collections.abc import Sequence

from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.ways_to_zero import Starts, cooling_seconds


def needed_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:  # noqa: ARG001
    """A rise from the base, and one from zero where a variant gets there."""
    settings = spec.scenarios.autoscale
    if settings is None:
        return 0.0
    rise = settings.ramp_seconds + settings.hold_seconds
    from_zero = [one for one in variants if one.scales_to_zero]
    return float(
        len(variants) * (settings.base_seconds + rise)
        + sum(cooling_seconds(one) + rise for one in from_zero)
    )
