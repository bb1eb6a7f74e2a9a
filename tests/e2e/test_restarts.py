"""What is lost when a part is killed: nothing, and nothing is done twice."""

import pytest
from modelbench.api.names import SERVERLESS
from modelbench.api.scenarios.cold_start import TrialKind

from tests.e2e.benchmarks import variant, wait_until
from tests.e2e.test_queue import kill_operator

pytestmark = pytest.mark.together

RUNNER_PODS = "--selector=app.kubernetes.io/component=runner"
THREE = {"trials": 3, "maxTrials": 3}


def runner_pods(benchmarks):
    items = benchmarks.json("get", "pods", RUNNER_PODS)["items"]
    return [item["metadata"]["uid"] for item in items]


def assert_done_once(benchmarks):
    """A warm-up and three trials of each variant; one that found no room may be repeated."""
    trials = benchmarks.samples().trials
    assert [trial.order for trial in trials] == list(range(1, len(trials) + 1))
    assert sum(trial.accepted for trial in trials) == 8


def warm_ups(benchmarks):
    trials = benchmarks.samples().trials
    return sum(trial.accepted and trial.kind is TrialKind.WARM_UP for trial in trials)


def test_an_operator_killed_in_mid_run_disturbs_nothing_and_a_finished_run_is_not_repeated(
    benchmarks,
):
    benchmarks.create(cold_start=THREE)
    benchmarks.wait_trials(2)
    before, runner = benchmarks.status(), runner_pods(benchmarks)
    kill_operator()
    after = benchmarks.wait_succeeded()
    assert after["startTime"] == before["startTime"]
    assert runner_pods(benchmarks) == runner
    assert_done_once(benchmarks)
    wait_until(lambda: "Completed" in benchmarks.events(), 30, "its end is told")
    turns = [event for event in benchmarks.events() if event != "Queued"]
    assert turns == ["Started", "Measuring", "Completed"]
    version = benchmarks.get()["metadata"]["resourceVersion"]
    kill_operator()
    # A new benchmark that gets through proves that the new operator has seen the old one.
    benchmarks.create("later")
    benchmarks.wait_succeeded("later")
    assert benchmarks.get()["metadata"]["resourceVersion"] == version
    assert_done_once(benchmarks)


def test_a_runner_killed_in_mid_run_goes_on_from_the_stored_samples(benchmarks):
    benchmarks.create(cold_start=THREE)
    wait_until(lambda: warm_ups(benchmarks) == 2, 240, "a warm-up of each variant")
    kept = benchmarks.samples().trials
    flags = ("--grace-period=0", "--force")
    benchmarks.kubectl("delete", "pods", RUNNER_PODS, *flags)
    status = benchmarks.wait_succeeded()
    trials = benchmarks.samples().trials
    assert trials[: len(kept)] == kept
    assert [trial.order for trial in trials] == list(range(1, len(trials) + 1))
    cold_start = variant(status, SERVERLESS)["coldStart"]
    assert cold_start["trials"] == 3
    # The new runner begins a new series, with a warm-up of its own.
    assert len(cold_start["warmUpMilliseconds"]) == 2


def test_deleted_in_mid_run_it_leaves_nothing(benchmarks):
    benchmarks.create(cold_start=THREE)
    benchmarks.wait_trials(1)
    assert len(benchmarks.objects()) > 8
    benchmarks.delete()
    wait_until(lambda: not benchmarks.objects(), 180, "nothing is left")
