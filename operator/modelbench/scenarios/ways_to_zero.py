"""About how long starts from zero take, for the schedules of several scenarios."""

from collections.abc import Mapping, Sequence

from modelbench.api.knative import DRAIN_SECONDS
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant

Starts = Mapping[str, float]
"""How long a start of each variant takes, in seconds."""


def starts_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts, trials: int) -> float:
    """So many starts of each variant: one after the other, while other lanes get cold."""
    in_turn = sum(trials * starts.get(one.name, 0.0) for one in variants)
    waits = [
        trials * (cooling_seconds(one) + starts.get(one.name, 0.0)) / spec.scenarios.lanes
        for one in variants
        if one.scales_to_zero
    ]
    return max([in_turn, *waits])


def cooling_seconds(variant: Variant) -> int:
    """How long a lane waits for zero at least, by its own settings."""
    settings = variant.serverless
    if settings is None:
        return 0
    return settings.stable_window_seconds + settings.scale_down_delay_seconds + DRAIN_SECONDS
