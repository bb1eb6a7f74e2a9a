"""Who may change ConfigMaps in a namespace cannot say more of a status than a runner can."""

import json
from datetime import UTC, datetime

import pytest
from modelbench.api.progress import Progress, RunState, dump_progress
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

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HONEST = json.loads(dump_progress(Progress(RunState.MEASURING, "m")))
UPDATE = {"type": "Succeeded", "status": True, "reason": "Completed", "message": "all is well"}
COLD = {"trials": 1, "explainedPercent": "none"}


def status_after(progress):
    api = MemoryApi(document(status=MEASURING))
    ours = Reconciler(api, Settings(runner_image="operator"), lambda: NOW)
    ours.reconcile("n", "b")
    run_job(api)
    api.add(results(progress if isinstance(progress, str) else json.dumps(progress)))
    ours.reconcile("n", "b")
    return api


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "null",
        "[]",
        "[" * 100_000,
        '{"state": "Measuring"',
        "\ud800",
        {**HONEST, "message": 3},
        {**HONEST, "lanes": "x"},
        {**HONEST, "lanes": 4},
        {**HONEST, "lanes": 10**30},
        {**HONEST, "findings": None},
        {**HONEST, "startTime": "9000-01-01T00:00:00Z"},
        {**HONEST, "findings": {"startTime": "9000-01-01T00:00:00Z"}},
        {**HONEST, "findings": {"conditions": [UPDATE]}},
        {**HONEST, "findings": {"completionTime": "2026-01-01T00:00:00Z"}},
        {**HONEST, "findings": {"observedGeneration": 99}},
        {**HONEST, "findings": {"resultsRef": {"name": "other"}}},
        {**HONEST, "updates": [UPDATE]},
        {**HONEST, "updates": [{**UPDATE, "type": "Suspended"}]},
        {**HONEST, "updates": [{**UPDATE, "type": "ResourcesReady"}]},
        {**HONEST, "updates": [{**UPDATE, "type": "Invented"}]},
        {**HONEST, "updates": [{**UPDATE, "type": "ObjectivesMet"}]},
        {**HONEST, "updates": [{**UPDATE, "type": "ServerlessSteadyMeasured"}]},
        {
            **HONEST,
            "updates": [{**UPDATE, "type": "ServerlessColdStartMeasured", "status": "maybe"}],
        },
        {**HONEST, "findings": {"variants": [{"name": "mine", "mode": "Serverless"}]}},
        {**HONEST, "findings": {"variants": [{"name": "serverless", "mode": "Containerized"}]}},
        {
            **HONEST,
            "findings": {
                "variants": [{"name": "serverless", "mode": "Serverless", "coldStart": COLD}]
            },
        },
    ],
    ids=lambda forged: (forged if isinstance(forged, str) else json.dumps(forged))[:60],
)
def test_it_ends_the_run_at_once_and_says_why(forged):
    if forged == "\ud800":
        forged = '{"state": "Measuring", "message": "\\ud800"}'
    api = status_after(forged)
    assert (summary(api)["status"], summary(api)["reason"]) == ("False", "RunnerFailed")
    assert "ConfigMap b-results cannot be read" in summary(api)["message"]
    assert api.objects[BENCHMARK]["status"]["startTime"] == MEASURING["startTime"]
    assert JOB not in api.objects


def test_an_honest_one_goes_on():
    api = status_after(HONEST)
    assert summary(api)["reason"] == "Measuring"


def test_of_the_environment_it_can_say_only_what_the_runner_alone_sees():
    environment = {
        "kubernetesVersion": "v9",
        "clusterSettings": {"a": "b"},
        "nodes": 7,
        "lanes": 2,
        "nodeCPUModel": "fast",
    }
    api = status_after({**HONEST, "findings": {"environment": environment}})
    assert api.objects[BENCHMARK]["status"]["environment"] == {"lanes": 2, "nodeCPUModel": "fast"}
