"""What is kept in the results ConfigMap comes back as it was."""

import gzip
import json

import pytest
from modelbench.api import samples
from modelbench.api.conditions import NODE_QUIET, ConditionUpdate
from modelbench.api.mode import Mode
from modelbench.api.progress import Progress, RunState, dump_progress, load_progress
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples, dump_samples, load_samples
from modelbench.api.scenarios.steady import SteadyStatus
from modelbench.api.status import Findings, VariantStatus
from modelbench.api.values import FormatError

from tests.unit.made.load_runs import all_samples


def stored(**changes):
    """A stored document as JSON."""
    document = json.loads(gzip.decompress(dump_samples(all_samples())))
    return gzip.compress(json.dumps(document | changes).encode())


def test_samples_of_every_scenario_come_back_as_they_were():
    samples = all_samples()
    assert samples.bursts
    assert samples.segments
    assert samples.gaps
    assert load_samples(dump_samples(samples)) == samples


def test_the_same_samples_give_the_same_bytes():
    assert dump_samples(all_samples()) == dump_samples(load_samples(dump_samples(all_samples())))


@pytest.mark.parametrize("number", [1, 3, 99])
def test_a_document_of_another_format_is_refused_by_its_number(number):
    with pytest.raises(FormatError, match=f"has format {number}, but this ModelBench reads"):
        load_samples(stored(format=number))


def test_a_document_of_the_first_version_is_told_as_such():
    first = gzip.compress(json.dumps({"trials": [], "first_ever": []}).encode())
    with pytest.raises(FormatError, match=r"ModelBench 0\.1"):
        load_samples(first)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not gzip",
        dump_samples(Samples())[:20],
        gzip.compress(b"[" * 100_000),
        gzip.compress(b"null"),
    ],
    ids=["empty", "not gzip", "cut off", "nested", "null"],
)
def test_what_is_damaged_is_refused(data):
    with pytest.raises(FormatError):
        load_samples(data)


def test_a_small_document_that_unpacks_to_a_large_one_is_refused(monkeypatch):
    monkeypatch.setattr(samples, "_MOST_BYTES", 1 << 20)
    with pytest.raises(FormatError, match="unpacks to more than 1 MiB"):
        load_samples(gzip.compress(b" " * (2 << 20)))


def test_a_segment_is_a_few_kilobytes_whatever_its_requests():
    """A ConfigMap holds 1 MiB."""
    segments = all_samples().segments
    assert len(dump_samples(Samples(segments=segments))) / len(segments) < 2_000


def test_progress_with_its_updates_comes_back_as_it_was():
    updates = (
        ConditionUpdate("ServerlessSteadyMeasured", True, Reason.MEASURED, "p50 5.0 ms at 10/s"),
        ConditionUpdate("ContainerizedSteadyMeasured", False, Reason.INVALID, "at 50/s: late"),
        ConditionUpdate(NODE_QUIET, False, Reason.BUSY, "60%"),
    )
    variant = VariantStatus(name="serverless", mode=Mode.SERVERLESS, steady=SteadyStatus())
    findings = Findings(variants=(variant,))
    progress = Progress(RunState.COMPLETED, "done", None, findings, updates, 4)
    found = load_progress(dump_progress(progress))
    assert found == progress
    assert found.ended
    assert isinstance(found.updates[1].reason, Reason)


@pytest.mark.parametrize("state", [RunState.PREPARING, RunState.MEASURING])
def test_progress_that_goes_on_has_no_updates(state):
    found = load_progress(dump_progress(Progress(state, "m")))
    assert (found.ended, found.updates, found.reason) == (False, (), None)
