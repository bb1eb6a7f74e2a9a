"""The durations on which a cost rests, each with the interval in which it was measured."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, mean

from modelbench.api.knative import DRAIN_SECONDS, TICK_SECONDS
from modelbench.api.mode import Mode
from modelbench.api.samples import Samples
from modelbench.api.scenarios.cold_start import ColdStart, ColdTrial, Instant
from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.variants import Variant
from modelbench.cost.billed_durations import Spread
from modelbench.scenarios.cold_start.phases import APPLICATION_START, INITIALIZATION, phases_of
from modelbench.scenarios.cold_start.summary import accepted_trials, median_of
from modelbench.scenarios.steady.rates import held, steady_rates, steady_segments
from modelbench.statistics.histogram import Histogram, merge
from modelbench.statistics.intervals import median_interval

_ASSUMED_GRACE_SECONDS = 2.0 * TICK_SECONDS
"""Stands in when no end of a pod was seen: two decisions of Knative's autoscaler."""

NEEDS_STEADY = (
    "it needs a rate of spec.scenarios.steady that was sent as planned, with at most 1% failed"
)
_NO_TWIN = (
    "it needs the model's own service time, but no containerized variant has the same image, "
    "environment and resources"
)
_NANO = 1e-9
_MICRO = 1e-6

_DRAWN = 400
"""So many values stand for a distribution: its 99th percentile lies among the last four."""


@dataclass(frozen=True)
class Estimate:
    """Seconds, with the ends of their interval; None when there are too few samples for one.

    ``spread`` is the distribution of which they are the mean, where it was kept. ``samples`` are
    what a simulation draws from: values that lie evenly in what was measured, in seconds. Without
    any, all are ``seconds``.
    """

    seconds: float
    lower: float | None = None
    upper: float | None = None
    spread: Spread | None = None
    samples: tuple[float, ...] = ()


@dataclass(frozen=True)
class Timings:
    """What was measured of one variant; None where it was not.

    ``service`` is one response of the variant; ``handler`` the same without Knative, as a provider
    would bill it, and ``handler_missing`` says why it is absent; ``initialization`` is the start of
    the application alone, or of the Lambda runtime (INIT). ``grace`` is how long the autoscaler
    waits beyond its window and its delay, ``drain`` how long a pod's end takes, ``pods_per_start``
    how many pods one request has started in the mean.
    """

    cold_start: Estimate | None
    initialization: Estimate | None
    service: Estimate | None
    handler: Estimate | None
    grace_seconds: float = _ASSUMED_GRACE_SECONDS
    drain_seconds: float = DRAIN_SECONDS
    pods_per_start: float = 1.0
    handler_missing: str = NEEDS_STEADY


def timings_of(
    samples: Samples,
    variant: Variant,
    variants: Sequence[Variant],
    settings: ColdStart | None = None,
) -> Timings:
    """Everything from the raw samples of a variant; ``variants`` are all of the benchmark, and
    ``settings`` say when its cold starts ended.
    """
    trials = accepted_trials(samples.of(variant.name))
    starts = [start * _NANO for trial in trials if (start := _start(trial)) is not None]
    pods_per_start = fmean([trial.pods_started for trial in trials] or [1])
    grace, drain = _ends(samples, variant, pods_per_start)
    same = [variant, *(one for one in variants if one != variant and one.model == variant.model)]
    return Timings(
        cold_start=_median([trial.total_nanoseconds * _NANO for trial in trials], settings),
        initialization=_median(starts, settings),
        service=_mean(samples, variant, _service_times),
        handler=_handler(samples, same),
        grace_seconds=_ASSUMED_GRACE_SECONDS if grace is None else max(0.0, grace.seconds),
        drain_seconds=float(DRAIN_SECONDS) if drain is None else max(0.0, drain.seconds),
        pods_per_start=pods_per_start,
        handler_missing=NEEDS_STEADY if _tells_handler(same) else _NO_TWIN,
    )


def _handler(samples: Samples, same: Sequence[Variant]) -> Estimate | None:
    """How long the model itself takes: a function's own time where it tells one, else what a client
    of a containerized variant sees. ``same`` are variants of the same image, variables and
    resources: only they can speak for one another. The first is the one that is asked for.
    """
    direct = [variant for variant in same if variant.mode is Mode.CONTAINERIZED]
    known = [
        *(_mean(samples, variant, _handler_times) for variant in same),
        *(_mean(samples, variant, _service_times) for variant in direct),
    ]
    return next((estimate for estimate in known if estimate is not None), None)


