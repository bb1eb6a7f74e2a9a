"""Load on both variants: what is asked for is sent, and what cannot support a claim says so."""

import pytest

from tests.e2e.benchmarks import BOTH, variant

pytestmark = [pytest.mark.together, pytest.mark.xdist_group("load")]

# The fewest seconds that still give each value.
SHORT = {"ratesPerSecond": [20], "rounds": 2, "durationSeconds": 6, "warmUpSeconds": 1}
WARM = {"stableWindowSeconds": 60}


def rate_of(status, name):
    (rate,) = variant(status, name)["steady"]["rates"]
    return rate


def test_two_generators_send_what_one_would_and_their_results_are_one(benchmarks):
    load = {"generators": 2, "arrivals": "Poisson", "seed": 7}
    benchmarks.create(scenarios={"steady": SHORT}, load=load, serverless=WARM)
    both = benchmarks.wait_succeeded()
    load["generators"] = 1
    benchmarks.create("one", scenarios={"steady": SHORT}, load=load, serverless=WARM)
    alone = benchmarks.wait_succeeded("one")
    for name in BOTH:
        assert rate_of(both, name)["valid"]
        assert rate_of(both, name)["requests"] == rate_of(alone, name)["requests"]
        assert rate_of(both, name).get("failures", []) == []
    planned = [
        [s.planned_span_nanoseconds for s in benchmarks.samples(name).segments]
        for name in ("candidate", "one")
    ]
    assert planned[0] == pytest.approx(planned[1], abs=1_000_000)


def test_load_that_was_not_sent_as_planned_is_invalid_and_not_slow(benchmarks):
    # One connection carries 5 requests a second of 200 ms; the other 15 are not sent in time.
    benchmarks.create(
        env={"SERVICE_TIME_SECONDS": 0.2},
        model={"readinessPath": None},
        scenarios={"steady": SHORT},
        load={"maxConnections": 1},
        serverless=WARM,
    )
    condition = benchmarks.wait_failed(timeout_seconds=600)
    assert condition["reason"] == "Invalid"
    assert "schedule delay" in condition["message"]
    status = benchmarks.status()
    assert not rate_of(status, "containerized")["valid"]
    assert "schedule delay" in rate_of(status, "containerized")["invalidReason"]


def test_bodies_come_from_a_config_map_and_responses_are_checked_by_a_json_path(benchmarks):
    literals = ("--from-literal=1={}", '--from-literal=2={"features":[1]}')
    benchmarks.kubectl("create", "configmap", "bodies", *literals)
    # The test image answers with its status, the method and the path, and without a prediction.
    benchmarks.create(
        model={"request": {"path": "/predict", "timeoutSeconds": 5}},
        scenarios={"steady": SHORT},
        load={"bodies": {"configMapName": "bodies"}, "expectedJSONPath": "$.prediction"},
        serverless=WARM,
    )
    status = benchmarks.wait_succeeded()
    for name in BOTH:
        rate = rate_of(status, name)
        assert rate["failures"] == [{"kind": "wrong answer", "count": rate["requests"]}]


def test_bodies_that_do_not_exist_are_named(benchmarks):
    benchmarks.create(
        model={"request": {"path": "/predict", "timeoutSeconds": 5}},
        scenarios={"steady": SHORT},
        load={"bodies": {"configMapName": "absent"}},
    )
    condition = benchmarks.wait_failed()
    assert condition["reason"] == "ResourcesRejected"
    assert "spec.load.bodies.configMapName" in condition["message"]
