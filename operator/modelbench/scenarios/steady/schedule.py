"""About how long steady load takes."""

from collections.abc import Sequence

from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.ways_to_zero import Starts


def needed_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:  # noqa: ARG001
    """The time for which load is sent. A rise that looks for saturation counts as one step."""
    settings = spec.scenarios.steady
    if settings is None:
        return 0.0
    segment = settings.warm_up_seconds + settings.duration_seconds
    of_a_variant = settings.rounds * len(settings.rates_per_second) * segment
    if settings.saturation is not None:
        of_a_variant += settings.warm_up_seconds + settings.saturation.step_seconds
    return float(len(variants) * of_a_variant)
