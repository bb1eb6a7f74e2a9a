"""Servers that nobody here wrote, as they come from their packages, on both modes.

Each has a port, a health path and a protocol of its own; expectedJSONPath judges that each response
has what the protocol promises. Only trials are cut short. `make images-examples` has the images.
"""

import pytest

from tests.e2e.benchmarks import BOTH, variant

pytestmark = pytest.mark.long
TRIALS = 2
SHORT = {"trials": TRIALS, "maxTrials": TRIALS, "lanes": 2, "timeoutSeconds": 120}
# The port, the path that tells that it is ready, and the path of a request.
SERVERS = {
    "mlflow": (5000, "/health", "/invocations"),
    "litserve": (8000, "/health", "/predict"),
    "llm": (8081, "/health", "/v1/chat/completions"),
}


@pytest.mark.parametrize("name", SERVERS)
def test_a_real_server_is_measured_as_it_is_published(benchmarks, name):
    benchmarks.apply_example(name, scenarios={"coldStart": SHORT})
    status = benchmarks.wait_succeeded(name)
    model = benchmarks.parsed(name).spec.model
    assert (model.port, model.readiness_path, model.request.path) == SERVERS[name]
    assert model.request.expected_json_path
    for mode in BOTH:
        found = variant(status, mode)["coldStart"]
        print(name, mode, found["summary"])
        assert found["trials"] == TRIALS
    assert {trial.status_code for trial in accepted(benchmarks.samples(name))} == {200}


def accepted(samples):
    """The trials that were proved cold."""
    return [trial for trial in samples.trials if trial.rejection is None]
