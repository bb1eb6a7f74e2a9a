"""What a variant would make of the very requests of a replay, by simulation.

It knows what other scenarios have measured, and of the replay nothing but when its requests come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from random import Random
from statistics import median
from typing import TypeVar

from msgspec.structs import replace

from modelbench.api.choices import Cost, Sheets
from modelbench.api.knative import TICK_SECONDS
from modelbench.api.samples import Samples
from modelbench.api.spec import Spec
from modelbench.forecast.arrivals import Stretch
from modelbench.forecast.horizontal_simulation import simulation_of
from modelbench.forecast.measured_variants import measured_variants
from modelbench.forecast.options import Durations, MeasuredVariant
from modelbench.forecast.outcome import PERCENTILES, Interval, distribution
from modelbench.forecast.simulated import OverloadError
from modelbench.forecast.simulation import BacklogError
from modelbench.forecast.tally import Tally
from modelbench.forecast.timings import Estimate, Timings
from modelbench.forecast.workload import SYNC_SECONDS
from modelbench.forecast.workloads import workload_of
from modelbench.scenarios.replay.stretch import ReplayStretch
from modelbench.scenarios.replay.summary import REPLAY

T = TypeVar("T")

_RUNS = 40
"""A further draw lies between the least and the greatest of n with probability (n - 1) / (n + 1):
of 40 that is 95%."""

_AFTERWARDS_SECONDS = 3600.0
"""Long enough for the last pod to go, beyond what the settings say; nothing happens in it."""

_OWN_WINDOW = Cost(Sheets(), False, 1, False)
"""A replay is of the variant as it is: no other window is put in the place of its own."""


@dataclass(frozen=True)
class ReplayForecast:
    """What one replay would show: the median of the simulated ones, and two ends between which 95%
    of such replays lie. ``percentiles`` are of request latency, in seconds.

    ``cold_share`` is the part of the requests that find no pod that answers, as a replay sees it.
    """

    pod_seconds: Interval
    cold_share: Interval
    percentiles: dict[float, Interval]


def without_replay(samples: Samples, spec: Spec) -> dict[str, MeasuredVariant]:
    """What all other scenarios tell of each variant, by its name."""
    others = tuple(one for one in samples.segments if one.scenario != REPLAY)
    found = measured_variants(replace(samples, segments=others), spec)
    return {one.variant.name: one for one in found}


def forecast_replay(measured: MeasuredVariant, stretch: ReplayStretch) -> ReplayForecast:
    """The forecast of a stretch. UnmeasuredError without what it rests on, OverloadError when its
    pods cannot answer so much.

    Each simulated replay has durations of its own, from between the ends within which they were
    measured, and begins at any instant between two decisions of the autoscaler.
    """
    try:
        runs = [_run(measured, stretch, seed) for seed in range(_RUNS)]
    except BacklogError as error:
        raise OverloadError("its queue keeps growing") from error
    found = [_percentiles(tally) for tally in runs]
    return ReplayForecast(
        _interval(runs, lambda tally: tally.pod_seconds),
        _interval(runs, lambda tally: tally.cold_from_zero / (tally.requests or 1.0)),
        {p: _interval(found, itemgetter(p)) for p in PERCENTILES if all(found)},
    )


def _run(measured: MeasuredVariant, stretch: ReplayStretch, seed: int) -> Tally:
    random = Random(seed)  # noqa: S311 (a simulation needs the same numbers again)
    workload = workload_of(measured, _OWN_WINDOW, _drawn(measured.timings, random))
    simulation = simulation_of(workload, seed)
    begin = random.uniform(0.0, SYNC_SECONDS if workload.horizontal else TICK_SECONDS)
    simulation.run(Stretch(begin, 0.0), counts=False)
    # No time passes in it, and from now on everything counts.
    simulation.run(Stretch(0.0, 0.0))
    end = begin + stretch.seconds
    simulation.serve((begin + instant for instant in stretch.instants), end)
    if measured.variant.scales_to_zero:
        simulation.serve((), end + workload.settle_seconds + _AFTERWARDS_SECONDS)
    return simulation.tally


def _drawn(timings: Timings, random: Random) -> Durations:
    """Durations as they may be by what was measured."""
    return Durations(
        cold_start=_within(timings.cold_start, random),
        initialization=_within(timings.initialization, random),
        service=_within(timings.service, random),
        handler=_within(timings.handler, random),
        grace=timings.grace_seconds,
        drain=timings.drain_seconds,
        pods_per_start=timings.pods_per_start,
    )


def _within(estimate: Estimate | None, random: Random) -> float | None:
    """Any value within the interval, where there is one."""
    if estimate is None or estimate.lower is None or estimate.upper is None:
        return None if estimate is None else estimate.seconds
    return random.uniform(estimate.lower, estimate.upper)


def _percentiles(tally: Tally) -> dict[float, float]:
    """In seconds; empty where nothing was answered."""
    found = distribution([*tally.weighted_latencies()])
    return {} if found is None else {p: found.percentile(p) for p in PERCENTILES}


def _interval(runs: Sequence[T], value_of: Callable[[T], float]) -> Interval:
    values = [value_of(run) for run in runs]
    return Interval(median(values), min(values), max(values))
