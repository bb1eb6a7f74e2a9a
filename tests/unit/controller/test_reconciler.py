from datetime import UTC, datetime, timedelta

import pytest
from modelbench.api.mode import Mode
from modelbench.api.progress import Progress, RunState, dump_progress
from modelbench.api.scenarios.cold_start import ColdStartStatus
from modelbench.api.status import Findings, VariantStatus
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
FINISHED = {
    **MEASURING,
    "completionTime": "2026-01-01T00:01:00Z",
    "conditions": [
        {
            "type": "Succeeded",
            "status": "True",
            "reason": "Completed",
            "message": "done",
            "lastTransitionTime": "2026-01-01T00:01:00Z",
        }
    ],
}
KEPT_WARM = {"name": "warm", "serverless": {"minScale": 1}}
HALVED = {"name": "halved", "containerized": {"replicas": 2}}


class Clock:
    now = START


SETTINGS = Settings(runner_image="operator")


def reconciler(api, clock=Clock, settings=SETTINGS):
    return Reconciler(api, settings, lambda: clock.now)


def reconcile(api, times=1, clock=Clock):
    ours = reconciler(api, clock)
    return [ours.reconcile("n", "b") for _ in range(times)][-1]


def test_all_variants_and_then_the_runner_are_created():
    api = MemoryApi(document())
    reconcile(api, times=2)
    assert api.created[0] == "Service"
    assert api.created[-1] == "Job"
    assert api.created.count("Deployment") == 2
    assert summary(api)["reason"] == "Preparing"


def test_every_variant_of_the_spec_has_its_own_children():
    api = MemoryApi(document(variants=[KEPT_WARM, HALVED], status=MEASURING))
    reconcile(api)
    names = {path.rpartition("/")[2] for path in api.objects}
    assert {"b-serverless", "b-containerized", "b-warm", "b-halved", "b-halved-start"} <= names
    assert "b-warm-start" not in names
    reconcile(api, clock=at(3601))
    assert not {"b-warm", "b-halved", "b-halved-start"} & {
        path.rpartition("/")[2] for path in api.objects
    }


def test_lanes_are_opened_for_each_variant_that_scales_to_zero_and_for_no_other():
    again = {"name": "again", "serverless": {}}
    api = MemoryApi(document(variants=[KEPT_WARM, again], status=MEASURING))
    api.add(results(dump_progress(Progress(RunState.MEASURING, "m", lanes=2))))
    reconcile(api)
    lanes = {path.rpartition("/")[2] for path in api.objects if "serving.knative.dev" in path}
    assert lanes == {"b-serverless", "b-serverless-2", "b-warm", "b-again", "b-again-2"}


def test_what_is_there_is_not_changed_by_an_operator_that_comes_later():
    api = MemoryApi(document())
    reconcile(api, times=2)
    api.writes.clear()
    Reconciler(api, Settings(runner_image="newer"), lambda: START).reconcile("n", "b")
    assert api.created == []


def test_what_somebody_creates_at_the_same_moment_is_not_taken_over():
    class Late(MemoryApi):
        def get(self, path, query=None):
            found = super().get(path, query)
            if path.endswith("deployments/b-containerized") and found is None:
                self.add(deployment_of("Shop", "uid-of-a-shop"))
            return found

    api = Late(document(status=MEASURING))
    reconcile(api)
    assert summary(api)["reason"] == "ResourcesRejected"
    path = "/apis/apps/v1/namespaces/n/deployments/b-containerized"
    assert api.objects[path] == deployment_of("Shop", "uid-of-a-shop") | {
        "metadata": api.objects[path]["metadata"]
    }


def test_without_knative_it_fails_at_once_and_says_what_to_do():
    missing = ApiError(404, "the server could not find the requested resource")
    api = MemoryApi(document(), refusals={"serving.knative.dev": missing})
    reconcile(api, times=2)
    assert (summary(api)["status"], summary(api)["reason"]) == ("False", "KnativeUnavailable")
    assert "Install Knative Serving" in summary(api)["message"]


def test_what_can_be_done_about_a_refusal_is_told_with_it():
    words = "denied the request: must not set the field(s): spec.template.spec.initContainers"
    api = MemoryApi(document(), dry_refusals={"serving.knative.dev": ApiError(400, words)})
    reconcile(api, times=2)
    assert (summary(api)["status"], summary(api)["reason"]) == ("False", "FeatureDisabled")
    patch = '{"data":{"kubernetes.podspec-init-containers":"enabled"}}'
    command = "kubectl patch configmap/config-features -n knative-serving --type merge -p"
    assert f"{command} '{patch}'" in summary(api)["message"]


def test_a_right_that_the_operator_lacks_for_a_while_is_no_fault_of_the_benchmark():
    refused = ApiError(403, 'deployments is forbidden: User "o" cannot create resource "x"')
    api = MemoryApi(document(status=MEASURING), refusals={"deployments": refused})
    with pytest.raises(ApiError):
        reconcile(api)
    api.refusals.clear()
    reconcile(api)
    assert JOB in api.objects


def at(seconds):
    clock = Clock()
    clock.now = START + timedelta(seconds=seconds)
    return clock


def test_a_webhook_that_does_not_answer_is_borne_for_a_while_and_then_named():
    down = ApiError(500, 'failed calling webhook "webhook.serving.knative.dev": timeout')
    clock = at(0)
    api = MemoryApi(document(status=MEASURING), refusals={"serving.knative.dev": down})
    ours = reconciler(api, clock)
    for seconds in (0, 60):
        clock.now = START + timedelta(seconds=seconds)
        with pytest.raises(ApiError):
            ours.reconcile("n", "b")
    clock.now = START + timedelta(seconds=91)
    ours.reconcile("n", "b")
    assert summary(api)["reason"] == "KnativeUnavailable"


