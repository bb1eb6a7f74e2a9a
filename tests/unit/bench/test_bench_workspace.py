import pytest

from tests.bench.waiting import OvertakenError
from tests.bench.workspace import active, refuse_queued, running, summary


def status(value, reason, message="words", **fields):
    condition = {"type": "Succeeded", "status": value, "reason": reason, "message": message}
    return {"conditions": [condition], **fields}


def benchmark(name, *, suspend=False, **fields):
    metadata = {"namespace": "n", "name": name}
    return {"metadata": metadata, "spec": {"suspend": suspend}, "status": fields}


def test_those_that_measure_or_want_to_are_active():
    everyone = [
        benchmark("new"),
        benchmark("measuring", **status("Unknown", "Measuring", startTime="2026-01-01T00:00:00Z")),
        benchmark("done", **status("True", "Completed", startTime="2026-01-01T00:00:00Z")),
        benchmark("suspended", suspend=True, **status("Unknown", "Suspended")),
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
        refuse_queued(status("Unknown", "Queued", "waiting for 1 other benchmark to finish"))


@pytest.mark.parametrize("given", [{}, status("Unknown", "Preparing")])
def test_any_other_is(given):
    refuse_queued(given)


def test_the_summary_tells_why_there_are_no_figures():
    assert summary(status("False", "NotReady", "no answer")) == (
        "Succeeded=False (NotReady): no answer"
    )
    assert summary({}) == "the operator has not seen it"
