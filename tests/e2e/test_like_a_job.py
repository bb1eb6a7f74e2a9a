"""suspend and ttlSecondsAfterFinished behave as a Job's."""

import json

import pytest

from tests.e2e.benchmarks import wait_until

pytestmark = pytest.mark.together


def test_suspended_it_keeps_its_samples_and_goes_on_when_told(benchmarks):
    benchmarks.create(cold_start={"trials": 3, "maxTrials": 3})
    benchmarks.wait_trials(2)
    benchmarks.patch({"suspend": True})
    wait_until(lambda: benchmarks.condition("Suspended")["status"] == "True", 90, "suspended")
    kept = benchmarks.samples().trials
    remaining = {"modelbenchmark.modelbench.dev/candidate", "configmap/candidate-results"}
    wait_until(lambda: benchmarks.objects() == remaining, 180, "the variants are gone")
    assert "startTime" not in benchmarks.status()
    benchmarks.patch({"suspend": False})
    benchmarks.wait_succeeded()
    assert benchmarks.samples().trials[: len(kept)] == kept
    wait_until(lambda: "Completed" in benchmarks.events(), 30, "its end is told")
    assert benchmarks.events().count("Suspended") == 1
    assert "Resumed" in benchmarks.events()


def test_created_suspended_it_makes_nothing_and_holds_nobody_back(benchmarks):
    benchmarks.create("resting", suspend=True)
    benchmarks.create("eager")
    benchmarks.wait_succeeded("eager")
    assert benchmarks.condition("Suspended", "resting")["status"] == "True"
    assert not [name for name in benchmarks.objects() if "/resting-" in name]


def test_a_finished_one_is_deleted_after_its_time(benchmarks):
    benchmarks.create(env={"CRASH_AT_START": 1}, ttlSecondsAfterFinished=20)
    benchmarks.wait_failed()
    wait_until(lambda: not benchmarks.objects(), 180, "it and its results are gone")


def test_replaced_by_force_it_does_not_trip_over_the_children_of_before(benchmarks):
    benchmarks.create(env={"CRASH_AT_START": 1})
    wait_until(lambda: "job.batch/candidate-runner" in benchmarks.objects(), 90, "it has begun")
    before = benchmarks.get()
    fresh = {**before, "metadata": {"name": "candidate"}, "status": {}}
    benchmarks.kubectl("replace", "--force", "-f", "-", text=json.dumps(fresh))
    condition = benchmarks.wait_failed()
    assert benchmarks.get()["metadata"]["uid"] != before["metadata"]["uid"]
    assert condition["reason"] == "ContainerCrashed", condition
