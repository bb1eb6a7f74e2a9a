"""An operator that is killed at any request of an ending leaves it to the next one."""

from datetime import UTC, datetime, timedelta

import pytest
from modelbench.api.progress import Progress, RunState, dump_progress
from modelbench.api.reasons import Reason
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings

from tests.unit.controller.memory_api import (
    BENCHMARK,
    JOB,
    MEASURING,
    MemoryApi,
    document,
    results,
    run_job,
    summary,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
OVERDUE = START + timedelta(days=30)
VERBS = ("get", "list_all", "list_metadata", "create", "merge", "delete")
MOST_REQUESTS = 100
LOOKS = 2
"""The first of a new operator sees that all children are there, the second looks at the runner."""


class KilledError(BaseException):
    """Ends an operator as SIGKILL does: nothing of it runs on."""


class DeadlyApi:
    """Kills who makes the n-th request: before it arrives, or before its answer does."""

    def __init__(self, api, number, *, arrives):
        self._api, self._left, self._arrives = api, number, arrives

    def __getattr__(self, name):
        inner = getattr(self._api, name)
        return inner if name not in VERBS else lambda *given: self._request(inner, given)

    def _request(self, inner, given):
        self._left -= 1
        if self._left == 0:
            if self._arrives:
                inner(*given)
            raise KilledError
        return inner(*given)


def operator(api, now):
    return Reconciler(api, Settings(runner_image="o"), lambda: now)


def measuring():
    """A benchmark in mid-run, whose quota is gone: no Job could be made again."""
    api = MemoryApi(document(status=MEASURING))
    operator(api, START).reconcile("n", "b")
    run_job(api)
    api.add(results(dump_progress(Progress(RunState.MEASURING, "m"))))
    operator(api, START).reconcile("n", "b")
    assert summary(api)["reason"] == "Measuring"
    api.writes.clear()
    return api


def overdue(api):
    return OVERDUE


def unreadable(api):
    api.add(results("{"))
    return START


def failed_job(api):
    failed = {"type": "Failed", "status": "True", "message": "BackoffLimitExceeded"}
    api.objects[JOB]["status"] = {"conditions": [failed]}
    return START


def completed(api):
    api.add(results(dump_progress(Progress(RunState.COMPLETED, "m"))))
    return START


def failed(api):
    ended = Progress(RunState.FAILED, "m", Reason.NOT_READY)
    api.add(results(dump_progress(ended)))
    return START


ENDINGS = {
    overdue: "DeadlineExceeded",
    unreadable: "RunnerFailed",
    failed_job: "RunnerFailed",
    completed: "Completed",
    failed: "NotReady",
}
VARIANTS = ("services/b-", "deployments/b-", "rolebindings/b-", "serviceaccounts/b-")


def left_over(api):
    return [path for path in api.objects if any(part in path for part in VARIANTS)]


@pytest.mark.parametrize("arrives", [False, True], ids=["lost", "arrives"])
@pytest.mark.parametrize("ending", ENDINGS, ids=lambda one: one.__name__)
def test_the_next_operator_goes_on_to_the_same_end(ending, arrives):
    kills = 0
    for number in range(1, MOST_REQUESTS):
        api = measuring()
        now = ending(api)
        deadly = DeadlyApi(api, number, arrives=arrives)
        try:
            operator(deadly, now).reconcile("n", "b")
        except KilledError:
            kills += 1
        else:
            break
        # What made the operator end it may have passed since.
        later = START if ending is overdue and summary(api)["reason"] == ENDINGS[ending] else now
        following = operator(api, later)
        for _ in range(LOOKS):
            following.reconcile("n", "b")
        assert (api.created, left_over(api)) == ([], []), number
        assert summary(api)["reason"] == ENDINGS[ending], number
        assert summary(api)["status"] != "Unknown", number
        assert api.objects[BENCHMARK]["status"]["completionTime"], number
    assert kills > 10


def test_the_end_is_decided_before_anything_is_removed():
    api = measuring()
    operator(api, OVERDUE).reconcile("n", "b")
    assert api.writes[0] == ("merge", BENCHMARK)
    assert api.reasons[-1] == "DeadlineExceeded"


def test_an_end_that_is_decided_is_not_undone_by_a_suspension():
    api = measuring()
    with pytest.raises(KilledError):
        operator(DeadlyApi(api, 8, arrives=False), OVERDUE).reconcile("n", "b")
    assert summary(api)["status"] == "Unknown"
    api.objects[BENCHMARK]["spec"]["suspend"] = True
    operator(api, START).reconcile("n", "b")
    assert (summary(api)["status"], summary(api)["reason"]) == ("False", "DeadlineExceeded")
