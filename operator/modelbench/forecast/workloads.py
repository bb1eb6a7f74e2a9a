"""From what was measured of a variant to what a simulation is given."""

from dataclasses import replace
from math import inf

from modelbench.api.choices import Cost
from modelbench.api.spec import ScalingMetric, Serverless
from modelbench.forecast.month import UnmeasuredError
from modelbench.forecast.options import Durations, MeasuredVariant
from modelbench.forecast.timings import NEEDS_STEADY, Estimate
from modelbench.forecast.workload import Horizontal, Knative, Workload


def workload_of(measured: MeasuredVariant, cost: Cost, durations: Durations) -> Workload:
    """The pods of a variant on a cluster. UnmeasuredError without what they rest on.

    A pod takes as long to start as a cold start takes beyond the response itself.
    """
    variant, timings = measured.variant, measured.timings
    if durations.service is None:
        raise UnmeasuredError(NEEDS_STEADY)
    services = _scaled(timings.service, durations.service)
    starts = _scaled(timings.cold_start, durations.cold_start or 0.0)
    starts = tuple(max(0.0, start - durations.service) for start in starts)
    if variant.serverless is None:
        slots = _slots(measured, durations.service)
        horizontal = _horizontal(measured, durations.service)
        if horizontal is None:
            return Workload(services, slots=slots, replicas=variant.kept_pods)
        drain, pods = durations.drain, variant.kept_pods
        return Workload(services, starts, slots, drain, pods, horizontal=horizontal)
    if variant.scales_to_zero and durations.cold_start is None:
        raise UnmeasuredError("it needs spec.scenarios.coldStart")
    return Workload(
        services,
        starts,
        _slots(measured, durations.service, variant.serverless.container_concurrency),
        durations.drain,
        autoscaler=_knative(variant.serverless, _window(variant.serverless, cost), durations.grace),
    )


def function_of(measured: MeasuredVariant, durations: Durations) -> Workload:
    """The same at a provider that bills requests: ``starts`` are initializations."""
    return Workload(*_without_knative(measured, durations), 1)


def instances_of(measured: MeasuredVariant, keep_seconds: float, durations: Durations) -> Workload:
    """The same on a provider's instances: as many as the variant's own settings ask for, without
    Knative's hops, its ticks and its drain. An idle one is kept for so long.

    ValueError for a variant that is not serverless.
    """
    settings = measured.variant.serverless
    if settings is None:
        raise ValueError(f"{measured.variant.name} is not serverless")
    return Workload(
        *_without_knative(measured, durations),
        _slots(measured, durations.handler or 0.0, settings.container_concurrency),
        autoscaler=replace(_knative(settings, keep_seconds, 0.0), delay=0.0),
    )


def _without_knative(
    measured: MeasuredVariant, durations: Durations
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Responses and starts of the model itself."""
    timings = measured.timings
    if durations.handler is None:
        raise UnmeasuredError(timings.handler_missing)
    if durations.initialization is None:
        raise UnmeasuredError("it needs spec.scenarios.coldStart and the start of the application")
    return (
        _scaled(timings.handler, durations.handler),
        _scaled(timings.initialization, durations.initialization),
    )


def _knative(settings: Serverless, window_seconds: float, grace: float) -> Knative:
    return Knative(
        window=window_seconds,
        target=settings.target * settings.target_utilization_percentage / 100,
        by_rate=settings.metric is ScalingMetric.REQUESTS_PER_SECOND,
        min_scale=min(settings.min_scale, settings.max_scale),
        max_scale=settings.max_scale,
        activation_scale=min(max(1, settings.activation_scale), settings.max_scale),
        delay=float(settings.scale_down_delay_seconds),
        grace=grace,
    )


def _horizontal(measured: MeasuredVariant, service_seconds: float) -> Horizontal | None:
    """None where the number of pods is fixed, or is taken to be.

    A response that takes longer, such as by a gateway, uses no more CPU for that.
    """
    settings, handler = measured.horizontal, measured.timings.handler
    if settings is None or measured.used_vcpu is None or handler is None or not service_seconds:
        return None
    cpu_seconds = float(measured.used_vcpu) * handler.seconds
    return Horizontal(
        min_pods=measured.variant.kept_pods,
        max_pods=measured.most_pods,
        target_percent=settings.target_cpu_utilization_percentage,
        requested=float(measured.model_footprint.vcpu),
        used=cpu_seconds / service_seconds,
        stabilization=float(settings.scale_down_stabilization_seconds),
    )


def _window(settings: Serverless, cost: Cost) -> float:
    """Seconds: spec.cost.stableWindowSeconds, where given, in place of the variant's own."""
    return float(cost.window_of(settings.stable_window_seconds))


def _scaled(estimate: Estimate | None, seconds: float) -> tuple[float, ...]:
    """The samples, moved so that the estimate is at these seconds; without any, those alone."""
    if estimate is None or not estimate.samples or not estimate.seconds:
        return (seconds,)
    factor = seconds / estimate.seconds
    return tuple(sample * factor for sample in estimate.samples)


def _slots(measured: MeasuredVariant, seconds: float, allowed: int = 0) -> float:
    """How many requests a pod answers at a time: capacity * response time, and no more than the
    variant's own limit, where it has one.

    A pod that Knative gives more than that lets them wait inside; here they wait outside.
    """
    most = allowed or inf
    if measured.pod_capacity is None or not seconds:
        return most
    return min(most, max(1.0, round(measured.pod_capacity * seconds)))
