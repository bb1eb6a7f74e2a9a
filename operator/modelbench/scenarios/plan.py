"""How long what a spec asks for takes, as far as that is known when every variant has answered."""

from collections.abc import Mapping, Sequence

from modelbench.api.knative import DRAIN_SECONDS
from modelbench.api.progress import Plan
from modelbench.api.scenarios.cold_start import FirstEver
from modelbench.api.spec import Spec
from modelbench.api.units import SECOND
from modelbench.api.variants import Variant
from modelbench.scenarios.reactivation.summary import gaps_seconds

Starts = Mapping[str, float]
"""How long a start of each variant takes, in seconds."""


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
            f"what is asked for takes about {plan.needed_seconds} s more, and the deadline leaves "
            f"{max(0, round(left_seconds))} s"
        )
    return "; ".join(words)


def needed_seconds(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:
    """About how long all scenarios take, with as few trials as the spec allows.

    What is known beforehand alone: starts, ways to zero, and the time for which load is sent. A
    rise that looks for saturation counts as one step.
    """
    return (
        _cold_starts(spec, variants, starts)
        + _bursts(spec, variants, starts)
        + _reactivation(spec, variants)
        + _steady(spec, variants)
        + _autoscale(spec, variants)
    )


def _cold_starts(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:
    """One start at a time, while other lanes get cold. A warm-up comes first."""
    settings = spec.scenarios.cold_start
    if settings is None:
        return 0.0
    cold = [one for one in variants if one.scales_to_zero or one.containerized is not None]
    return _from_zero(spec, cold, starts, settings.trials + 1)


def _bursts(spec: Spec, variants: Sequence[Variant], starts: Starts) -> float:
    settings = spec.scenarios.burst
    cold = [one for one in variants if one.scales_to_zero]
    return 0.0 if settings is None else _from_zero(spec, cold, starts, settings.trials)


def _from_zero(spec: Spec, variants: Sequence[Variant], starts: Starts, trials: int) -> float:
    """Starts are one after the other; the ways to zero of several lanes are side by side."""
    in_turn = sum(trials * starts.get(one.name, 0.0) for one in variants)
    lanes = spec.scenarios.lanes
    waits = [
        trials * (_cooling_seconds(one) + starts.get(one.name, 0.0)) / lanes
        for one in variants
        if one.scales_to_zero
    ]
    return max([in_turn, *waits])


def _reactivation(spec: Spec, variants: Sequence[Variant]) -> float:
    settings = spec.scenarios.reactivation
    if settings is None:
        return 0.0
    gaps = [sum(gaps_seconds(variant, spec)) for variant in variants]
    return max(gaps) * settings.trials / spec.scenarios.lanes


def _steady(spec: Spec, variants: Sequence[Variant]) -> float:
    settings = spec.scenarios.steady
    if settings is None:
        return 0.0
    segment = settings.warm_up_seconds + settings.duration_seconds
    of_a_variant = settings.rounds * len(settings.rates_per_second) * segment
    if settings.saturation is not None:
        of_a_variant += settings.warm_up_seconds + settings.saturation.step_seconds
    return float(len(variants) * of_a_variant)


def _autoscale(spec: Spec, variants: Sequence[Variant]) -> float:
    """A rise from the base, and one from zero where a variant gets there."""
    settings = spec.scenarios.autoscale
    if settings is None:
        return 0.0
    rise = settings.ramp_seconds + settings.hold_seconds
    from_zero = [one for one in variants if one.scales_to_zero]
    return float(
        len(variants) * (settings.base_seconds + rise)
        + sum(_cooling_seconds(one) + rise for one in from_zero)
    )


def _cooling_seconds(variant: Variant) -> int:
    """How long a lane waits for zero at least, by its own settings."""
    settings = variant.serverless
    if settings is None:
        return 0
    return settings.stable_window_seconds + settings.scale_down_delay_seconds + DRAIN_SECONDS


def _start_seconds(first: FirstEver) -> float:
    """The start of the first pod without the pull of its image, which later ones do not need."""
    total = (first.total_nanoseconds or 0) - (first.image_pull_nanoseconds or 0)
    return max(0, total) / SECOND
