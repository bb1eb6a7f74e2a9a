"""What will not fit is told when every variant has answered, and the run goes on."""

from datetime import UTC, datetime, timedelta

from modelbench.api.progress import Plan, Progress, RunState, dump_progress
from modelbench.api.units import SECOND
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings

from tests.unit.controller.memory_api import (
    BENCHMARK,
    MEASURING,
    RESULTS,
    MemoryApi,
    document,
    run_job,
)

SETTINGS = Settings(runner_image="operator")
START = datetime(2026, 1, 1, tzinfo=UTC)


def told(plan, settings=SETTINGS, later=100):
    """The condition ResourcesReady when the runner has that plan, and the words of the Event."""
    api = MemoryApi(document(status=MEASURING, activeDeadlineSeconds=600))
    ours = Reconciler(api, settings, lambda: START + timedelta(seconds=later))
    ours.reconcile("n", "b")
    run_job(api)
    progress = Progress(RunState.MEASURING, "cold starts: 1 of 10", plan=plan)
    api.objects[RESULTS]["data"] = {"progress.json": dump_progress(progress)}
    ours.reconcile("n", "b")
    conditions = api.objects[BENCHMARK]["status"]["conditions"]
    ready = next(one for one in conditions if one["type"] == "ResourcesReady")
    measuring = next(one for one in api.events if one["reason"] == "Measuring")
    return ready["message"], measuring["message"]


def prepared(after_seconds, needed):
    instant = round(START.timestamp() + after_seconds) * SECOND
    return Plan(instant, needed, "serverless", 30)


def test_what_fits_is_not_mentioned():
    for plan in (None, prepared(60, 540)):
        assert told(plan)[0] == "every variant answers"


def test_what_does_not_fit_is_told_by_the_deadline_as_it_was_then():
    words = "the rest takes about 541 s, but the deadline leaves 540 s"
    for later in (61, 300):
        ready, event = told(prepared(60, 541), later=later)
        assert ready == f"every variant answers; but {words}"
        assert event.endswith(f"; but {words}")


def test_an_administrator_s_deadline_counts():
    settings = Settings(runner_image="operator", max_deadline_seconds=100)
    assert "leaves 40 s" in told(prepared(60, 60), settings, later=70)[0]
