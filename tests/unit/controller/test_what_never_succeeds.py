"""A benchmark that cannot be finished ends all the same, so that those behind it get their turn."""

from datetime import UTC, datetime, timedelta

import pytest
from modelbench.api.progress import Progress, RunState, dump_progress
from modelbench.api.status import Environment
from modelbench.controller.environment import read_environment
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError

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
COMPLETED = dump_progress(Progress(RunState.COMPLETED, "done"))
TOO_LARGE = ApiError(500, "etcdserver: request is too large")
NEXT = BENCHMARK.removesuffix("/b") + "/next"


class RefusingApi(MemoryApi):
    """Takes no status of one benchmark for which ``refuses`` holds."""

    def __init__(self, *objects, error, refuses=lambda status: True, path=BENCHMARK):
        super().__init__(*objects)
        self._error, self._refuses, self._path = error, refuses, path

    def merge(self, path, patch):
        if path.startswith(f"{self._path}/") and self._refuses(patch["status"]):
            raise self._error
        return super().merge(path, patch)


class Operator:
    """Lists and looks at benchmarks as the worker does: again, later, when a look fails."""

    def __init__(self, api):
        self.api, self.now = api, START
        self._ours = Reconciler(api, Settings(runner_image="operator"), lambda: self.now)

    def look(self, *names, seconds=60):
        self.now += timedelta(seconds=seconds)
        self._ours.due()
        failures = []
        for name in names or ("b",):
            try:
                self._ours.reconcile("n", name)
            except Exception as error:
                failures.append(error)
        return failures

    def look_for(self, minutes, *names):
        return [self.look(*names) for _ in range(minutes)][-1]


def with_figures(status):
    return status.get("progress") is not None


def test_progress_that_cannot_be_read_ends_it_and_stops_its_runner():
    api = MemoryApi(document(status=MEASURING))
    operator = Operator(api)
    operator.look()
    api.add(results('{"state": "of another version"}'))
    assert operator.look() == []
    assert summary(api)["reason"] == "RunnerFailed"
    assert "progress.json" in summary(api)["message"]
    assert "ConfigMap b-results" in summary(api)["message"]
    assert JOB not in api.objects


def test_a_status_that_is_never_taken_ends_at_once_without_figures():
    refused = ApiError(422, "status.variants: Invalid value")
    api = RefusingApi(document(status=MEASURING), error=refused, refuses=with_figures)
    api.add(results(COMPLETED))
    assert Operator(api).look() == []
    assert (summary(api)["status"], summary(api)["reason"]) == ("False", "RunnerFailed")
    assert "status.variants: Invalid value" in summary(api)["message"]
    assert "progress" not in api.objects[BENCHMARK]["status"]
    assert JOB not in api.objects


def test_conditions_that_are_never_taken_are_replaced_by_fresh_ones():
    """The status of the end is built from nothing, whatever stands there."""
    odd = {"type": "Odd", "status": "True", "reason": "Ready", "message": "m"}
    status = {**MEASURING, "conditions": [{**odd, "lastTransitionTime": "2026-01-01T00:00:00Z"}]}

    def refuses(patch):
        return any(condition["type"] == "Odd" for condition in patch.get("conditions", ()))

    api = RefusingApi(document(status=status), error=ApiError(422, "no"), refuses=refuses)
    api.add(results(COMPLETED))
    Operator(api).look_for(7)
    assert summary(api)["reason"] == "RunnerFailed"


@pytest.mark.parametrize("status", [429, 502, 503, 504, 0])
def test_an_api_server_that_does_not_answer_costs_no_result_however_late_it_is(status):
    api = RefusingApi(document(status=MEASURING), error=ApiError(status, "not now"))
    api.add(results(COMPLETED))
    operator = Operator(api)
    assert operator.look_for(200) != []
    assert summary(api) == {}
    api._refuses = lambda status: False
    operator.look()
    assert summary(api)["reason"] == "Completed"


def test_an_api_server_that_does_not_answer_stops_no_runner():
    api = RefusingApi(document(status=MEASURING), error=ApiError(503, "not now"))
    operator = Operator(api)
    operator.look()
    api.add(results(dump_progress(Progress(RunState.MEASURING, "m"))))
    run_job(api)
    assert operator.look_for(30) != []
    assert JOB in api.objects
    assert api.reasons == []


def test_one_that_waits_and_whose_status_cannot_be_stored_is_told_and_the_next_measures():
    api = RefusingApi(document(), document("next"), error=TOO_LARGE)
    operator = Operator(api)
    assert operator.look("b", "next") == [TOO_LARGE]
    assert "startTime" not in api.objects[NEXT]["status"]
    operator.look_for(6, "b", "next")
    assert "startTime" in api.objects[NEXT]["status"]
    told = [event for event in api.events if event["reason"] == "SetAside"]
    assert [event["involvedObject"]["name"] for event in told] == ["b"]
    assert "request is too large" in told[0]["message"]
    assert told[0]["type"] == "Warning"


def test_where_it_can_be_stored_a_condition_says_that_it_was_set_aside():
    def refuses(status):
        return "startTime" in status

    api = RefusingApi(document(), error=TOO_LARGE, refuses=refuses)
    Operator(api).look_for(7)
    assert (summary(api)["status"], summary(api)["reason"]) == ("Unknown", "SetAside")
    assert "set aside" in summary(api)["message"]


