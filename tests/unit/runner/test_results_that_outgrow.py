"""A ConfigMap holds 1 MiB: what is stored is known to fit before it is written, or is less."""

import base64
import os
from random import Random

import pytest
from modelbench.api.names import Names
from modelbench.api.progress import Progress, RunState
from modelbench.api.reasons import Reason
from modelbench.api.samples import Samples, dump_samples
from modelbench.api.scenarios.burst import BurstTrial
from modelbench.api.scenarios.parts import SecondOfLoad
from modelbench.kube import patient_api
from modelbench.kube.client import ApiError
from modelbench.runner import results, run
from modelbench.runner.compaction import MOST, compacted
from modelbench.runner.results import Results, TooLargeError
from modelbench.scenarios.steady.summary import summarize
from modelbench.segments.queue_growth import queue_growth
from modelbench.statistics.histogram import Histogram
from msgspec.structs import replace

from tests.unit.made.attacks import MILLISECOND, one_at_a_time, segment
from tests.unit.made.sessions import variant
from tests.unit.made.specs import document, spec
from tests.unit.runner.test_kept_samples import ConfigMap

NAMES = Names("n", "b")
GOING_ON = Progress(RunState.MEASURING, "a burst")


def incompressible(kibibytes):
    """Samples that take about so much when packed."""
    text = base64.b64encode(os.urandom(kibibytes << 10)).decode()
    return Samples(bursts=(BurstTrial("serverless", 1, 2, None, text),))


class Refusing(ConfigMap):
    """Refuses what the API server would refuse, as one request too many."""

    def merge(self, path, patch):
        size = sum(len(base64.b64decode(one)) for one in patch.get("binaryData", {}).values())
        size += sum(len(one.encode()) for one in patch["data"].values())
        if size > 1 << 20:
            raise ApiError(422, "must have at most 1048576 bytes")
        super().merge(path, patch)


def test_what_does_not_fit_is_known_before_it_is_written():
    kept = Refusing()
    Results(kept, NAMES).save(incompressible(900), GOING_ON)
    before = kept.samples
    with pytest.raises(TooLargeError, match="but a ConfigMap holds 992 KiB"):
        Results(kept, NAMES).save(incompressible(1100), GOING_ON)
    assert kept.samples == before


def test_room_is_kept_for_the_end():
    kept, samples = Refusing(), incompressible(1000)
    with pytest.raises(TooLargeError):
        Results(kept, NAMES).save(samples, GOING_ON)
    Results(kept, NAMES).save(samples, replace(GOING_ON, state=RunState.COMPLETED))
    assert kept.samples == samples


def ended(monkeypatch, kept, *stages):
    """A run that saves these in turn."""

    def measure(ours):
        for samples in stages:
            ours._save_samples(samples, "a burst")

    monkeypatch.setattr(run.Run, "_measure", measure)
    asked = {"burst": {"requests": 2, "trials": 3}, "steady": {"ratesPerSecond": [10]}}
    run.execute(kept, NAMES, document(scenarios=asked))
    return kept.progress


def test_a_run_that_outgrows_all_room_ends_with_what_is_stored_and_says_why(monkeypatch):
    kept, small = Refusing(), incompressible(500)
    told = ended(monkeypatch, kept, small, incompressible(1100))
    assert (told.state, told.reason) == (RunState.FAILED, Reason.RESULTS_TOO_LARGE)
    assert "but a ConfigMap holds" in told.message
    assert "Ask for fewer variants" in told.message
    assert kept.samples.bursts == small.bursts
    assert [one.name for one in told.findings.variants] == ["serverless", "containerized"]


RANDOM = Random(7)


def durations():
    return [RANDOM.randrange(1, 90 * MILLISECOND) for _ in range(60)]


ROUNDS = tuple(
    replace(
        segment(durations(), round=number, order=number),
        schedule_delays=Histogram.of(durations()).encoded,
        service_times=Histogram.of(durations()).encoded,
    )
    for number in range(1, 13)
)
PROGRESS_BYTES = 40_000
GROWN = one_at_a_time(10, round=13, order=13)


@pytest.fixture
def tight(monkeypatch):
    """A ConfigMap that holds little more than results without samples."""

    def hold(samples, degree):
        most = len(dump_samples(compacted(samples, degree))) + PROGRESS_BYTES
        monkeypatch.setattr(results, "_MOST_BYTES", most)
        monkeypatch.setattr(results, "_RESERVE_BYTES", 0)
        monkeypatch.setattr(results, "_data", _padded)

    return hold


def _padded(progress):
    text = results.dump_progress(progress)
    return {"data": {"progress.json": text + " " * (PROGRESS_BYTES - len(text))}}


def test_less_is_kept_step_by_step_and_named(monkeypatch, tight):
    samples = Samples(segments=(*ROUNDS, GROWN))
    assert queue_growth([GROWN]) is not None
    for degree, words in ((1, 1), (2, 2), (3, 3)):
        kept = ConfigMap()
        tight(samples, degree)
        told = ended(monkeypatch, kept, samples)
        assert told.state is RunState.COMPLETED
        assert len(kept.samples.left_out) == words
        assert not any(one.seconds for one in kept.samples.segments[:-1])
        assert kept.samples.segments[-1].seconds == GROWN.seconds


def test_figures_of_all_rounds_stay_what_they_were():
    asked = spec(scenarios={"steady": {"ratesPerSecond": [10]}})
    samples = Samples(segments=(*ROUNDS, GROWN))
    whole = summarize(samples, variant(), asked)
    assert summarize(compacted(samples, 2), variant(), asked) == whole
    (rate,) = summarize(compacted(samples, MOST), variant(), asked).rates
    values = [(one.percentile, one.microseconds) for one in rate.service_times]
    assert values == [(one.percentile, one.microseconds) for one in whole.rates[0].service_times]
    assert rate.latencies == whole.rates[0].latencies


def test_seconds_of_a_rise_are_not_left_out():
    rise = replace(ROUNDS[0], scenario="autoscale", seconds=(SecondOfLoad(1, 0, 5, 5, 5),))
    (kept,) = compacted(Samples(segments=(rise,)), MOST).segments
    assert kept == rise


class Deleted(ConfigMap):
    """Somebody deletes it; the operator makes it again after some requests."""

    def __init__(self, missing):
        super().__init__()
        self.missing, self.asked = missing, 0

    def merge(self, path, patch):
        self.asked += 1
        if self.missing:
            self.missing -= 1
            self.document = {}
            raise ApiError(404, "not found")
        super().merge(path, patch)


def test_a_config_map_that_was_deleted_is_waited_for_and_gets_everything_anew(monkeypatch):
    monkeypatch.setattr(patient_api.time, "sleep", lambda _: None)
    kept, samples = Deleted(5), incompressible(1)
    Results(kept, NAMES).save(samples, GOING_ON)
    assert (kept.asked, kept.samples, kept.progress) == (6, samples, GOING_ON)


def test_one_that_is_never_made_again_is_an_error_in_the_end(monkeypatch):
    monkeypatch.setattr(patient_api, "time", Ticking())
    with pytest.raises(ApiError, match="404"):
        Results(Deleted(10**6), NAMES).save(Samples(), GOING_ON)


class Ticking:
    now = 0.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


def test_a_runner_knows_from_its_samples_which_variants_have_answered():
    stored = Samples(bursts=(BurstTrial("a", 1, 2, None, "", (5,)),), segments=ROUNDS[:1])
    assert stored.answered == {"a", "serverless"}
