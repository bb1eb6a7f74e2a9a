"""Everything that a benchmark of all scenarios measures, made by hand."""

from functools import cache

from modelbench.api.samples import Samples
from modelbench.api.scenarios.burst import BurstTrial
from modelbench.api.scenarios.cold_start import FirstEver, TrialKind
from modelbench.api.scenarios.parts import ScaleChange, Start, Usage
from modelbench.api.scenarios.reactivation import GapTrial
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, SECOND, segment
from tests.unit.made.trials import trial

VARIANTS = ("serverless", "containerized")
SCENARIOS = {
    "coldStart": {
        "trials": 10,
        "maxTrials": 20,
        "relativePrecisionPercent": 10,
        "lanes": 4,
        "timeoutSeconds": 60,
    },
    "burst": {"requests": 10, "trials": 3},
    "steady": {
        "ratesPerSecond": [10, 50],
        "durationSeconds": 10,
        "warmUpSeconds": 3,
        "rounds": 6,
        "saturation": {
            "maxRatePerSecond": 100,
            "stepSeconds": 5,
            "latencyObjectiveMilliseconds": 500,
        },
    },
    "autoscale": {
        "baseRatePerSecond": 1,
        "peakRatePerSecond": 50,
        "baseSeconds": 10,
        "rampSeconds": 0,
        "holdSeconds": 20,
        "settleSeconds": 120,
        "latencyObjectiveMilliseconds": 500,
    },
    "reactivation": {"trials": 3, "lanes": 4},
}
"""The scenarios in their JSON form: ``specs.spec(scenarios=SCENARIOS)``."""


def _trials(variant):
    yield trial(variant, kind=TrialKind.WARM_UP)
    yield trial(variant, rejection="NotAtZero")
    # Mixed: in ascending order they would look alike.
    yield from (trial(variant, order=n, extra_milliseconds=n * 17 % 40) for n in range(40))


def _bursts(variant):
    good = tuple(n * MILLISECOND for n in range(1, 100))
    failed = {"timeout": 1}
    yield BurstTrial(variant, 1, 100, latencies_nanoseconds=good, failures=failed, pods_started=2)
    yield BurstTrial(variant, 2, 100, rejection="NotAtZero", message="warm")


def _steady(variant, rounds):
    for rate in (10, 50):
        for number in range(1, rounds + 1):
            usage = Usage(120, 64, 2) if rate == 50 else None
            yield segment(
                [5 * MILLISECOND] * 600,
                rate=rate,
                variant=variant,
                round=number,
                failures=[(0, "status 503")],
                usage=usage,
                usage_missing=None if usage else "no reading",
            )
    for rate, milliseconds in ((50, 5), (100, 800)):
        services = [milliseconds * MILLISECOND] * 5 * rate
        yield segment(services, rate=rate, variant=variant, scenario="saturation")


def _autoscale(variant, start):
    base = start is Start.BASE
    scale = ((-1, 1, 1), (12, 5, 1), (15, 5, 5), (40, 1, 1)) if base else ((-1, 0, 0),)
    return segment(
        [5 * MILLISECOND] * 1500,
        rate=50,
        variant=variant,
        scenario="autoscale",
        start=start,
        rise_nanoseconds=10 * SECOND,
        hold_end_nanoseconds=30 * SECOND,
        scale=tuple(ScaleChange(at * SECOND, w, r) for at, w, r in scale),
    )


def _gaps(variant):
    found = [(3, MILLISECOND), (40, SECOND), (40, None)]
    for order, (gap, latency) in enumerate(found, 1):
        failure = None if latency else "RequestFailed"
        yield GapTrial(variant, order, 1, gap, gap * SECOND, "Zero", latency, failure)


def all_samples(variants=VARIANTS, at_zero=("serverless",), rounds=6, **changes):
    """Valid samples of every scenario on every variant, on a quiet node.

    ``at_zero`` names the variants that scale to zero.
    """
    return replace(_all(tuple(variants), tuple(at_zero), rounds), **changes)


@cache
def _all(variants, at_zero, rounds):
    return Samples(
        trials=tuple(one for variant in variants for one in _trials(variant)),
        first_ever=tuple(FirstEver(variant, SECOND, SECOND, True, 5) for variant in variants),
        bursts=tuple(one for variant in variants for one in _bursts(variant)),
        segments=(
            *(one for variant in variants for one in _steady(variant, rounds)),
            *(_autoscale(variant, Start.BASE) for variant in variants),
            *(_autoscale(variant, Start.ZERO) for variant in at_zero),
        ),
        gaps=tuple(one for variant in at_zero for one in _gaps(variant)),
        others_busy_percents=(3.0, 5.0, 4.0),
        clock_offset_lower_nanoseconds=-MILLISECOND,
        clock_offset_upper_nanoseconds=MILLISECOND,
    )
