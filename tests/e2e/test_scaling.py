"""How the variants follow demand: rises, bursts, and requests on the way down."""

import pytest

from tests.e2e.benchmarks import BOTH, variant

pytestmark = pytest.mark.long


def assert_told(run, metric):
    """Pods at their CPU limit may not catch up within the peak; then the status says so."""
    missing = {one["metric"]: one["reason"] for one in run.get("missing", ())}
    assert (metric in run) != bool(missing.get(metric))


def assert_followed(run):
    """New replicas were wanted, and what came of it is told."""
    assert run["peakWantedReplicas"] >= 2
    assert run["firstReplicaWantedMilliseconds"] > 0
    assert_told(run, "capacityReachedMilliseconds")
    assert_told(run, "latencyRecoveredMilliseconds")
    reached = run.get("capacityReachedMilliseconds", run["firstReplicaWantedMilliseconds"])
    assert reached >= run["firstReplicaWantedMilliseconds"]


def test_a_rise_is_followed_by_new_replicas_and_what_came_of_it_is_told(benchmarks):
    benchmarks.apply_example("autoscale-hpa")
    status = benchmarks.wait_succeeded("autoscale-hpa", timeout_seconds=700)
    serverless, containerized = (variant(status, name)["autoscale"] for name in BOTH)
    runs = {run["start"]: run for run in serverless["runs"]}
    print(serverless["summary"])
    assert set(runs) == {"Base", "Zero"}
    for run in runs.values():
        assert run["valid"]
        assert_followed(run)
    assert runs["Zero"]["startReplicas"] == 0
    assert runs["Zero"]["worstSecondP95Milliseconds"] >= 500
    (fixed,) = containerized["runs"]
    print(containerized["summary"], fixed)
    # The autoscaler looks every 15 s at metrics that are up to 20 s old.
    assert fixed["startReplicas"] == 1
    assert_followed(fixed)
    seconds = [segment.seconds for segment in benchmarks.samples("autoscale-hpa").segments]
    assert all(sum(second.requests for second in one) >= 60 * 60 for one in seconds)


def test_bursts_from_zero_and_requests_on_the_way_down_are_measured(benchmarks):
    benchmarks.apply_example(
        "load",
        scenarios={
            "burst": {"requests": 6, "trials": 2},
            "reactivation": {"gapsSeconds": [2, 9, 20], "trials": 1, "lanes": 2},
            "steady": {"ratesPerSecond": [20], "rounds": 2, "durationSeconds": 3},
        },
    )
    status = benchmarks.wait_succeeded("load")
    burst = {name: variant(status, name)["burst"] for name in BOTH}
    print({name: one["summary"] for name, one in burst.items()})
    for one in burst.values():
        assert (one["trials"], one["requests"], one.get("failures", [])) == (2, 12, [])
    assert burst["serverless"]["replicasStarted"] >= 1
    assert burst["serverless"]["firstMilliseconds"] >= 500
    assert burst["containerized"]["replicasStarted"] == 0
    assert burst["containerized"]["lastMilliseconds"] < burst["serverless"]["firstMilliseconds"]
    reactivation = variant(status, "serverless")["reactivation"]
    print(reactivation["summary"], reactivation["gaps"])
    assert [gap["gapSeconds"] for gap in reactivation["gaps"]] == [2, 9, 20]
    assert all(gap["failures"] == 0 for gap in reactivation["gaps"])
    assert reactivation["gaps"][0]["state"] == "Ready"
    assert reactivation["gaps"][0]["medianMilliseconds"] < 500
    assert reactivation["worstGapSeconds"] in (2, 9, 20)
