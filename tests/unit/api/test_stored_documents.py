"""What is kept in the results ConfigMap comes back as it was."""

import gzip
import json

import pytest
from modelbench.api.conditions import ConditionType
from modelbench.api.progress import Progress, RunState, Verdict, dump_progress, load_progress
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples, dump_samples, load_samples

from tests.unit.made.load_runs import all_samples


def test_samples_of_every_scenario_come_back_as_they_were():
    samples = all_samples()
    assert samples.bursts
    assert samples.segments
    assert samples.gaps
    assert load_samples(dump_samples(samples)) == samples


def test_the_same_samples_give_the_same_bytes():
    assert dump_samples(all_samples()) == dump_samples(load_samples(dump_samples(all_samples())))


def test_a_document_of_an_older_runner_has_no_load():
    document = json.loads(gzip.decompress(dump_samples(all_samples())))
    for key in ("bursts", "segments", "gaps", "others_busy_percents"):
        del document[key]
    found = load_samples(gzip.compress(json.dumps(document).encode()))
    assert found.trials == all_samples().trials
    assert (found.bursts, found.segments, found.gaps, found.others_busy_percents) == ((),) * 4


def test_a_segment_is_a_few_kilobytes_whatever_its_requests():
    """A ConfigMap holds 1 MiB."""
    segments = all_samples().segments
    assert len(dump_samples(Samples(segments=segments))) / len(segments) < 2_000


def test_progress_with_its_verdicts_comes_back_as_it_was():
    verdicts = (
        Verdict(ConditionType.SERVERLESS_STEADY, True, Reason.MEASURED, "p50 5.0 ms at 10/s"),
        Verdict(ConditionType.CONTAINERIZED_STEADY, False, Reason.INVALID, "at 50/s: late"),
        Verdict(ConditionType.NODE_QUIET, False, Reason.BUSY, "60 %"),
    )
    status = {"serverless": {"steady": {"rates": []}}, "environment": {}}
    progress = Progress(RunState.COMPLETED, "done", None, status, verdicts, 4)
    found = load_progress(dump_progress(progress))
    assert found == progress
    assert found.ended
    assert isinstance(found.verdicts[1].reason, Reason)


@pytest.mark.parametrize("state", [RunState.PREPARING, RunState.MEASURING])
def test_progress_that_goes_on_has_no_verdicts(state):
    found = load_progress(dump_progress(Progress(state, "m")))
    assert (found.ended, found.verdicts, found.reason) == (False, (), None)
