"""What cannot be measured ends soon, with a reason and with words that tell what to do."""

import json

import pytest

from tests.e2e.benchmarks import wait_until

pytestmark = pytest.mark.together


@pytest.mark.parametrize(
    ("env", "model", "reason", "words"),
    [
        ({}, {"image": "dev.local/modelbench/nowhere:1"}, "ImagePullFailed", "spec.model.image"),
        ({"CRASH_AT_START": 1}, {}, "ContainerCrashed", "CRASH_AT_START is 1: crashing"),
        ({"STATUS": 404}, {"readinessPath": None}, "UnexpectedStatus", "status 404 instead of 200"),
        ({}, {"command": ["/no/such/program"]}, "ContainerConfigInvalid", "/no/such/program"),
        ({}, {"resources": {"requests": {"cpu": "900"}}}, "Unschedulable", "spec.model.resources"),
    ],
    ids=["image", "crash", "status", "command", "room"],
)
def test_a_model_that_cannot_be_measured_is_named(benchmarks, env, model, reason, words):
    benchmarks.create(env=env, model=model)
    condition = benchmarks.wait_failed()
    assert condition["reason"] == reason, condition
    assert words in condition["message"], condition
    wait_until(lambda: reason in benchmarks.events(), 30, "an event tells it")


def test_a_port_that_nobody_listens_on_is_not_ready(benchmarks):
    benchmarks.create(env={"STARTUP_DELAY_SECONDS": 600}, cold_start={"timeoutSeconds": 5})
    condition = benchmarks.wait_failed()
    assert condition["reason"] == "NotReady", condition
    assert "readinessPath" in condition["message"]


def test_a_readiness_that_is_slower_than_knative_waits_for_is_not_ready(benchmarks):
    cold_start = {"timeoutSeconds": 10}
    benchmarks.create(env={"SERVICE_TIME_SECONDS": 0.2}, cold_start=cold_start)
    condition = benchmarks.wait_failed()
    assert condition["reason"] == "NotReady"
    assert "queue-proxy, which gives each probe 100 ms" in condition["message"]


def test_a_quota_that_refuses_the_pods_is_named(benchmarks):
    quota = {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": {"name": "small"},
        "spec": {"hard": {"pods": "2"}},
    }
    benchmarks.kubectl("create", "-f", "-", text=json.dumps(quota))
    benchmarks.create()
    condition = benchmarks.wait_failed()
    assert condition["reason"] == "QuotaExceeded", condition
    assert "exceeded quota: small" in condition["message"]
    assert "Raise the namespace's quota" in condition["message"]


def test_a_deadline_ends_the_run_and_keeps_its_samples(benchmarks):
    benchmarks.create(
        activeDeadlineSeconds=160, cold_start={"trials": 99, "maxTrials": 99, "lanes": 1}
    )
    condition = benchmarks.wait_failed(timeout_seconds=600)
    assert condition["reason"] == "DeadlineExceeded", condition
    assert "activeDeadlineSeconds" in condition["message"]
    assert benchmarks.samples().trials


def test_a_name_that_is_taken_is_refused_and_what_was_there_is_left_alone(benchmarks):
    benchmarks.kubectl(
        "create", "deployment", "candidate-containerized", "--image=x", "--replicas=0"
    )
    benchmarks.create()
    condition = benchmarks.wait_failed()
    assert condition["reason"] == "ResourcesRejected"
    assert "belongs to something else" in condition["message"]
    kept = benchmarks.json("get", "deployment", "candidate-containerized")
    assert kept["spec"]["template"]["spec"]["containers"][0]["image"] == "x"
