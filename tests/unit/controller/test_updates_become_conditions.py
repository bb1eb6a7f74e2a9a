from datetime import UTC, datetime

from modelbench.api.conditions import NODE_QUIET, ConditionUpdate, find_condition
from modelbench.api.mode import Mode
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import Reason
from modelbench.api.scenarios.steady import RateStatus, SteadyStatus
from modelbench.api.status import Findings, VariantStatus
from modelbench.controller.status import StatusBuilder

from tests.unit.controller.memory_api import parsed

STEADY = SteadyStatus(summary="p50 5.0 ms at 10/s", rates=(RateStatus(rate_per_second=10),))
FOUND = Findings(
    variants=(
        VariantStatus(name="serverless", mode=Mode.SERVERLESS, steady=STEADY),
        VariantStatus(name="containerized", mode=Mode.CONTAINERIZED, steady=STEADY),
    )
)
GOOD = ConditionUpdate("ServerlessSteadyMeasured", True, Reason.MEASURED, "p50 5.0 ms at 10/s")
LATE = ConditionUpdate("ContainerizedSteadyMeasured", False, Reason.INVALID, "at 10/s: sent late")
BUSY = ConditionUpdate(NODE_QUIET, False, Reason.BUSY, "60% of the CPU was in use")


def builder(**fields):
    found = parsed(scenarios={"steady": {"ratesPerSecond": [10]}}, **fields)
    return StatusBuilder(found, datetime(2026, 1, 1, tzinfo=UTC))


def completed(*updates):
    built = builder()
    progress = Progress(RunState.COMPLETED, "all measured", None, FOUND, updates)
    return built.completed(progress), built.status


def conditions(status):
    return {one.type: (one.status, str(one.reason)) for one in status.conditions}


def test_numbers_that_are_all_valid_succeed():
    reason, status = completed(GOOD)
    assert reason is Reason.COMPLETED
    assert conditions(status)["Succeeded"] == ("True", "Completed")
    assert conditions(status)["ServerlessSteadyMeasured"] == ("True", "Measured")
    assert status.completion_time == "2026-01-01T00:00:00Z"


def test_one_that_is_invalid_fails_and_keeps_the_numbers():
    reason, status = completed(GOOD, LATE)
    assert reason is Reason.INVALID
    assert conditions(status)["Succeeded"] == ("False", "Invalid")
    assert conditions(status)["ContainerizedSteadyMeasured"] == ("False", "Invalid")
    assert conditions(status)["ServerlessSteadyMeasured"] == ("True", "Measured")
    assert status.variants == FOUND.variants
    assert status.completion_time


def test_an_invalid_end_names_what_is_invalid_and_what_to_do():
    _, status = completed(GOOD, LATE, BUSY)
    text = find_condition(status.conditions, "Succeeded").message
    assert text.startswith("ContainerizedSteadyMeasured: at 10/s: sent late. Ask for a lower rate")
    assert "NodeQuiet" not in text


def test_a_busy_node_is_told_and_does_not_fail():
    reason, status = completed(GOOD, BUSY)
    assert reason is Reason.COMPLETED
    assert conditions(status)["NodeQuiet"] == ("False", "Busy")
    assert conditions(status)["Succeeded"] == ("True", "Completed")


def test_the_conditions_are_those_of_the_scenarios_and_variants_that_were_asked_for():
    built = builder(variants=[{"name": "kept-warm", "serverless": {"minScale": 1}}])
    built.queued("waiting")
    assert list(conditions(built.status)) == [
        "Succeeded",
        "ResourcesReady",
        "ServerlessSteadyMeasured",
        "ContainerizedSteadyMeasured",
        "KeptWarmSteadyMeasured",
        "Suspended",
    ]


def test_a_failure_in_mid_run_closes_what_was_open():
    built = builder()
    built.started()
    built.failed(Reason.LOAD_FAILED, "2 of 3 generators became ready")
    assert conditions(built.status)["ServerlessSteadyMeasured"] == ("False", "LoadFailed")
    assert conditions(built.status)["Succeeded"] == ("False", "LoadFailed")


def test_what_is_finished_is_true_while_the_rest_goes_on_and_stays_so_when_that_fails():
    built = builder()
    built.progress(Progress(RunState.MEASURING, "autoscale", None, FOUND, (GOOD,)))
    assert conditions(built.status)["ServerlessSteadyMeasured"] == ("True", "Measured")
    assert conditions(built.status)["ContainerizedSteadyMeasured"] == ("Unknown", "Measuring")
    built.failed(Reason.LOAD_FAILED, "no generator")
    assert conditions(built.status)["ServerlessSteadyMeasured"] == ("True", "Measured")
    assert conditions(built.status)["ContainerizedSteadyMeasured"] == ("False", "LoadFailed")
