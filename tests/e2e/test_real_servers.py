"""Servers that nobody here wrote, from their packages, on both modes: `make images-examples`.

Each has a port, a health path and a protocol of its own. Only trials are cut short.
"""

import pytest

from tests.e2e.benchmarks import BOTH, example, variant

pytestmark = pytest.mark.long
TRIALS = 2
SHORT = {"trials": TRIALS, "maxTrials": TRIALS, "lanes": 2, "timeoutSeconds": 120}
# Their port, the path that tells that they are ready, and the path of a request.
SERVERS = {
    "mlflow": (5000, "/health", "/invocations"),
    "litserve": (8000, "/health", "/predict"),
    "llm": (8081, "/health", "/v1/chat/completions"),
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_real_server_is_measured_as_it_is(benchmarks, name):
    port, readiness, path = SERVERS[name]
    benchmarks.apply_example(name, scenarios={"coldStart": SHORT})
    status = benchmarks.wait_succeeded(name)
    for mode in BOTH:
        found = variant(status, mode)["coldStart"]
        print(name, mode, found["summary"])
        assert found["acceptedTrials"] == TRIALS
        assert not found.get("rejected")
    pods = benchmarks.get(name)["spec"]["model"]
    assert (pods["port"], pods["readinessPath"], pods["request"]["path"]) == (port, readiness, path)
    trials = benchmarks.samples(name).trials
    assert {trial.variant for trial in trials} == set(BOTH)
    assert all(trial.status == 200 for trial in trials)


def test_no_example_of_one_has_the_port_of_another_or_the_default():
    ports = [example(name)[0]["spec"]["model"]["port"] for name in SERVERS]
    assert len(set(ports) | {8080}) == len(SERVERS) + 1
