"""A benchmark that cannot be finished ends all the same, so that those behind it get their turn."""

from datetime import UTC, datetime, timedelta

import pytest
from modelbench.api.progress import Progress, RunState, dump_progress
from modelbench.controller.environment import read_environment
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings
from modelbench.kube.client import ApiError

from tests.unit.controller.memory_api import MemoryApi, benchmark

START = datetime(2026, 1, 1, tzinfo=UTC)
PATH = "/apis/modelbench.dev/v1alpha1/namespaces/n/modelbenchmarks/b"
JOB = "/apis/batch/v1/namespaces/n/jobs/b-runner"
MEASURING = {"startTime": "2026-01-01T00:00:00Z"}
COMPLETED = Progress(RunState.COMPLETED, "done", status={"environment": {}})


class RefusingApi(MemoryApi):
    """Takes no status that holds the figures of a path."""

    def __init__(self, *objects, error):
        super().__init__(*objects)
        self._error = error

    def merge(self, path, patch):
        if "progress" in patch["status"]:
            raise self._error
        return super().merge(path, patch)


def results(text):
    metadata = {"name": "b-results", "namespace": "n", "ownerReferences": [{"uid": "uid-b"}]}
    data = {"progress.json": text}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def reconcile(api, after_seconds=60):
    now = START + timedelta(seconds=after_seconds)
    return Reconciler(api, Settings(runner_image="operator"), lambda: now).reconcile("n", "b")


def summary(api):
    conditions = api.objects[PATH]["status"].get("conditions", ())
    return next((c for c in conditions if c["type"] == "Succeeded"), {})


def test_progress_that_cannot_be_read_ends_it_and_stops_its_runner():
    api = MemoryApi(benchmark(status=MEASURING))
    reconcile(api)
    api.apply(results('{"state": "of another version"}'))
    reconcile(api)
    assert summary(api)["reason"] == "RunnerFailed"
    assert "progress.json in ConfigMap b-results" in summary(api)["message"]
    assert JOB not in api.objects


def test_a_status_that_is_never_taken_ends_without_figures_some_time_after_the_deadline():
    refused = ApiError(422, "status.serverless: Invalid value")
    api = RefusingApi(benchmark(status=MEASURING), error=refused)
    api.apply(results(dump_progress(COMPLETED)))
    with pytest.raises(ApiError):
        reconcile(api, 3600)
    assert reconcile(api, 3600 + 301) is None
    assert (summary(api)["status"], summary(api)["reason"]) == ("False", "RunnerFailed")
    assert "status.serverless: Invalid value" in summary(api)["message"]


def test_an_api_server_that_does_not_answer_costs_no_result_however_late_it_is():
    api = RefusingApi(benchmark(status=MEASURING), error=ApiError(503, "not now"))
    api.apply(results(dump_progress(COMPLETED)))
    with pytest.raises(ApiError):
        reconcile(api, 10_000)
    assert summary(api) == {}


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
    environment = read_environment(api)
    assert environment.get("cpuCount") == found
    assert "modelbenchVersion" in environment
