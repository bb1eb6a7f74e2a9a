"""Is the instrument right under load? What the test image does on purpose must be found."""

import pytest

from tests.e2e.benchmarks import BOTH, variant

# As for starts: 50 ms or 2%, whichever is more.
ALLOWED_MICROSECONDS = 50_000
# A hundred requests that were held are let go at once, and wait for one another: never less.
BACKLOG_MICROSECONDS = 400_000
SERVICE_MILLISECONDS = 100
FAILURE_RATIO = 0.1
MEMORY_MEBIBYTES = 200
PAUSE_SECONDS, RATE, DURATION_SECONDS = 2, 50, 10

# Without a path for readiness its probes count as no request.
NO_PROBES = {"readinessPath": None}


def percentiles(rate):
    return {p["percentile"]: p["microseconds"] for p in rate["latencies"]}


def stalled_percentile(percentile):
    """Of one pause in each segment, as an open-loop client must see it, in microseconds.

    Requests that are due in the pause, RATE * PAUSE_SECONDS of RATE * DURATION_SECONDS, wait for
    its end: their latencies are spread evenly from 0 to the pause. All others take next to nothing.
    """
    share = PAUSE_SECONDS / DURATION_SECONDS
    above = (100 - percentile) / 100
    return (1 - above / share) * PAUSE_SECONDS * 1_000_000


def test_service_time_failures_and_memory_are_recovered_on_both_variants(benchmarks):
    env = {
        "SERVICE_TIME_SECONDS": SERVICE_MILLISECONDS / 1000,
        "FAILURE_RATIO": FAILURE_RATIO,
        "MEMORY_MEGABYTES": MEMORY_MEBIBYTES,
    }
    resources = {"requests": {"cpu": "10m", "memory": "256Mi"}}
    steady = {"ratesPerSecond": [20], "rounds": 2, "durationSeconds": 24, "warmUpSeconds": 12}
    benchmarks.create(
        env=env,
        model={**NO_PROBES, "resources": resources},
        scenarios={"steady": steady},
        load={"maxFailurePercent": 20},
        serverless={"stableWindowSeconds": 60},
    )
    status = benchmarks.wait_succeeded()
    for name in BOTH:
        steady = variant(status, name)["steady"]
        (rate,) = steady["rates"]
        print(name, steady["summary"], rate)
        assert rate["valid"]
        assert rate["requests"] == 2 * 24 * 20
        assert percentiles(rate)["50"] == pytest.approx(
            SERVICE_MILLISECONDS * 1000, abs=ALLOWED_MICROSECONDS
        )
        assert percentiles(rate)["50"] >= SERVICE_MILLISECONDS * 1000
        assert float(rate["failurePercent"]) == pytest.approx(100 * FAILURE_RATIO, abs=0.5)
        assert [failure["kind"] for failure in rate["failures"]] == ["status 500"]
        assert float(rate["throughputPerSecond"]) == pytest.approx(
            20 * (1 - FAILURE_RATIO), rel=0.03
        )
        # The interpreter and, of the serverless variant, queue-proxy come on top.
        assert MEMORY_MEBIBYTES <= rate["memoryMebibytes"] <= MEMORY_MEBIBYTES + 70


def test_a_stalled_server_shows_in_the_percentiles_as_an_open_loop_client_must_see_it(benchmarks):
    env = {"PAUSE_EVERY_REQUESTS": 400, "PAUSE_SECONDS": PAUSE_SECONDS}
    steady = {
        "ratesPerSecond": [RATE],
        "rounds": 2,
        "durationSeconds": DURATION_SECONDS,
        "warmUpSeconds": 0,
    }
    benchmarks.create(
        env=env,
        model=NO_PROBES,
        scenarios={"steady": steady},
        serverless={"stableWindowSeconds": 60},
    )
    status = benchmarks.wait_succeeded()
    for name in BOTH:
        (rate,) = variant(status, name)["steady"]["rates"]
        print(name, rate["latencies"], rate["serviceTimes"])
        assert rate["valid"]
        assert percentiles(rate)["50"] < ALLOWED_MICROSECONDS
        for percentile in (90, 95, 99):
            late = percentiles(rate)[str(percentile)] - stalled_percentile(percentile)
            assert -ALLOWED_MICROSECONDS <= late <= BACKLOG_MICROSECONDS, percentile
