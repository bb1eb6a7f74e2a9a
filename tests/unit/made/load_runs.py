"""Everything that a benchmark of all scenarios measures, made by hand."""

from dataclasses import replace
from functools import cache

from modelbench.api.load_samples import ZERO, BurstTrial, GapTrial, ScaleChange, Usage
from modelbench.api.samples import FirstEver, Samples, TrialKind
from modelbench.api.scenarios import (
    Autoscale,
    Burst,
    ColdStart,
    Reactivation,
    Saturation,
    Scenarios,
    Steady,
)

from tests.unit.made.attacks import MILLISECOND, SECOND, segment
from tests.unit.made.trials import trial

PATHS = ("serverless", "containerized")
SCENARIOS = Scenarios(
    cold_start=ColdStart(10, 20, 10, 4, 60),
    burst=Burst(10, 3),
    steady=Steady((10, 50), 10, 3, 6, Saturation(100, 5, 500)),
    autoscale=Autoscale(1, 50, 10, 0, 20, 120, 500),
    reactivation=Reactivation(None, 3, 4),
)


def _trials(path):
    yield trial(path=path, kind=TrialKind.WARM_UP)
    yield trial(path=path, rejection="NotAtZero")
    yield from (trial(path=path, order=n, extra_milliseconds=n) for n in range(40))


def _bursts(path):
    latencies = tuple(n * MILLISECOND for n in range(1, 100))
    failed = {"timeout": 1}
    yield BurstTrial(path, 1, 100, latencies_nanoseconds=latencies, failures=failed, pods_started=2)
    yield BurstTrial(path, 2, 100, rejection="NotAtZero", message="warm")


def _steady(path):
    for rate in (10, 50):
        for number in range(1, 7):
            usage = Usage(120, 64, 2) if rate == 50 else None
            yield segment(
                [5 * MILLISECOND] * 600,
                rate=rate,
                path=path,
                round=number,
                failures=[(0, "status 503")],
                usage=usage,
                usage_missing=None if usage else "no reading",
            )
    for rate, milliseconds in ((50, 5), (100, 800)):
        services = [milliseconds * MILLISECOND] * 5 * rate
        yield segment(services, rate=rate, path=path, scenario="saturation")


def _autoscale(path, start):
    scale = ((-1, 1, 1), (12, 5, 1), (15, 5, 5), (40, 1, 1)) if start == "Base" else ((-1, 0, 0),)
    return segment(
        [5 * MILLISECOND] * 1500,
        rate=50,
        path=path,
        scenario="autoscale",
        start=start,
        rise_nanoseconds=10 * SECOND,
        hold_end_nanoseconds=30 * SECOND,
        scale=tuple(ScaleChange(at * SECOND, w, r) for at, w, r in scale),
    )


def all_samples(**changes):
    """Valid samples of every scenario on every path, on a quiet node."""
    return replace(_all(), **changes)


@cache
def _all():
    gaps = tuple(
        GapTrial(n, 1, gap, gap * SECOND, "Zero", latency, None if latency else "RequestFailed")
        for n, (gap, latency) in enumerate([(3, MILLISECOND), (40, SECOND), (40, None)], 1)
    )
    segments = (*_steady("serverless"), *_steady("containerized"))
    return Samples(
        trials=tuple(one for path in PATHS for one in _trials(path)),
        first_ever=tuple(FirstEver(path, SECOND, SECOND, True, 5) for path in PATHS),
        bursts=tuple(one for path in PATHS for one in _bursts(path)),
        segments=(
            *segments,
            *(_autoscale(path, "Base") for path in PATHS),
            _autoscale("serverless", ZERO),
        ),
        gaps=gaps,
        others_busy_percents=(3.0, 5.0, 4.0),
        clock_offset_lower_nanoseconds=-MILLISECOND,
        clock_offset_upper_nanoseconds=MILLISECOND,
    )
