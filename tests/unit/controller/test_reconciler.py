from datetime import UTC, datetime, timedelta

import pytest
from modelbench.api.progress import Progress, RunState, dump_progress
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError

from tests.unit.controller.memory_api import MemoryApi, benchmark

START = datetime(2026, 1, 1, tzinfo=UTC)
PATH = "/apis/modelbench.dev/v1alpha1/namespaces/n/modelbenchmarks/b"
MEASURING = {"startTime": "2026-01-01T00:00:00Z"}
FINISHED = {
    **MEASURING,
    "completionTime": "2026-01-01T00:01:00Z",
    "conditions": [{"type": "Succeeded", "status": "True"}],
}


class Clock:
    now = START


def reconciler(api, clock=Clock):
    return Reconciler(api, Settings(runner_image="operator"), lambda: clock.now)


def reconcile(api, times=1, clock=Clock):
    ours = reconciler(api, clock)
    return [ours.reconcile("n", "b") for _ in range(times)][-1]


def summary(api):
    conditions = api.objects[PATH]["status"]["conditions"]
    return next(c for c in conditions if c["type"] == "Succeeded")


def test_both_arms_and_then_the_runner_are_created():
    api = MemoryApi(benchmark())
    reconcile(api, times=2)
    applied = [kind for verb, kind in api.writes if verb == "apply"]
    assert applied[0] == "Service"
    assert applied[-1] == "Job"
    assert sorted(applied).count("Deployment") == 2
    assert summary(api)["reason"] == "Preparing"


def test_what_is_there_is_not_changed_by_an_operator_that_comes_later():
    api = MemoryApi(benchmark())
    reconcile(api, times=2)
    api.writes.clear()
    Reconciler(api, Settings(runner_image="newer"), lambda: START).reconcile("n", "b")
    assert [write for write in api.writes if write[0] == "apply"] == []


def test_without_knative_it_fails_at_once_and_says_what_to_do():
    missing = ApiError(404, "the server could not find the requested resource")
    api = MemoryApi(benchmark(), refusals={"serving.knative.dev": missing})
    reconcile(api, times=2)
    assert (summary(api)["status"], summary(api)["reason"]) == ("False", "KnativeUnavailable")
    assert "Install Knative Serving" in summary(api)["message"]


def test_a_webhook_that_does_not_answer_is_borne_for_a_while_and_then_named():
    down = ApiError(500, 'failed calling webhook "webhook.serving.knative.dev": timeout')
    api = MemoryApi(benchmark(status=MEASURING), refusals={"serving.knative.dev": down})
    clock = Clock()
    with pytest.raises(ApiError):
        reconcile(api, clock=clock)
    clock.now = START + timedelta(seconds=91)
    reconcile(api, clock=clock)
    assert summary(api)["reason"] == "KnativeUnavailable"


def test_a_finished_benchmark_is_never_touched_again():
    api = MemoryApi(benchmark(status=FINISHED))
    assert reconcile(api, times=3) is None
    assert api.writes == []


def test_a_finished_benchmark_is_deleted_when_its_time_is_over_and_not_before():
    api = MemoryApi(benchmark(status=FINISHED, ttlSecondsAfterFinished=60))
    clock = Clock()
    clock.now = START + timedelta(seconds=90)
    assert reconcile(api, clock=clock) == 30
    clock.now = START + timedelta(seconds=121)
    reconcile(api, clock=clock)
    assert api.writes == [("delete", PATH)]


def test_the_deadline_ends_a_run_that_makes_no_progress():
    api = MemoryApi(benchmark(status=MEASURING, activeDeadlineSeconds=10))
    clock = Clock()
    clock.now = START + timedelta(seconds=11)
    reconcile(api, clock=clock)
    assert summary(api)["reason"] == "DeadlineExceeded"


def deployment_of(kind, uid):
    owner = {"kind": kind, "name": "b", "uid": uid}
    metadata = {"name": "b-containerized", "namespace": "n", "ownerReferences": [owner]}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {**metadata, "uid": "1"}}


def test_the_children_of_a_deleted_benchmark_of_the_same_name_are_waited_for():
    earlier = deployment_of("ModelBenchmark", "uid-of-before")
    api = MemoryApi(benchmark(status=MEASURING), earlier)
    with pytest.raises(ApiError, match="of an earlier benchmark is still being removed"):
        reconcile(api)
    api.delete("/apis/apps/v1/namespaces/n/deployments/b-containerized")
    reconcile(api)
    assert JOB in api.objects


def test_what_belongs_to_something_else_is_left_alone_and_named():
    api = MemoryApi(benchmark(status=MEASURING), deployment_of("Shop", "uid-of-a-shop"))
    reconcile(api)
    assert summary(api)["reason"] == "ResourcesRejected"
    assert "belongs to something else" in summary(api)["message"]


JOB = "/apis/batch/v1/namespaces/n/jobs/b-runner"


def test_at_the_deadline_the_runner_is_stopped_with_its_arms():
    api = MemoryApi(benchmark(status=MEASURING, activeDeadlineSeconds=10))
    reconcile(api)
    assert JOB in api.objects
    clock = Clock()
    clock.now = START + timedelta(seconds=11)
    reconcile(api, clock=clock)
    assert JOB not in api.objects


def test_a_runner_that_failed_leaves_its_log_behind():
    api = MemoryApi(benchmark(status=MEASURING))
    ours = reconciler(api)
    ours.reconcile("n", "b")
    failed = {"type": "Failed", "status": "True", "message": "backoff limit"}
    api.objects[JOB]["status"] = {"conditions": [failed]}
    ours.reconcile("n", "b")
    assert summary(api)["reason"] == "RunnerFailed"
    assert "Read the log of the runner's Job" in summary(api)["message"]
    assert JOB in api.objects
    assert not any("deployments" in path for path in api.objects)


def test_a_benchmark_that_is_deleted_meanwhile_is_no_error():
    assert reconcile(MemoryApi()) is None


def test_nothing_is_written_while_nothing_changes():
    api = MemoryApi(benchmark(status=MEASURING))
    ours = reconciler(api)
    ours.reconcile("n", "b")
    api.writes.clear()
    ours.reconcile("n", "b")
    ours.reconcile("n", "b")
    assert api.writes == []


def test_a_field_that_is_no_longer_true_does_not_stay_in_the_status():
    stale = {"trials": 1, "missingReason": "too few"}
    api = MemoryApi(benchmark(status={**MEASURING, "serverless": {"coldStart": stale}}))
    fresh = {path: {"coldStart": {"trials": 9}} for path in ("serverless", "containerized")}
    progress = Progress(RunState.MEASURING, "m", status={**fresh, "environment": {}})
    api.apply(results(dump_progress(progress)))
    reconcile(api)
    assert api.objects[PATH]["status"]["serverless"]["coldStart"] == {"trials": 9}


def results(progress):
    owner = {"uid": "uid-b"}
    metadata = {"name": "b-results", "namespace": "n", "ownerReferences": [owner]}
    data = {"progress.json": progress}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}