def test_after_a_restart_what_was_set_aside_holds_nobody_up_and_is_not_told_again():
    def refuses(status):
        return "startTime" in status

    api = RefusingApi(document(), document("next"), error=TOO_LARGE, refuses=refuses)
    Operator(api).look_for(7)
    told = api.reasons.count("SetAside")
    operator = Operator(api)
    api._refuses = lambda status: False
    operator.look("next")
    assert "startTime" in api.objects[NEXT]["status"]
    api._refuses = refuses
    operator.look_for(7)
    assert api.reasons.count("SetAside") == told == 1


def test_one_that_was_set_aside_comes_back_when_it_can():
    api = RefusingApi(document(), document("next"), error=TOO_LARGE)
    operator = Operator(api)
    operator.look_for(7, "b", "next")
    api._refuses = lambda status: False
    assert operator.look("b") == []
    assert summary(api)["reason"] == "Queued"
    assert "waiting for 1 other" in summary(api)["message"]


def test_a_measuring_one_that_cannot_even_be_given_up_holds_nobody_up():
    api = RefusingApi(
        document(status=MEASURING, metadata={"creationTimestamp": "2025-01-01T00:00:00Z"}),
        document("next"),
        error=TOO_LARGE,
    )
    api.add(results(COMPLETED))
    operator = Operator(api)
    operator.look_for(7, "b", "next")
    assert "startTime" in api.objects[NEXT]["status"]
    assert JOB not in api.objects


WEBHOOK_AWAY = ApiError(500, 'failed calling webhook "validation.webhook.serving.knative.dev"')


class ClingingApi(MemoryApi):
    """Removes no Knative Service while their webhook is away."""

    away = True

    def delete(self, path, options=None):
        if self.away and "serving.knative.dev" in path:
            raise WEBHOOK_AWAY
        super().delete(path, options)


def test_a_child_that_cannot_be_removed_for_an_hour_costs_no_result_and_holds_nobody_up():
    api = ClingingApi(
        document(status=MEASURING, metadata={"creationTimestamp": "2025-01-01T00:00:00Z"}),
        document("next"),
    )
    operator = Operator(api)
    operator.look("b", "next")
    api.add(results(COMPLETED))
    operator.look_for(60, "b", "next")
    assert summary(api).get("status") != "False"
    assert "startTime" in api.objects[NEXT]["status"]
    assert api.reasons.count("NotRemoved") == 1
    api.away = False
    operator.look("b", "next")
    assert (summary(api)["status"], summary(api)["reason"]) == ("True", "Completed")
    assert not [path for path in api.objects if "services/b-" in path]


def test_a_burst_of_failures_within_seconds_sets_nothing_aside():
    api = RefusingApi(document(), document("next"), error=TOO_LARGE)
    operator = Operator(api)
    for _ in range(50):
        operator.look("b", "next", seconds=1)
    assert "startTime" not in api.objects[NEXT]["status"]


def test_a_start_time_that_is_none_holds_nobody_up():
    api = MemoryApi(document(status={"startTime": "2026-01-01T00:00:60Z"}))
    Operator(api).look_for(7)
    assert summary(api)["reason"] == "RunnerFailed"


def test_what_is_being_deleted_is_stopped_and_the_next_measures_whatever_keeps_it():
    api = MemoryApi(document(status=MEASURING), document("next"))
    operator = Operator(api)
    operator.look("b", "next")
    assert JOB in api.objects
    kept = {"deletionTimestamp": "2026-01-01T00:01:00Z", "finalizers": ["example.com/never"]}
    api.objects[BENCHMARK]["metadata"] |= kept
    operator.look("b", "next")
    assert JOB not in api.objects
    left = {path.rpartition("/")[2] for path in api.objects}
    assert left == {"b", "next", "b-results"}
    assert "startTime" in api.objects[NEXT]["status"]
    api.writes.clear()
    operator.look("b")
    assert api.writes == []


def test_pods_that_always_end_anew_do_not_hold_the_queue_for_ever():
    api = MemoryApi(document())
    operator = Operator(api)
    for _ in range(4):
        now = operator.now + timedelta(seconds=60)
        labels = {"modelbench.dev/benchmark": "x", "modelbench.dev/role": "model"}
        owner = {"kind": "ReplicaSet", "name": "x-1", "controller": True}
        metadata = {
            "name": "forged",
            "namespace": "n",
            "labels": labels,
            "ownerReferences": [owner],
            "deletionTimestamp": now.isoformat(),
            "deletionGracePeriodSeconds": 0,
        }
        api.add({"apiVersion": "v1", "kind": "Pod", "metadata": metadata})
        operator.look()
    assert "startTime" in api.objects[BENCHMARK]["status"]


@pytest.mark.parametrize(("capacity", "found"), [({"cpu": "10k"}, 10_000), ({}, None)])
def test_a_node_like_no_other_does_not_hide_the_rest_of_the_environment(capacity, found):
    info = {"kernelVersion": "6", "containerRuntimeVersion": "containerd://2"}
    node = {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": "virtual", "namespace": "-"},
        "status": {"capacity": capacity, "nodeInfo": info},
    }
    api = MemoryApi()
    api.objects["/api/v1/nodes/virtual"] = node
    environment = read_environment(api, Environment(lanes=3))
    assert environment.cpu_count == found
    assert environment.modelbench_version
    assert environment.lanes == 3