@pytest.mark.parametrize(
    "fault",
    [
        ApiError(500, "etcdserver: leader changed"),
        ApiError(409, "the object has been modified"),
        ApiError(403, 'services "b" is forbidden: not yet ready to handle request'),
    ],
)
def test_failures_that_are_long_apart_end_no_benchmark_however_old_it_is(fault):
    api, clock = MemoryApi(document(status=MEASURING)), at(0)
    ours = reconciler(api, clock)
    for minutes in (10, 20, 30):
        clock.now = START + timedelta(minutes=minutes)
        api.refusals = {"deployments": fault}
        api.objects.pop("/apis/apps/v1/namespaces/n/deployments/b-containerized", None)
        with pytest.raises(ApiError):
            ours.reconcile("n", "b")
        api.refusals = {}
        ours.reconcile("n", "b")
    assert summary(api) == {}
    assert JOB in api.objects


def test_a_finished_benchmark_is_never_touched_again():
    api = MemoryApi(document(status=FINISHED))
    assert reconcile(api, times=3) is None
    assert api.writes == []


def test_a_finished_benchmark_is_deleted_when_its_time_is_over_and_not_before():
    api = MemoryApi(document(status=FINISHED, ttlSecondsAfterFinished=60))
    assert reconcile(api, clock=at(90)) == 30
    reconcile(api, clock=at(121))
    assert api.writes == [("delete", BENCHMARK)]


def test_only_what_needs_it_is_looked_at_after_a_list():
    over = document("over", status=FINISHED, ttlSecondsAfterFinished=0)
    kept = document("kept", status=FINISHED, ttlSecondsAfterFinished=6000)
    api = MemoryApi(document(), over, kept, document("done", status=FINISHED))
    assert reconciler(api, at(100)).due() == [("n", "b"), ("n", "over")]


def test_the_deadline_ends_a_run_that_makes_no_progress():
    api = MemoryApi(document(status=MEASURING, activeDeadlineSeconds=10))
    reconcile(api, clock=at(11))
    assert summary(api)["reason"] == "DeadlineExceeded"


def test_an_administrator_may_bound_every_deadline():
    settings = Settings(runner_image="operator", max_deadline_seconds=60)
    api = MemoryApi(document(status=MEASURING, activeDeadlineSeconds=604800))
    reconciler(api, at(59), settings).reconcile("n", "b")
    assert summary(api) == {}
    reconciler(api, at(61), settings).reconcile("n", "b")
    assert summary(api)["reason"] == "DeadlineExceeded"
    assert "administrator" in summary(api)["message"]


def deployment_of(kind, uid):
    owner = {"kind": kind, "name": "b", "uid": uid}
    metadata = {"name": "b-containerized", "namespace": "n", "ownerReferences": [owner]}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {**metadata, "uid": "1"}}


def test_the_children_of_a_deleted_benchmark_of_the_same_name_are_waited_for():
    earlier = deployment_of("ModelBenchmark", "uid-of-before")
    api = MemoryApi(document(status=MEASURING), earlier)
    with pytest.raises(ApiError, match="of an earlier benchmark is still being removed"):
        reconcile(api)
    api.delete("/apis/apps/v1/namespaces/n/deployments/b-containerized")
    reconcile(api)
    assert JOB in api.objects


def test_what_belongs_to_something_else_is_left_alone_and_named():
    api = MemoryApi(document(status=MEASURING), deployment_of("Shop", "uid-of-a-shop"))
    reconcile(api)
    assert summary(api)["reason"] == "ResourcesRejected"
    assert "belongs to something else" in summary(api)["message"]


def test_at_the_deadline_the_runner_is_stopped_with_its_variants():
    api = MemoryApi(document(status=MEASURING, activeDeadlineSeconds=10))
    reconcile(api)
    assert JOB in api.objects
    reconcile(api, clock=at(11))
    assert JOB not in api.objects


def test_a_runner_that_failed_leaves_its_log_behind():
    api = MemoryApi(document(status=MEASURING))
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
    api = MemoryApi(document(status=MEASURING))
    ours = reconciler(api)
    ours.reconcile("n", "b")
    api.add(results(dump_progress(Progress(RunState.MEASURING, "m", findings=found(9)))))
    run_job(api)
    for _ in range(2):
        ours.reconcile("n", "b")
    api.writes.clear()
    for _ in range(2):
        ours.reconcile("n", "b")
        ours.due()
    assert api.writes == []


def found(trials):
    cold = ColdStartStatus(trials=trials)
    return Findings(
        variants=(VariantStatus(name="serverless", mode=Mode.SERVERLESS, cold_start=cold),)
    )


def test_a_field_that_is_no_longer_true_does_not_stay_in_the_status():
    stale = {"trials": 1, "missingReason": "too few"}
    variant = {"name": "serverless", "mode": "Serverless", "coldStart": stale}
    api = MemoryApi(document(status={**MEASURING, "variants": [variant]}))
    reconcile(api)
    run_job(api)
    api.add(results(dump_progress(Progress(RunState.MEASURING, "m", findings=found(9)))))
    reconcile(api)
    (fresh,) = api.objects[BENCHMARK]["status"]["variants"]
    assert fresh["coldStart"] == {"trials": 9}


def test_the_progress_of_before_is_not_told_until_a_runner_runs():
    api = MemoryApi(document(status=MEASURING))
    api.add(results(dump_progress(Progress(RunState.MEASURING, "of before"))))
    ours = reconciler(api)
    for _ in range(2):
        ours.reconcile("n", "b")
    assert "Measuring" not in api.reasons
    run_job(api)
    ours.reconcile("n", "b")
    assert api.reasons == ["Measuring"]
