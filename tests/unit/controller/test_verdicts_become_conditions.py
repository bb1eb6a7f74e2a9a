from datetime import UTC, datetime

from modelbench.api.conditions import ConditionType
from modelbench.api.progress import Progress, RunState, Verdict
from modelbench.api.reasons import Reason
from modelbench.controller.status import StatusBuilder

from tests.unit.controller.memory_api import benchmark

NUMBERS = {"steady": {"summary": "p50 5.0 ms at 10/s", "rates": [{"ratePerSecond": 10}]}}
STATUS = {"serverless": NUMBERS, "containerized": NUMBERS, "environment": {}}
GOOD = Verdict(ConditionType.SERVERLESS_STEADY, True, Reason.MEASURED, "p50 5.0 ms at 10/s")
LATE = Verdict(ConditionType.CONTAINERIZED_STEADY, False, Reason.INVALID, "at 10/s: sent late")
BUSY = Verdict(ConditionType.NODE_QUIET, False, Reason.BUSY, "60 % of the CPU was in use")


def builder(**fields):
    document = benchmark(scenarios={"steady": {}}, **fields)
    return StatusBuilder(document, datetime(2026, 1, 1, tzinfo=UTC))


def completed(*verdicts):
    built = builder()
    progress = Progress(RunState.COMPLETED, "all measured", None, STATUS, verdicts)
    return built.completed(progress), built.status


def conditions(status):
    return {one["type"]: (one["status"], one["reason"]) for one in status["conditions"]}


def message(status, type_):
    return next(one["message"] for one in status["conditions"] if one["type"] == type_)


def test_numbers_that_are_all_valid_succeed():
    reason, status = completed(GOOD)
    assert reason is Reason.COMPLETED
    assert conditions(status)["Succeeded"] == ("True", "Completed")
    assert conditions(status)["ServerlessSteadyMeasured"] == ("True", "Measured")
    assert status["completionTime"] == "2026-01-01T00:00:00Z"


def test_one_that_is_invalid_fails_and_keeps_the_numbers():
    reason, status = completed(GOOD, LATE)
    assert reason is Reason.INVALID
    assert conditions(status)["Succeeded"] == ("False", "Invalid")
    assert conditions(status)["ContainerizedSteadyMeasured"] == ("False", "Invalid")
    assert conditions(status)["ServerlessSteadyMeasured"] == ("True", "Measured")
    assert status["containerized"] == status["serverless"] == NUMBERS
    assert status["completionTime"]


def test_an_invalid_end_names_what_is_invalid_and_what_to_do():
    _, status = completed(GOOD, LATE, BUSY)
    text = message(status, "Succeeded")
    assert text.startswith("ContainerizedSteadyMeasured: at 10/s: sent late. Ask for a lower rate")
    assert "NodeQuiet" not in text


def test_a_busy_node_is_told_and_does_not_fail():
    reason, status = completed(GOOD, BUSY)
    assert reason is Reason.COMPLETED
    assert conditions(status)["NodeQuiet"] == ("False", "Busy")
    assert conditions(status)["Succeeded"] == ("True", "Completed")


def test_the_conditions_are_those_of_the_scenarios_that_were_asked_for():
    built = builder()
    built.queued("waiting")
    assert set(conditions(built.status)) == {
        "Succeeded",
        "ResourcesReady",
        "ServerlessSteadyMeasured",
        "ContainerizedSteadyMeasured",
        "Suspended",
    }


def test_a_failure_in_mid_run_closes_what_was_open():
    built = builder()
    built.started()
    built.failed(Reason.LOAD_FAILED, "2 of 3 generators became ready")
    assert conditions(built.status)["ServerlessSteadyMeasured"] == ("False", "LoadFailed")
    assert conditions(built.status)["Succeeded"] == ("False", "LoadFailed")


def test_what_is_finished_is_true_while_the_rest_goes_on_and_stays_so_when_that_fails():
    built = builder()
    built.progress(Progress(RunState.MEASURING, "autoscale", None, STATUS, (GOOD,)))
    assert conditions(built.status)["ServerlessSteadyMeasured"] == ("True", "Measured")
    assert conditions(built.status)["ContainerizedSteadyMeasured"] == ("Unknown", "Measuring")
    built.failed(Reason.LOAD_FAILED, "no generator")
    assert conditions(built.status)["ServerlessSteadyMeasured"] == ("True", "Measured")
    assert conditions(built.status)["ContainerizedSteadyMeasured"] == ("False", "LoadFailed")
