"""What somebody deletes by hand in mid-run."""

from datetime import UTC, datetime, timedelta

from modelbench.api.progress import Progress, RunState, dump_progress
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings

from tests.unit.controller.memory_api import (
    JOB,
    MEASURING,
    RESULTS,
    MemoryApi,
    document,
    results,
    run_job,
    summary,
)

START = datetime(2026, 1, 1, tzinfo=UTC)
LANE = "/apis/serving.knative.dev/v1/namespaces/n/services/b-serverless-{}"
DEPLOYMENT = "/apis/apps/v1/namespaces/n/deployments/b-containerized"


class Run:
    """A benchmark in mid-run with three lanes."""

    def __init__(self):
        self.api = MemoryApi(document(status=MEASURING))
        self.now = START
        self.start_operator()
        self.look()
        self.api.add(results(dump_progress(Progress(RunState.MEASURING, "m", lanes=3))))
        run_job(self.api)
        self.look()

    def start_operator(self):
        self._ours = Reconciler(self.api, Settings(runner_image="o"), lambda: self.now)

    def look(self, seconds=2):
        self.now += timedelta(seconds=seconds)
        self._ours.reconcile("n", "b")

    @property
    def lanes(self):
        return [lane for lane in (2, 3) if LANE.format(lane) in self.api.objects]


def test_lanes_stay_when_the_results_are_deleted_and_those_are_made_again():
    run = Run()
    assert run.lanes == [2, 3]
    run.api.delete(RESULTS)
    run.look()
    assert run.lanes == [2, 3]
    assert "data" not in run.api.objects[RESULTS]
    assert summary(run.api)["reason"] == "Measuring"


def test_lanes_stay_even_when_the_operator_is_restarted_before_the_runner_writes_again():
    run = Run()
    run.api.delete(RESULTS)
    run.start_operator()
    for _ in range(3):
        run.look()
    assert run.lanes == [2, 3]


def test_lanes_that_the_runner_wants_no_longer_are_removed():
    run = Run()
    run.api.add(results(dump_progress(Progress(RunState.MEASURING, "m", lanes=2))))
    run.look()
    assert run.lanes == [2]


def test_a_variant_is_made_again():
    run = Run()
    run.api.delete(DEPLOYMENT)
    run.api.delete(LANE.format(3))
    for _ in range(16):
        run.look()
    assert DEPLOYMENT in run.api.objects
    assert run.lanes == [2, 3]


def test_the_runner_is_made_again_at_once():
    run = Run()
    run.api.delete(JOB)
    run.look()
    assert JOB in run.api.objects
