"""About how long requests on the way to zero take."""

from collections.abc import Sequence

from modelbench.api.spec import Spec
from modelbench.api.variants import Variant
from modelbench.scenarios.reactivation.summary import gaps_seconds
from modelbench.scenarios.ways_to_zero import Starts


def needed_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:  # noqa: ARG001
    """All gaps: the lanes of all variants wait side by side."""
    settings = spec.scenarios.reactivation
    if settings is None:
        return 0.0
    gaps = [sum(gaps_seconds(variant, spec)) for variant in variants]
    return max(gaps) * settings.trials / spec.scenarios.lanes
