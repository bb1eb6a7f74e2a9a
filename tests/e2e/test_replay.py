"""Forecasts against replays of the same traffic on the cluster."""

import math
from random import Random

import pytest

from tests.e2e.benchmarks import SMALL_MODEL, variant

pytestmark = pytest.mark.long

SECONDS = 600
# Neither a window nor fewest pods of which the calibration knows: every variant has its own.
VARIANTS = [
    {"name": "long-window", "serverless": {"stableWindowSeconds": 45}},
    {"name": "kept-warm", "serverless": {"minScale": 1}},
]
NAMES = ("serverless", "containerized", "long-window", "kept-warm")


def bursty_trace(seconds, seed=7):
    """Lines of CSV: a few requests at a time, gaps of 2 to 300 s, evenly in the log."""
    random, instant, found = Random(seed), 0.0, []
    while True:
        instant += math.exp(random.uniform(math.log(2), math.log(300)))
        if instant >= seconds - 5:
            return "timestamp\n" + "".join(f"{one:.3f}\n" for one in found)
        for _ in range(random.randint(1, 6)):
            found.append(instant)
            instant += random.uniform(0.02, 0.5)


def test_a_bursty_trace_is_replayed_beside_its_forecast_on_every_variant(benchmarks):
    trace = bursty_trace(SECONDS)
    benchmarks.kubectl("create", "configmap", "bursts", f"--from-literal=trace.csv={trace}")
    source = {"configMapKeyRef": {"name": "bursts", "key": "trace.csv"}}
    own = {"name": "own", "shape": "Trace", "trace": {**source, "durationSeconds": SECONDS}}
    benchmarks.apply_example(
        "replay",
        model=SMALL_MODEL,
        variants=VARIANTS,
        traffic=[own],
        serverless={"stableWindowSeconds": 6},
        scenarios={
            "coldStart": {"trials": 10, "maxTrials": 20},
            "steady": {"ratesPerSecond": [2], "durationSeconds": 20, "rounds": 6},
            "replay": {"traffic": "own", "durationSeconds": SECONDS},
        },
        activeDeadlineSeconds=10_800,
    )
    status = benchmarks.wait_succeeded("replay", timeout_seconds=10_800)
    requests = trace.count("\n") - 1
    for name in NAMES:
        replay = variant(status, name)["replay"]
        print(name, replay["summary"], replay["backtest"])
        assert replay["valid"]
        assert replay["requests"] == requests
        assert replay["podSeconds"] > 0
        assert [one["percentile"] for one in replay["latencies"]] == ["50", "95", "99"]
        values = {one["metric"]: one for one in replay["backtest"]["values"]}
        # Whether it held is the finding, which is printed; what is far off is a mistake of ours.
        assert abs(float(values["podSeconds"]["error"])) <= 20
        assert abs(float(values["coldPercent"]["error"])) <= 20
        assert "held" in values["p99Milliseconds"]
    for name in ("serverless", "long-window"):
        assert variant(status, name)["replay"]["coldRequests"] > 0
    for name in ("containerized", "kept-warm"):
        assert variant(status, name)["replay"]["coldRequests"] == 0
