"""The condition ObjectivesMet over the life of a benchmark."""

from datetime import UTC, datetime

import pytest
from modelbench.api.conditions import ConditionType, find_condition
from modelbench.api.progress import Progress, RunState, Verdict
from modelbench.api.reasons import ENDING_REASONS, Reason
from modelbench.controller.status import StatusBuilder

from tests.unit.controller.memory_api import benchmark

OBJECTIVE = {"figure": "serverless.coldStart.p50", "maximumMilliseconds": 1}
DONE = Progress(RunState.COMPLETED, "measured", status={"environment": {}})


def builder(objectives=(OBJECTIVE,)):
    document = benchmark()
    document["spec"]["objectives"] = list(objectives)
    document["metadata"]["generation"] = 1
    return StatusBuilder(document, datetime(2026, 1, 1, tzinfo=UTC))


def condition(found):
    return find_condition(found.status, ConditionType.OBJECTIVES_MET)


def test_it_is_unknown_until_the_end():
    found = builder()
    found.started()
    assert condition(found)["status"] == "Unknown"


@pytest.mark.parametrize(
    ("status", "reason", "text"),
    [
        (True, Reason.OBJECTIVES_MET, "True"),
        (False, Reason.OBJECTIVES_MISSED, "False"),
        (None, Reason.OBJECTIVES_INCONCLUSIVE, "Unknown"),
    ],
)
def test_it_is_what_the_runner_found_and_the_benchmark_succeeds(status, reason, text):
    verdict = Verdict(ConditionType.OBJECTIVES_MET, status, reason, "why")
    found = builder()
    found.completed(Progress(DONE.state, DONE.message, status=DONE.status, verdicts=(verdict,)))
    assert (condition(found)["status"], condition(found)["reason"]) == (text, reason)
    assert find_condition(found.status, ConditionType.SUCCEEDED)["status"] == "True"


def test_a_benchmark_that_failed_has_not_missed_them():
    found = builder()
    found.started()
    found.failed(Reason.NOT_READY, "not ready")
    assert (condition(found)["status"], condition(found)["reason"]) == ("Unknown", "NotReady")


def test_without_objectives_there_is_none():
    found = builder(())
    found.started()
    found.failed(Reason.NOT_READY, "not ready")
    assert condition(found) == {}


def test_its_reasons_end_no_benchmark():
    reasons = {Reason.OBJECTIVES_MET, Reason.OBJECTIVES_MISSED, Reason.OBJECTIVES_INCONCLUSIVE}
    assert not reasons & set(ENDING_REASONS)
