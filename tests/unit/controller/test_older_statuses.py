"""Statuses that another version wrote, of which the API server has pruned what the CRD lacks."""

import logging
from datetime import UTC, datetime

import pytest
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings

from tests.unit.controller.memory_api import (
    BENCHMARK,
    MEASURING,
    MemoryApi,
    document,
    summary,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NEXT = BENCHMARK.removesuffix("/b") + "/next"
# A cost without its variant and a recommendation without its choice, whose names have changed.
PRUNED = {
    "traffic": [{"name": "steady", "costs": [{"sheet": "aws", "perMonth": "1"}]}],
    "recommendation": [{"traffic": "steady"}],
}


def end(reason="Completed"):
    return {
        "type": "Succeeded",
        "status": "True",
        "reason": reason,
        "message": "done",
        "lastTransitionTime": "2025-01-01T00:00:00Z",
    }


def finished(reason="Completed"):
    done = {**MEASURING, "completionTime": "2025-01-01T00:00:00Z", "conditions": [end(reason)]}
    return {**done, **PRUNED}


def reconciler(api):
    return Reconciler(api, Settings(runner_image="operator"), lambda: NOW)


@pytest.mark.parametrize("reason", ["Completed", "AReasonOfAnotherVersion"])
def test_a_finished_one_is_left_alone_and_told_in_the_log_once(caplog, reason):
    api = MemoryApi(document(status=finished(reason)))
    ours = reconciler(api)
    with caplog.at_level(logging.WARNING):
        assert [ours.reconcile("n", "b") for _ in range(3)] == [None] * 3
    assert api.writes == api.events == []
    told = [record for record in caplog.records if "of another version" in record.message]
    assert len(told) == 1


@pytest.mark.parametrize("reason", ["Completed", "AReasonOfAnotherVersion"])
def test_a_finished_one_holds_nobody_up_and_keeps_its_place_in_the_metrics(reason):
    api = MemoryApi(document(status=finished(reason)), document("next"))
    ours = reconciler(api)
    ours.reconcile("n", "next")
    assert "startTime" in api.objects[NEXT]["status"]
    assert ours.due() == [("n", "next")]
    assert len(ours._inventory.store.all()) == 2


def test_a_finished_one_is_deleted_when_its_time_is_over_all_the_same():
    api = MemoryApi(document(status=finished(), ttlSecondsAfterFinished=60))
    assert reconciler(api).due() == [("n", "b")]
    reconciler(api).reconcile("n", "b")
    assert api.writes == [("delete", BENCHMARK)]


def test_a_measuring_one_ends_with_a_reason_and_a_status_that_can_be_read():
    api = MemoryApi(document(status={**MEASURING, **PRUNED}))
    assert reconciler(api).reconcile("n", "b") is None
    assert summary(api)["reason"] == "RunnerFailed"
    assert "another version" in summary(api)["message"]
    assert not {"traffic", "recommendation"} & set(api.objects[BENCHMARK]["status"])


def test_a_waiting_one_is_started_and_what_cannot_be_read_goes():
    api = MemoryApi(document(status=PRUNED))
    reconciler(api).reconcile("n", "b")
    assert "startTime" in api.objects[BENCHMARK]["status"]
    assert "traffic" not in api.objects[BENCHMARK]["status"]


@pytest.mark.parametrize("status", [None, MEASURING])
def test_a_spec_that_cannot_be_read_holds_nobody_up_and_is_told_once(status):
    odd = document(status=status)
    odd["spec"]["load"]["arrivals"] = 3
    api = MemoryApi(odd, document("next"))
    ours = reconciler(api)
    for _ in range(3):
        assert ours.reconcile("n", "b") is None
        ours.reconcile("n", "next")
    assert "startTime" in api.objects[NEXT]["status"]
    assert ("n", "b") in ours.due()
    assert api.reasons.count("SetAside") == 1
    assert "spec.load.arrivals" in summary(api)["message"]


def test_a_finished_one_whose_spec_cannot_be_read_is_left_alone():
    odd = document(status=finished())
    odd["spec"]["load"]["arrivals"] = 3
    api = MemoryApi(odd)
    ours = reconciler(api)
    assert ours.reconcile("n", "b") is None
    assert ours.due() == []
    assert api.writes == api.events == []
