"""The condition ObjectivesMet over the life of a benchmark."""

from datetime import UTC, datetime

import pytest
from modelbench.api.conditions import OBJECTIVES_MET, SUCCEEDED, ConditionUpdate, find_condition
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import ENDING_REASONS, Reason
from modelbench.controller.status import StatusBuilder

from tests.unit.controller.memory_api import parsed

OBJECTIVE = {"metric": "serverless.coldStart.p50", "maximumMilliseconds": 1}


def builder(objectives=(OBJECTIVE,)):
    return StatusBuilder(parsed(objectives=list(objectives)), datetime(2026, 1, 1, tzinfo=UTC))


def condition(found, type_=OBJECTIVES_MET):
    return find_condition(found.status.conditions, type_)


def test_it_is_unknown_until_the_end():
    found = builder()
    found.started()
    assert condition(found).is_unknown


@pytest.mark.parametrize(
    ("status", "reason", "text"),
    [
        (True, Reason.OBJECTIVES_MET, "True"),
        (False, Reason.OBJECTIVES_MISSED, "False"),
        (None, Reason.OBJECTIVES_INCONCLUSIVE, "Unknown"),
    ],
)
def test_it_is_what_the_runner_found_and_the_benchmark_succeeds(status, reason, text):
    update = ConditionUpdate(OBJECTIVES_MET, status, reason, "why")
    found = builder()
    found.completed(Progress(RunState.COMPLETED, "measured", updates=(update,)))
    assert (condition(found).status, condition(found).reason) == (text, reason)
    assert condition(found, SUCCEEDED).is_true


def test_a_benchmark_that_failed_has_not_missed_them():
    found = builder()
    found.started()
    found.failed(Reason.NOT_READY, "not ready")
    assert condition(found).is_unknown
    assert condition(found).reason is Reason.NOT_READY


def test_without_objectives_there_is_none():
    found = builder(())
    found.started()
    found.failed(Reason.NOT_READY, "not ready")
    assert condition(found) is None


def test_its_reasons_end_no_benchmark():
    reasons = {Reason.OBJECTIVES_MET, Reason.OBJECTIVES_MISSED, Reason.OBJECTIVES_INCONCLUSIVE}
    assert not reasons & set(ENDING_REASONS)
