"""What befell the pods of a run is told in an Event at its end, whatever the end is."""

from datetime import UTC, datetime

import pytest
from modelbench.api.mode import Mode
from modelbench.api.progress import Progress, RunState, dump_progress
from modelbench.api.reasons import Reason
from modelbench.api.status import Findings, PodsStatus, VariantStatus
from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings

from tests.unit.controller.memory_api import MemoryApi, document

START = datetime(2026, 1, 1, tzinfo=UTC)
RESULTS = "/api/v1/namespaces/n/configmaps/b-results"
KILLED = PodsStatus("OOMKilled at 20/s with 96Mi, 3 times", 3, 3, 0)


def told(pods, **progress):
    """The Events on pods of a run that ended so."""
    api = MemoryApi(document())
    ours = Reconciler(api, Settings(runner_image="operator"), lambda: START)
    for _ in range(2):
        ours.reconcile("n", "b")
    variants = (
        VariantStatus(name="serverless", mode=Mode.SERVERLESS),
        VariantStatus(name="containerized", mode=Mode.CONTAINERIZED, pods=pods),
    )
    found = Progress(**progress, findings=Findings(variants=variants))
    api.objects[RESULTS]["data"] = {"progress.json": dump_progress(found)}
    ours.reconcile("n", "b")
    return [event for event in api.events if event["reason"] == "PodTrouble"]


@pytest.mark.parametrize(
    "end",
    [
        {"state": RunState.COMPLETED, "message": "done"},
        {"state": RunState.FAILED, "message": "gone", "reason": Reason.REQUEST_FAILED},
    ],
)
def test_it_is_a_warning_with_rate_and_limit(end):
    (event,) = told(KILLED, **end)
    assert event["type"] == "Warning"
    assert event["message"] == "variant containerized: OOMKilled at 20/s with 96Mi, 3 times"


def test_a_run_without_any_trouble_has_no_such_event():
    assert told(None, state=RunState.COMPLETED, message="done") == []