def _tells_handler(same: Sequence[Variant]) -> bool:
    """Whether any of the variants has pods that can tell how long the model itself takes."""
    return any(
        variant.serverless is None or variant.serverless.lambda_function is not None
        for variant in same
    )


def _median(values: Sequence[float], settings: ColdStart | None = None) -> Estimate | None:
    if not values:
        return None
    interval = median_interval(values) if settings is None else median_of(values, settings)
    return Estimate(interval.median, interval.lower, interval.upper, samples=tuple(sorted(values)))


def _start(trial: ColdTrial) -> int | None:
    """The initialization of a Lambda function, else the start of the application."""
    found = {phase.name: phase.nanoseconds for phase in phases_of(trial)}
    return found.get(INITIALIZATION, found[APPLICATION_START])


def _service_times(segment: LoadSegment) -> str:
    return segment.service_times


def _handler_times(segment: LoadSegment) -> str:
    return segment.handler_times


def _mean(
    samples: Samples, variant: Variant, histogram_of: Callable[[LoadSegment], str]
) -> Estimate | None:
    """The mean at the lowest rate that was held and has such times: the least waiting.

    Where more requests failed, those that were answered do not speak for the variant. The value is
    the mean of all requests; the interval is that of the rounds' own means.
    """
    for rate in steady_rates(samples, variant.name):
        segments = steady_segments(samples, variant.name, rate)
        histograms = _with_values(map(histogram_of, segments))
        if histograms and held(segments, samples.pods):
            return _mean_of(histograms)
    return None


def _mean_of(histograms: Sequence[Histogram]) -> Estimate:
    means = [one.mean_microseconds * _MICRO for one in histograms]
    interval, value, together = median_interval(means), mean(means), merge(histograms)
    lower, upper = interval.lower, interval.upper
    return Estimate(
        value,
        None if lower is None or upper is None else min(value, lower),
        None if lower is None or upper is None else max(value, upper),
        _spread(together),
        tuple(drawn * _MICRO for drawn in together.evenly_microseconds(_DRAWN)),
    )


def _with_values(encoded: Iterable[str]) -> list[Histogram]:
    """Leave out histograms without values, whose mean would be 0."""
    return [one for one in (Histogram(text) for text in encoded if text) if one.count]


def _spread(together: Histogram) -> Spread:
    counts = together.counts_microseconds()
    return Spread(tuple((value * _MICRO, count) for value, count in counts))


def _ends(
    samples: Samples, variant: Variant, pods_per_start: float
) -> tuple[Estimate | None, Estimate | None]:
    """From the pods that answered one cold start each: the wait for the last pod's end beyond what
    the autoscaler was told to wait, where it is Knative's, and the drain.
    """
    settings, told = variant.serverless, 0
    if settings is not None:
        told = settings.stable_window_seconds + settings.scale_down_delay_seconds
    answered = {
        trial.pod_uid: trial.stamps[Instant.ANSWERED].nanoseconds
        for trial in samples.of(variant.name)
        if trial.accepted and trial.pod_uid is not None
    }
    pods = [pod for pod in samples.pods if pod.uid in answered and pod.gone]
    asked = [(pod, pod.terminating_nanoseconds) for pod in pods]
    ended = [(pod, instant) for pod, instant in asked if instant is not None]
    grace = [(instant - answered[pod.uid]) * _NANO - told for pod, instant in ended]
    drain = [(pod.ended_nanoseconds - instant) * _NANO for pod, instant in ended]
    if settings is None:
        return None, _median(drain)
    return _median(_of_last_pods(grace, pods_per_start)), _median(drain)


def _of_last_pods(waits: Sequence[float], pods_per_start: float) -> Sequence[float]:
    """Those of pods that were the last of their start to end, which are the longest.

    Where a start brings two pods (a target below one) either may have answered. Knative ends one of
    them as soon as its window is over, and waits only before it ends the last.
    """
    last = max(1, round(len(waits) / max(1.0, pods_per_start)))
    return sorted(waits)[-last:] if waits else ()
