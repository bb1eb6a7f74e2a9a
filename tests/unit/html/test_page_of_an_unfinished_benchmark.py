from datetime import UTC, datetime

from modelbench.api.benchmark import parse_benchmark
from modelbench.api.reasons import Reason, advise
from modelbench.controller.status import StatusBuilder
from msgspec.structs import replace

from tests.unit.html.pages import page_of
from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.specs import document

BENCHMARK = parse_benchmark(document(scenarios={"coldStart": SCENARIOS["coldStart"]}))
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_one_that_failed_says_why_and_what_to_do():
    builder = StatusBuilder(BENCHMARK, NOW)
    builder.failed(Reason.NOT_READY, advise(Reason.NOT_READY, "the container never got ready"))
    found = page_of(replace(BENCHMARK, status=builder.status))
    assert "Did not succeed: NotReady" in found.text
    assert "the container never got ready. Check spec.model.port" in found.text
    assert found.sections == ["conditions", "limits"]
    assert found.mistakes == []


def test_one_that_runs_says_so():
    builder = StatusBuilder(BENCHMARK, NOW)
    builder.started()
    found = page_of(replace(BENCHMARK, status=builder.status))
    assert "Not finished: Preparing" in found.text
    assert found.mistakes == []


def test_one_that_no_operator_has_seen_says_so():
    found = page_of(BENCHMARK)
    assert "Not finished" in found.text
    assert "The operator has not picked it up yet." in found.text
    assert found.mistakes == []


def test_one_that_failed_tells_its_message_once_and_leads_to_what_helps():
    builder = StatusBuilder(BENCHMARK, NOW)
    builder.failed(Reason.NOT_READY, "the container never got ready")
    found = page_of(replace(BENCHMARK, status=builder.status))
    assert found.text.count("the container never got ready") == 1
    assert "Intervals" not in found.text
    (guide,) = [url for url in found.values("href") if "troubleshooting.md" in url]
    assert guide.endswith("#notready")
    assert "modelbench logs b -n n" in found.text
