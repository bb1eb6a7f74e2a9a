from datetime import UTC, datetime

from modelbench.api.reasons import Reason, advise
from modelbench.controller.status import StatusBuilder

from tests.unit.html.pages import page_of

DOCUMENT = {
    "metadata": {"namespace": "n", "name": "b", "generation": 1},
    "spec": {"model": {"image": "i"}, "scenarios": {"coldStart": {}}},
}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_one_that_failed_says_why_and_what_to_do():
    builder = StatusBuilder(DOCUMENT, NOW)
    builder.failed(Reason.NOT_READY, advise(Reason.NOT_READY, "the container never got ready"))
    found = page_of({**DOCUMENT, "status": builder.status})
    assert "Did not succeed: NotReady" in found.text
    assert "the container never got ready. Check spec.model.port" in found.text
    assert found.sections == ["conditions", "limits"]
    assert found.mistakes == []


def test_one_that_runs_says_so():
    builder = StatusBuilder(DOCUMENT, NOW)
    builder.started()
    found = page_of({**DOCUMENT, "status": builder.status})
    assert "Not finished: Preparing" in found.text
    assert found.mistakes == []


def test_one_that_no_operator_has_seen_says_so():
    found = page_of(DOCUMENT)
    assert "Not finished" in found.text
    assert "The operator has not looked at it yet." in found.text
    assert found.mistakes == []
