import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.conditions import SUCCEEDED, Condition
from modelbench.api.reasons import Reason
from modelbench.api.status import Status
from modelbench.api.values import dump

from tests.bench.waiting import OvertakenError
from tests.bench.workspace import active, refuse_queued, running, summary
from tests.unit.made.specs import document

NOW = "2026-01-01T00:00:00Z"


def status(value, reason, message="words", **fields):
    return Status(conditions=(Condition(SUCCEEDED, value, reason, message, NOW),), **fields)


def benchmark(name, found=None, **changes):
    return parse_benchmark(document(name, status=dump(found or Status()), **changes))


def test_those_that_measure_or_want_to_are_active():
    everyone = [
        benchmark("new"),
        benchmark("measuring", status("Unknown", "Measuring", start_time=NOW)),
        benchmark("done", status("True", "Completed", start_time=NOW)),
        benchmark("suspended", status("Unknown", "Suspended"), suspend=True),
    ]
    assert active(everyone) == ["n/new", "n/measuring"]


def test_a_pod_that_has_ended_does_not_run():
    phases = ("Pending", "Running", "Succeeded", "Failed")
    pods = [
        {"metadata": {"namespace": "n", "name": phase}, "status": {"phase": phase}}
        for phase in phases
    ]
    assert running(pods) == ["pod n/Pending", "pod n/Running"]


def test_a_pod_that_is_being_removed_still_counts():
    metadata = {"namespace": "n", "name": "old", "deletionTimestamp": "2026-01-01T00:00:00Z"}
    assert running([{"metadata": metadata, "status": {"phase": "Failed"}}]) == ["pod n/old"]


def test_a_queued_benchmark_is_not_measured():
    with pytest.raises(OvertakenError, match="waiting for 1 other benchmark"):
        refuse_queued(status("Unknown", Reason.QUEUED, "waiting for 1 other benchmark to finish"))


@pytest.mark.parametrize("given", [Status(), status("Unknown", "Preparing")])
def test_any_other_is(given):
    refuse_queued(given)


def test_the_summary_tells_why_there_are_no_numbers():
    assert summary(status("False", "NotReady", "no answer")) == (
        "Succeeded=False (NotReady): no answer"
    )
    assert summary(Status()) == "the operator has not seen it"
