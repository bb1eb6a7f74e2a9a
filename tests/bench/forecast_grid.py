"""The forecast against an independent simulation: ``python -m tests.bench.forecast_grid``.

Each line is one cell: pod-seconds, share of cold requests and 99th percentile of both, and how far
they are apart beyond twice the error of the slow simulation. It takes minutes, on one core.
"""

import argparse
import itertools
import math
import statistics
import time

from modelbench.forecast.idle_model import Spell
from modelbench.forecast.simulated import Budget, month_of_pods
from modelbench.forecast.workload import Knative, Workload

from tests.unit.forecast.independent import Service

WINDOWS = (6, 60, 600)
STARTS = (0.5, 2.0, 10.0, 30.0, 120.0)
SERVICES = (0.005, 0.1, 1.0, 10.0)
LIMITS = (1, 10, 0)
LOADS = (0.3, 1.0, 3.0)
"""Requests within a hold time, in the mean."""
SHAPES = {
    "Constant": ((1.0, 1.0),),
    "Bursts": ((1 / 10, 10.0), (9 / 10, 0.0)),
}
REQUESTS = 2500
PARTS = 10
DRAIN, GRACE = 30.0, 4.0


def exponential(mean, number=400):
    return tuple(-mean * math.log(1 - (i + 0.5) / number) for i in range(number))


def forecast(window, start, service, limit, spells):
    target = 0.7 * (limit or 100)
    services = exponential(service)
    knative = Knative(float(window), target, grace=GRACE)
    workload = Workload(services, (start,), limit or math.inf, DRAIN, autoscaler=knative)
    return month_of_pods(workload, spells, Budget(40_000)), services


def independent(window, start, services, limit, spells, requests, seed=1):
    """Means of parts, by which the error is known."""
    period = sum(spell.seconds for spell in spells)
    mean = sum(spell.seconds * spell.rate for spell in spells) / period

    def rate_at(instant):
        inside = instant % period
        for spell in spells:
            if inside < spell.seconds:
                return spell.rate
            inside -= spell.seconds
        return 0.0

    found = Service(
        rate_at,
        max(spell.rate for spell in spells),
        window,
        lambda _: start,
        lambda random: random.choice(services),
        0.7 * (limit or 100),
        limit,
        DRAIN,
        GRACE,
        seed,
    )
    length = max(period, math.ceil(requests / mean / PARTS / period) * period)
    found.run(length, counts=False)
    parts = []
    for _ in range(PARTS):
        before = (found.seen.requests, found.seen.cold, found.seen.pod_seconds)
        found.run(length)
        now = (found.seen.requests, found.seen.cold, found.seen.pod_seconds)
        n, cold, pods = (b - a for a, b in zip(before, now, strict=True))
        parts.append((pods / length, cold / max(1, n)))
    pods, cold = zip(*parts, strict=True)
    return found.seen, (pods, cold)


def spells_for(shape, rate, hold):
    """A period of about thirty hold times."""
    period = 30 * hold
    return tuple(Spell(period * part, rate * factor) for part, factor in SHAPES[shape])


def beyond(value, parts):
    """The relative difference, and what of it exceeds twice the error of the parts' mean."""
    mean = statistics.fmean(parts)
    error = statistics.stdev(parts) / math.sqrt(len(parts))
    if not mean:
        return 0.0, 0.0
    relative = (value - mean) / mean
    return relative, max(0.0, abs(relative) - 2 * error / mean)


def cell(shape, window, start, service, limit, load, requests=REQUESTS, seed=1):
    hold = window + GRACE + service
    rate = load / hold
    spells = spells_for(shape, rate, hold)
    found, services = forecast(window, start, service, limit, spells)
    seen, (pods, cold) = independent(window, start, services, limit, spells, requests, seed)
    slow99, quick99 = seen.percentile(99), found.latencies.percentile(99)
    return {
        "pods": (found.pod_seconds / 2_628_000, statistics.fmean(pods)),
        "cold": (found.cold_share, statistics.fmean(cold)),
        "p99": (quick99, slow99),
        "pods_beyond": beyond(found.pod_seconds / 2_628_000, pods),
        "cold_beyond": beyond(found.cold_share, cold),
        "p99_off": quick99 / slow99 - 1,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=480.0)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--every", type=int, default=7, help="take each so manieth cell")
    asked = parser.parse_args()
    cells = list(itertools.product(SHAPES, WINDOWS, STARTS, SERVICES, LIMITS, LOADS))
    began, worst, done = time.monotonic(), {}, 0
    for one in cells[:: asked.every]:
        if time.monotonic() - began > asked.seconds:
            break
        done += 1
        found = cell(*one, asked.requests, seed=done)
        for name in ("pods_beyond", "cold_beyond"):
            worst.setdefault(name, []).append(found[name][1])
        worst.setdefault("p99_off", []).append(abs(found["p99_off"]))
        both = "  ".join(
            f"{name} {found[name][0]:.4f}/{found[name][1]:.4f}" for name in ("pods", "cold", "p99")
        )
        off = f"{100 * found['pods_beyond'][0]:+.1f} {100 * found['cold_beyond'][0]:+.1f}"
        print(*one, both, f"off % {off} {100 * found['p99_off']:+.1f}", flush=True)
    print(f"{done} of {len(cells)} cells in {time.monotonic() - began:.0f} s")
    limits = {"pods_beyond": 0.02, "cold_beyond": 0.02, "p99_off": 0.05}
    for name, values in worst.items():
        within = sum(value <= limits[name] for value in values)
        print(
            f"{name}: {within} of {len(values)} within {limits[name]:.0%}, worst {max(values):.1%}"
        )


if __name__ == "__main__":
    main()
