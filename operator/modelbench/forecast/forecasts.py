"""The month of each option of a profile: simulated at its own rate, and by a curve at others."""

from dataclasses import replace
from functools import cached_property
from math import inf

from modelbench.api.choices import MONTH_SECONDS, Cost, Traffic
from modelbench.forecast.kept_by_request import beyond_kept
from modelbench.forecast.month import free_share
from modelbench.forecast.options import Durations, MeasuredVariant, Option, as_measured
from modelbench.forecast.outcome import Outcome, distribution
from modelbench.forecast.rate_curve import Pod, RateCurve
from modelbench.forecast.simulated import (
    Budget,
    OverloadError,
    month_of_pods,
    month_of_requests,
)
from modelbench.forecast.trace_month import trace_of_pods, trace_of_requests
from modelbench.forecast.workload import Workload
from modelbench.forecast.workloads import function_of, instances_of, workload_of
from modelbench.traffic.spells import CURVE_PARTS, Spell, spells_of
from modelbench.traffic.trace_arrivals import Spread, recorded_at

OWN = Budget(12_000)
"""A fifth of a second for each end of what was measured."""

CURVE = Budget(4_000, latencies=False)
"""Of a curve each point is a tenth of that; its neighbours are as near as their errors."""

SEEDS = (2, 3)
"""Two simulations beside the first tell how far it may be off."""


class OptionForecast:
    """One option at one profile. UnmeasuredError without what it rests on."""

    def __init__(self, option: Option, traffic: Traffic, cost: Cost, quick: bool = False) -> None:
        self._option, self._traffic, self._cost = option, traffic, cost
        self._quick = quick

    @property
    def spreads(self) -> tuple[Spread, ...]:
        """How else the requests of a trace may have come, where it has counts alone."""
        trace = self._traffic.trace
        return () if trace is None or not trace.counts else (Spread.EVEN, Spread.CLUMPED)

    def own(
        self, durations: Durations, seed: int = 1, spread: Spread = Spread.INDEPENDENT
    ) -> Outcome:
        """The month of the profile itself."""
        return self._simulated(durations, self._traffic.rate, replace(OWN, seed=seed), spread)

    def at(self, rate: float, durations: Durations) -> Outcome:
        """A month at another mean rate of the same shape."""
        if self._is_kept_by_request:
            return beyond_kept(self._option, spells_of(self._traffic, rate), durations)
        return self._curve.at(rate, self._pod(durations))

    @cached_property
    def _curve(self) -> RateCurve:
        measured = as_measured(self._option)

        def simulated(rate: float) -> Outcome:
            try:
                return self._simulated(measured, rate, CURVE)
            except OverloadError:
                if self._option.measured.horizontal is None:
                    raise
                return _all_pods(self._workload(measured), rate)

        own = None if self._quick else self.own(measured)
        spells = spells_of(self._traffic, 1.0, CURVE_PARTS)
        return RateCurve(spells, self._pod(measured), simulated, own)

    def _simulated(
        self,
        durations: Durations,
        rate: float,
        budget: Budget,
        spread: Spread = Spread.INDEPENDENT,
    ) -> Outcome:
        spells, trace = spells_of(self._traffic, rate), self._traffic.trace
        if self._is_kept_by_request:
            return beyond_kept(self._option, spells, durations)
        recorded = None if trace is None else recorded_at(trace, rate, spread)
        if self._option.bills_requests:
            function = function_of(self._option.measured, durations)
            keep = float(self._option.sheet.keep_alive_seconds)
            if recorded is not None:
                return trace_of_requests(function, keep, recorded, budget)
            return month_of_requests(function, keep, spells, budget)
        workload = self._workload(durations)
        is_scaled = workload.autoscaler is not None or workload.horizontal is not None
        if not is_scaled and workload.most_per_second == inf:
            return _unlimited(workload, spells)
        if recorded is not None:
            return trace_of_pods(workload, recorded, budget)
        return month_of_pods(workload, spells, budget)

    def _workload(self, durations: Durations) -> Workload:
        if self._option.is_managed:
            keep = float(self._option.sheet.keep_alive_seconds)
            return instances_of(self._option.measured, keep, durations)
        return workload_of(_with_starts(self._option.measured, durations), self._cost, durations)

    @property
    def _is_kept_by_request(self) -> bool:
        return self._option.bills_requests and not self._option.variant.scales_to_zero

    def _pod(self, durations: Durations) -> Pod:
        if self._option.bills_requests:
            function = function_of(self._option.measured, durations)
            return Pod(float(self._option.sheet.keep_alive_seconds) + function.service, 0.0)
        workload = self._workload(durations)
        settings = workload.autoscaler
        if settings is None or settings.min_scale:
            kept = workload.replicas if settings is None else settings.min_scale
            return Pod(max(1.0, workload.service), 0.0, kept)
        start = sum(workload.starts) / len(workload.starts)
        return Pod(settings.hold + workload.service, start + workload.drain)


def _with_starts(measured: MeasuredVariant, durations: Durations) -> MeasuredVariant:
    """The variant with the cold starts of the durations, where they have some."""
    timings = measured.timings
    if not durations.starts or timings.cold_start is None:
        return measured
    starts = replace(timings.cold_start, samples=durations.starts)
    return replace(measured, timings=replace(timings, cold_start=starts))


def fixed(option: Option, traffic: Traffic, durations: Durations) -> Outcome:
    """Replicas that nobody starts or ends are paid for all month, whatever comes."""
    replicas = option.variant.kept_pods
    pods, busy = float(MONTH_SECONDS * replicas), None
    if durations.handler is not None:
        busy = pods * (1 - _free(spells_of(traffic), durations.handler, replicas))
    return Outcome(traffic.rate * MONTH_SECONDS, pods, busy, 0.0, 0.0, 0.0)


def _all_pods(workload: Workload, rate: float) -> Outcome:
    """More than a HorizontalPodAutoscaler's pods answer: all of them, and always."""
    pods = float(MONTH_SECONDS * workload.most_pods)
    return Outcome(rate * MONTH_SECONDS, pods, pods, 0.0, 0.0, 0.0)


def _unlimited(workload: Workload, spells: tuple[Spell, ...]) -> Outcome:
    """Replicas that answer everything at once: nothing waits, and nothing needs a simulation."""
    pods = float(MONTH_SECONDS * workload.replicas)
    busy = pods * (1 - _free(spells, workload.service, workload.replicas))
    period = sum(spell.seconds for spell in spells)
    mean = sum(spell.seconds * spell.rate for spell in spells) / period
    latencies = distribution([(seconds, 1.0) for seconds in workload.services])
    return Outcome(mean * MONTH_SECONDS, pods, busy, 0.0, 0.0, 0.0, latencies)


def _free(spells: tuple[Spell, ...], service: float, replicas: int) -> float:
    """The part of the time in which a pod has no request."""
    period = sum(spell.seconds for spell in spells)
    return sum(s.seconds * free_share(s.rate, service, replicas) for s in spells) / period
