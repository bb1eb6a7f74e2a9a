"""The sample's Lambda handler as a serverless variant, and a handler that does not exist."""

import pytest
from modelbench.api.names import CONTAINERIZED, SERVERLESS
from modelbench.api.scenarios.cold_start import Instant
from modelbench.scenarios.cold_start.summary import accepted_trials

from tests.e2e.benchmarks import example, variant

pytestmark = pytest.mark.together
(EXAMPLE,) = example("lambda")
MODEL = EXAMPLE["spec"]["model"]
FUNCTION = EXAMPLE["spec"]["serverless"]
SHORT = {
    "coldStart": {"trials": 2, "maxTrials": 3, "lanes": 2},
    "steady": {"ratesPerSecond": [5], "durationSeconds": 5, "rounds": 2, "warmUpSeconds": 1},
}


def test_the_handler_responds_and_its_duration_and_initialization_are_measured(benchmarks):
    benchmarks.apply_example("lambda", scenarios=SHORT, serverless={**FUNCTION, "maxScale": 2})
    status = benchmarks.wait_succeeded("lambda")
    (rate,) = variant(status, SERVERLESS)["steady"]["rates"]
    times = {item["percentile"]: item["microseconds"] for item in rate["handlerTimes"]}
    services = {item["percentile"]: item["microseconds"] for item in rate["serviceTimes"]}
    assert 0 < times["50"] < services["50"]
    assert "handlerTimes" not in variant(status, CONTAINERIZED)["steady"]["rates"][0]
    for trial in accepted_trials(benchmarks.samples("lambda").of(SERVERLESS)):
        started = trial.stamps[Instant.PROCESS_STARTED].nanoseconds
        assert trial.stamps[Instant.RUNTIME_READY].nanoseconds > started
    told = variant(status, SERVERLESS)["coldStart"]["phases"]
    phases = {phase["name"]: phase for phase in told}
    assert phases["initialization"]["medianMilliseconds"] > 0
    (profile,) = status["traffic"]
    costs = {(cost["variant"], cost["sheet"]) for cost in profile["costs"]}
    assert (SERVERLESS, "aws-lambda") in costs


def test_a_handler_that_cannot_be_imported_is_a_crash_in_the_runtime_s_words(benchmarks):
    function = {**FUNCTION["lambda"], "args": ["absent.lambda_handler"]}
    benchmarks.create(model=MODEL, serverless={**FUNCTION, "lambda": function})
    condition = benchmarks.wait_failed()
    assert condition["reason"] == "ContainerCrashed"
    assert "Unable to import module 'absent'" in condition["message"]
