"""What of the variants was measured on which a forecast rests."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

from modelbench.api.mode import Mode
from modelbench.api.pod_samples import QUEUE_PROXY, ContainerRequest
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.spec import Spec
from modelbench.api.variants import Variant, variants_of
from modelbench.cost.quantities import DEFAULT_QUEUE_PROXY
from modelbench.cost.run_cost import model_pods
from modelbench.forecast.cpu_use import used_vcpu
from modelbench.forecast.options import MeasuredVariant, Overload
from modelbench.forecast.pod_capacity import service_capacity, shared_capacity
from modelbench.forecast.timings import timings_of
from modelbench.scenarios.steady.rates import (
    SATURATION,
    held,
    overload,
    steady_rates,
    steady_segments,
    throughput,
)
from modelbench.scenarios.steady.summary import limited_by
from modelbench.segments.queue_growth import queue_growth

_CAPACITY_ERROR = 0.05
"""By so much the capacity of an overloaded variant may be told too low: its last responses come
after the last request, from pods of which some are idle by then."""


def measured_variants(samples: Samples, spec: Spec) -> tuple[MeasuredVariant, ...]:
    """All variants of a benchmark, in their order."""
    variants = variants_of(spec)
    found = [_measured(samples, variant, variants, spec) for variant in variants]
    return tuple(replace(one, pod_capacity=shared_capacity(one, found)) for one in found)


def _measured(
    samples: Samples, variant: Variant, variants: Sequence[Variant], spec: Spec
) -> MeasuredVariant:
    timings = timings_of(samples, variant, variants, spec.scenarios.cold_start)
    found = MeasuredVariant(
        variant,
        timings,
        0,
        _queue_proxy(samples, variant),
        used_vcpu=used_vcpu(samples, variant, variants, timings.handler),
        tokens=_tokens(samples, variant.name),
    )
    if variant.mode is Mode.SERVERLESS or found.horizontal is not None:
        found = replace(found, pod_capacity=service_capacity(samples, variant.name))
    found = replace(found, highest_rate=_highest_rate(samples, found, spec))
    return replace(found, overload=_overload(samples, found))


def _tokens(samples: Samples, name: str) -> tuple[int, int] | None:
    """Those of all good streams under load, whatever the rate; None without any."""
    streams = [s.stream for s in samples.segments if s.variant == name and s.stream is not None]
    tokens, responses = sum(one.tokens for one in streams), sum(one.streams for one in streams)
    return (tokens, responses) if tokens and responses else None


def _queue_proxy(samples: Samples, variant: Variant) -> ContainerRequest:
    """Find what queue-proxy requested in the run's pods; Knative's default when none was seen."""
    pods = model_pods(samples, variant.name)
    found = (c for pod in pods for c in pod.containers if c.name == QUEUE_PROXY)
    return next(found, DEFAULT_QUEUE_PROXY)


def _highest_rate(samples: Samples, measured: MeasuredVariant, spec: Spec) -> int:
    """The highest rate that a variant was seen to hold; 0 when none was measured.

    What more pods than those of the forecast helped to hold does not count.
    """
    variant = measured.variant
    found = [*_held_rates(samples, variant.name), *_held_steps(samples, variant.name, spec)]
    if variant.mode is Mode.CONTAINERIZED:
        found = [rounds for rounds in found if _most_ready(rounds) <= measured.most_pods]
    return max((rounds[0].rate for rounds in found), default=0)


def _overload(samples: Samples, measured: MeasuredVariant) -> Overload | None:
    """The lowest rate above the highest that was held at which the variant itself gave in."""
    name = measured.variant.name
    for rate in steady_rates(samples, name):
        rounds = steady_segments(samples, name, rate)
        reason = overload(rounds, samples.pods)
        if rate > measured.highest_rate and reason is not None:
            return Overload(rate, reason, _too_much(rounds, measured))
    return None


def _too_much(rounds: Sequence[LoadSegment], measured: MeasuredVariant) -> float:
    """The least rate that is surely too much, by what was seen at one that was not held.

    Infinite where a HorizontalPodAutoscaler had not yet started all pods that it may.
    """
    rate, most = float(rounds[0].rate), measured.most_pods
    if measured.horizontal is not None and _least_ready(rounds) < most:
        return inf
    fixed = measured.variant.mode is Mode.CONTAINERIZED
    if not fixed or queue_growth(rounds) is None or _most_ready(rounds) > most:
        return rate
    return min(rate, throughput(rounds) * (1 + _CAPACITY_ERROR))


def _held_rates(samples: Samples, name: str) -> Iterator[Sequence[LoadSegment]]:
    """The rounds of each steady rate that was held in all of them together."""
    for rate in steady_rates(samples, name):
        rounds = steady_segments(samples, name, rate)
        if held(rounds, samples.pods):
            yield rounds


def _held_steps(samples: Samples, name: str, spec: Spec) -> Iterator[Sequence[LoadSegment]]:
    """The steps of the saturation that were held, each by itself."""
    steady = spec.scenarios.steady
    if steady is None or steady.saturation is None:
        return
    objective = steady.saturation.latency_objective_milliseconds
    for segment in samples.segments:
        mine = (segment.scenario, segment.variant) == (SATURATION, name)
        if mine and limited_by(segment, objective, samples.pods) is None:
            yield (segment,)


def _most_ready(rounds: Sequence[LoadSegment]) -> int:
    return max((change.ready for segment in rounds for change in segment.scale), default=0)


def _least_ready(rounds: Sequence[LoadSegment]) -> int:
    return min((change.ready for segment in rounds for change in segment.scale), default=0)
