"""Benchmarks under load, made from samples by the real analysis."""

from datetime import UTC, datetime

from modelbench.api.benchmark import parse_benchmark
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.progress import Progress, RunState
from modelbench.api.samples import Samples
from modelbench.api.scenarios.burst import BurstTrial
from modelbench.api.scenarios.parts import ScaleChange, Start, Usage
from modelbench.api.scenarios.reactivation import GapTrial
from modelbench.controller.status import StatusBuilder
from modelbench.scenarios.findings import condition_updates, find, node_update
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, SECOND, segment
from tests.unit.made.specs import document

VARIANTS = (SERVERLESS, CONTAINERIZED)
LATENCY = {SERVERLESS: 5 * MILLISECOND, CONTAINERIZED: 2 * MILLISECOND}
SCENARIOS = {
    "burst": {"requests": 10, "trials": 3},
    "steady": {
        "ratesPerSecond": [20, 50],
        "durationSeconds": 6,
        "warmUpSeconds": 0,
        "rounds": 6,
        "saturation": {
            "maxRatePerSecond": 100,
            "stepSeconds": 6,
            "latencyObjectiveMilliseconds": 500,
        },
    },
    "autoscale": {
        "baseRatePerSecond": 1,
        "peakRatePerSecond": 20,
        "baseSeconds": 1,
        "rampSeconds": 0,
        "holdSeconds": 5,
        "settleSeconds": 60,
        "latencyObjectiveMilliseconds": 500,
    },
    "reactivation": {"gapsSeconds": [3, 21], "trials": 2, "lanes": 1},
}
"""The scenarios in their JSON form: ``specs.spec(scenarios=SCENARIOS)``."""


def segment_on(variant, rate, seconds=6, *, latency=None, delay=100_000, failed=0, **fields):
    """A segment whose requests were all late by ``delay``; the first ones failed."""
    service = (latency or LATENCY[variant]) - delay
    failures = [(number, "timeout") for number in range(failed)]
    services = [service] * (rate * seconds)
    return segment(services, rate=rate, delay=delay, failures=failures, variant=variant, **fields)


def steady_segments(**changes):
    for variant in VARIANTS:
        for rate in (20, 50):
            for number in range(1, 7):
                usage = Usage(25, 64, 1)
                yield segment_on(variant, rate, round=number, usage=usage, **changes)


def saturation_segments():
    for variant in VARIANTS:
        yield segment_on(variant, 10, scenario="saturation")
        yield segment_on(variant, 15, scenario="saturation", latency=800 * MILLISECOND)


def autoscale_segments():
    """From the base the serverless variant gets three pods; the other one stays as it is."""
    scales = {
        (SERVERLESS, Start.BASE): ((0, 1, 1), (2, 3, 1), (4, 3, 3), (16, 1, 1)),
        (CONTAINERIZED, Start.BASE): ((0, 1, 1),),
        (SERVERLESS, Start.ZERO): ((0, 0, 0), (1, 1, 0), (3, 1, 1)),
    }
    for (variant, start), changes in scales.items():
        yield segment_on(
            variant,
            20,
            scenario="autoscale",
            start=start,
            failed=12 if start is Start.BASE else 0,
            rise_nanoseconds=SECOND if start is Start.BASE else 0,
            hold_end_nanoseconds=6 * SECOND,
            scale=tuple(ScaleChange(at * SECOND, wanted, ready) for at, wanted, ready in changes),
        )


def bursts():
    latencies = tuple(range(1000 * MILLISECOND, 1500 * MILLISECOND, 50 * MILLISECOND))
    for order in range(3):
        trial = BurstTrial(SERVERLESS, order, 10, latencies_nanoseconds=latencies, pods_started=2)
        yield trial
        yield replace(trial, variant=CONTAINERIZED, pods_started=0)
    yield BurstTrial(SERVERLESS, 4, 10, rejection="NotAtZero", message="a pod was there")


def gaps():
    for order in range(2):
        yield GapTrial(SERVERLESS, order, 1, 3, 3 * SECOND, "Ready", 5 * MILLISECOND)
        late = (21, 21 * SECOND, "Draining", 2000 * MILLISECOND)
        yield GapTrial(SERVERLESS, order, 1, *late, new_pod=True)


def loads(**changes):
    """Samples of every load scenario."""
    segments = (*steady_segments(), *saturation_segments(), *autoscale_segments())
    values = {"segments": segments, "bursts": tuple(bursts()), "gaps": tuple(gaps()), **changes}
    return Samples(**values)


def benchmark(samples, scenarios=SCENARIOS, **changes):
    """A benchmark that ended with these samples; ``changes`` are those of the spec."""
    changes.setdefault("load", {"maxFailurePercent": 10})
    asked = parse_benchmark(document(scenarios=scenarios, **changes))
    found = find(samples, asked.spec)
    updates = (*condition_updates(samples, asked.spec, found), *node_update(samples))
    builder = StatusBuilder(asked, datetime(2026, 1, 1, tzinfo=UTC))
    builder.completed(Progress(RunState.COMPLETED, "measured", findings=found, updates=updates))
    return replace(asked, status=builder.status)
