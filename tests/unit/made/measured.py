"""Statuses of benchmarks under load, made from samples by the real analysis."""

from dataclasses import replace
from datetime import UTC, datetime

from modelbench.api.load_samples import (
    BASE,
    ZERO,
    BurstTrial,
    GapTrial,
    ScaleChange,
    Usage,
)
from modelbench.api.names import CONTAINERIZED, PATHS, SERVERLESS
from modelbench.api.progress import Progress, RunState
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Autoscale, Burst, Reactivation, Saturation, Scenarios, Steady
from modelbench.controller.status import StatusBuilder
from modelbench.scenarios.run_summary import node_verdict, status_fields, verdicts

from tests.unit.made.attacks import MILLISECOND, SECOND, segment

LATENCY = {SERVERLESS: 5 * MILLISECOND, CONTAINERIZED: 2 * MILLISECOND}
SCENARIOS = Scenarios(
    burst=Burst(requests=10, trials=3),
    steady=Steady((20, 50), 6, 0, 6, Saturation(100, 6, 500)),
    autoscale=Autoscale(1, 20, 1, 0, 5, 60, 500),
    reactivation=Reactivation(gaps_seconds=(3, 21), trials=2, lanes=1),
)


def attack_on(path, rate, seconds=6, *, latency=None, delay=100_000, failed=0, **fields):
    """A segment whose requests were all late by ``delay``; the first ones failed."""
    service = (latency or LATENCY[path]) - delay
    failures = [(number, "timeout") for number in range(failed)]
    services = [service] * (rate * seconds)
    return segment(services, rate=rate, delay=delay, failures=failures, path=path, **fields)


def steady_segments(**changes):
    for path in PATHS:
        for rate in (20, 50):
            for number in range(1, 7):
                yield attack_on(path, rate, round=number, usage=Usage(25, 64, 1), **changes)


def saturation_segments():
    for path in PATHS:
        yield attack_on(path, 10, scenario="saturation")
        yield attack_on(path, 15, scenario="saturation", latency=800 * MILLISECOND)


def autoscale_segments():
    """From the base the serverless path gets three pods; the other path stays as it is."""
    scales = {
        (SERVERLESS, BASE): ((0, 1, 1), (2, 3, 1), (4, 3, 3), (16, 1, 1)),
        (CONTAINERIZED, BASE): ((0, 1, 1),),
        (SERVERLESS, ZERO): ((0, 0, 0), (1, 1, 0), (3, 1, 1)),
    }
    for (path, start), changes in scales.items():
        yield attack_on(
            path,
            20,
            scenario="autoscale",
            start=start,
            failed=12 if start == BASE else 0,
            rise_nanoseconds=SECOND if start == BASE else 0,
            hold_end_nanoseconds=6 * SECOND,
            scale=tuple(ScaleChange(at * SECOND, wanted, ready) for at, wanted, ready in changes),
        )


def bursts():
    latencies = tuple(range(1000 * MILLISECOND, 1500 * MILLISECOND, 50 * MILLISECOND))
    for order in range(3):
        trial = BurstTrial(SERVERLESS, order, 10, latencies_nanoseconds=latencies, pods_started=2)
        yield trial
        yield replace(trial, path=CONTAINERIZED, pods_started=0)
    yield BurstTrial(SERVERLESS, 4, 10, rejection="NotAtZero", message="a pod was there")


def gaps():
    for order in range(2):
        yield GapTrial(order, 1, 3, 3 * SECOND, "Ready", 5 * MILLISECOND)
        yield GapTrial(order, 1, 21, 21 * SECOND, "Draining", 2000 * MILLISECOND, new_pod=True)


def loads(**changes):
    """Samples of every load scenario."""
    segments = (*steady_segments(), *saturation_segments(), *autoscale_segments())
    values = {"segments": segments, "bursts": tuple(bursts()), "gaps": tuple(gaps()), **changes}
    return Samples(**values)


def benchmark(samples, scenarios=SCENARIOS):
    """A benchmark that ended with these samples."""
    names = ("burst", "steady", "autoscale", "reactivation")
    asked = {name: {} for name in names if getattr(scenarios, name) is not None}
    document = {
        "metadata": {"namespace": "n", "name": "b", "generation": 1},
        "spec": {"model": {"image": "i"}, "scenarios": asked},
    }
    fields = status_fields(samples, scenarios)
    found = (*verdicts(samples, scenarios, fields), *node_verdict(samples))
    builder = StatusBuilder(document, datetime(2026, 1, 1, tzinfo=UTC))
    builder.completed(Progress(RunState.COMPLETED, "measured", status=fields, verdicts=found))
    return {**document, "status": builder.status}
