"""The durations on which a cost rests, each with the interval in which it was measured."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, mean

from modelbench.api.load_samples import LoadSegment
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.samples import ColdTrial, Instant, Samples
from modelbench.scenarios.cold_start.phases import APPLICATION_START, INITIALIZATION, phases_of
from modelbench.scenarios.cold_start.summary import accepted_trials
from modelbench.scenarios.steady.summary import held, steady_rates, steady_segments
from modelbench.statistics.histogram import Histogram
from modelbench.statistics.intervals import median_interval

# When no end of a pod was seen: Knative's autoscaler needs a few seconds beyond its window, and
# queue-proxy drains for 30 s.
_ASSUMED_GRACE_SECONDS = 4.0
_ASSUMED_DRAIN_SECONDS = 30.0
_NANO = 1e-9


@dataclass(frozen=True)
class Estimate:
    """Seconds, with the ends of their interval; None when there are too few samples for one."""

    seconds: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Timings:
    """What was measured of both paths; None where it was not.

    ``service`` is one answer on the serverless path; ``handler`` the same without Knative, as a
    provider would bill it; ``initialization`` the start of the application alone, or of the Lambda
    runtime (INIT). ``grace`` is how long the autoscaler waits beyond its window, ``drain`` how long
    a pod's end takes, ``pods_per_start`` how many pods one request has started in the mean.
    """

    cold_start: Estimate | None
    initialization: Estimate | None
    service: Estimate | None
    handler: Estimate | None
    grace_seconds: float = _ASSUMED_GRACE_SECONDS
    drain_seconds: float = _ASSUMED_DRAIN_SECONDS
    pods_per_start: float = 1.0


def timings_of(samples: Samples, stable_window_seconds: int) -> Timings:
    """Everything from the raw samples. The window is the one that was measured with."""
    trials = accepted_trials(samples.of(SERVERLESS))
    starts = [start * _NANO for trial in trials if (start := _start(trial)) is not None]
    grace, drain = _ends(samples, stable_window_seconds)
    return Timings(
        cold_start=_median([trial.total_nanoseconds * _NANO for trial in trials]),
        initialization=_median(starts),
        service=_mean(samples, SERVERLESS, _service_times),
        handler=_mean(samples, SERVERLESS, _handler_times)
        or _mean(samples, CONTAINERIZED, _service_times),
        grace_seconds=_ASSUMED_GRACE_SECONDS if grace is None else max(0.0, grace.seconds),
        drain_seconds=_ASSUMED_DRAIN_SECONDS if drain is None else max(0.0, drain.seconds),
        pods_per_start=fmean([trial.pods_started for trial in trials] or [1]),
    )


def _median(values: Sequence[float]) -> Estimate | None:
    if not values:
        return None
    interval = median_interval(values)
    return Estimate(interval.median, interval.lower, interval.upper)


def _start(trial: ColdTrial) -> int | None:
    """The initialization of a Lambda function, else the start of the application."""
    found = {phase.name: phase.nanoseconds for phase in phases_of(trial)}
    return found.get(INITIALIZATION, found[APPLICATION_START])


def _service_times(segment: LoadSegment) -> str:
    return segment.service_times


def _handler_times(segment: LoadSegment) -> str:
    return segment.handler_times


def _mean(
    samples: Samples, path: str, histogram_of: Callable[[LoadSegment], str]
) -> Estimate | None:
    """The mean at the lowest rate that was held and has such times: the least waiting.

    Where more requests failed, those that were answered do not speak for the path. The value is the
    mean of all requests; the interval is that of the rounds' own means.
    """
    for rate in steady_rates(samples, path):
        segments = steady_segments(samples, path, rate)
        means = _means(map(histogram_of, segments))
        if means and held(segments):
            interval = median_interval(means)
            value = mean(means)
            if interval.lower is None or interval.upper is None:
                return Estimate(value)
            return Estimate(value, min(value, interval.lower), max(value, interval.upper))
    return None


def _means(encoded: Iterable[str]) -> list[float]:
    """Of each histogram that has values, in seconds: one without any has a mean of 0."""
    histograms = [Histogram(text) for text in encoded if text]
    return [one.mean_microseconds / 1_000_000 for one in histograms if one.count]


def _ends(samples: Samples, window: int) -> tuple[Estimate | None, Estimate | None]:
    """From the pods that one cold start each has started: the wait beyond the window, the drain."""
    answered = {
        trial.pod_uid: trial.stamps[Instant.ANSWERED].nanoseconds
        for trial in samples.of(SERVERLESS)
        if trial.accepted and trial.pod_uid is not None
    }
    pods = [pod for pod in samples.pods if pod.uid in answered and pod.gone]
    asked = [(pod, pod.terminating_nanoseconds) for pod in pods]
    ended = [(pod, instant) for pod, instant in asked if instant is not None]
    grace = [(instant - answered[pod.uid]) * _NANO - window for pod, instant in ended]
    drain = [(pod.ended_nanoseconds - instant) * _NANO for pod, instant in ended]
    return _median(grace), _median(drain)
