"""What a run keeps between its trials, and what a runner that comes later finds."""

import base64
import gzip

import pytest
from modelbench.api.names import Names
from modelbench.api.progress import RunState, load_progress
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples, dump_samples, load_samples
from modelbench.api.scenarios.burst import BurstTrial
from modelbench.runner import run

from tests.unit.made.specs import document

BURSTS = tuple(BurstTrial("serverless", n, 2, None, "", (5, 6), {}, 1, 0) for n in (1, 2, 3))
NAMES = Names("n", "b")


class ConfigMap:
    """The results alone."""

    def __init__(self, samples=None, progress=None):
        self.document = {}
        if samples is not None:
            self.document["binaryData"] = {"samples.json.gz": base64.b64encode(samples).decode()}
        if progress is not None:
            self.document["data"] = {"progress.json": progress}

    def get(self, path, query=None):
        return self.document

    def merge(self, path, patch):
        self.document |= patch

    @property
    def samples(self):
        return load_samples(base64.b64decode(self.document["binaryData"]["samples.json.gz"]))

    @property
    def progress(self):
        return load_progress(self.document["data"]["progress.json"])


@pytest.fixture
def execute(monkeypatch):
    """A run whose scenario makes these bursts, each after a wait in which the node was so busy."""

    def start(config_map, bursts=(), percents=(), error=None, **changes):
        def measure(ours):
            for number, percent in enumerate(percents, 1):
                ours._context.node_load.percents.append(percent)
                ours._save_samples(Samples(bursts=bursts[:number]), "a burst")
            if error:
                raise error
            ours._scenarios.finished.append("burst")

        monkeypatch.setattr(run.Run, "_measure", measure)
        asked = {"scenarios": {"burst": {"requests": 2, "trials": 3}}, **changes}
        run.execute(config_map, NAMES, document(**asked))

    return start


def reasons(kept):
    return [(one.type, one.reason) for one in kept.progress.updates]


def test_every_wait_of_a_run_counts_for_how_busy_the_node_was(execute):
    """A scenario knows its own samples alone."""
    kept = ConfigMap()
    execute(kept, BURSTS, [90.0, 80.0, 1.0])
    assert kept.samples.others_busy_percents == (90.0, 80.0, 1.0)
    assert kept.progress.findings.environment.others_busy_percent == "80.0"
    assert ("NodeQuiet", Reason.BUSY) in reasons(kept)
    assert ("ServerlessBurstMeasured", Reason.MEASURED) in reasons(kept)


def test_a_runner_that_comes_later_adds_its_own_waits(execute):
    kept = ConfigMap()
    with pytest.raises(KeyboardInterrupt):
        execute(kept, BURSTS, [90.0], KeyboardInterrupt())
    execute(kept, BURSTS, [10.0, 20.0])
    assert kept.samples.others_busy_percents == (90.0, 10.0, 20.0)


def test_a_run_that_has_ended_is_not_run_again(execute):
    kept = ConfigMap()
    execute(kept, BURSTS, [1.0])
    execute(kept, BURSTS, [2.0, 3.0])
    assert kept.samples.others_busy_percents == (1.0,)


def test_a_failure_keeps_the_samples_and_judges_only_what_was_finished(execute):
    kept = ConfigMap()
    execute(kept, BURSTS, [1.0, 1.0], BenchmarkError(Reason.LOAD_FAILED, "the pod is gone"))
    assert len(kept.samples.bursts) == 2
    assert kept.progress.reason is Reason.LOAD_FAILED
    assert reasons(kept) == [("NodeQuiet", Reason.QUIET)]
    assert kept.progress.message.startswith("the pod is gone. Read the log")


def test_all_variants_are_told_whatever_was_measured_of_them(execute):
    kept = ConfigMap()
    execute(kept, variants=[{"name": "two", "containerized": {"replicas": 2}}])
    names = [variant.name for variant in kept.progress.findings.variants]
    assert names == ["serverless", "containerized", "two"]


OLD = gzip.compress(b'{"trials": []}', mtime=0)


@pytest.mark.parametrize(
    ("samples", "progress", "words"),
    [
        (OLD, None, "samples.json.gz has format 1 (ModelBench 0.1)"),
        (b"none", None, "samples.json.gz is not gzip"),
        (dump_samples(Samples())[:20], None, "samples.json.gz is cut off"),
        (None, "{", "progress.json: "),
        (None, '{"state": "Dancing"}', "progress.json: "),
    ],
)
def test_results_that_cannot_be_read_fail_the_benchmark_and_stay_as_they_are(
    execute, samples, progress, words
):
    kept = ConfigMap(samples, progress)
    before = dict(kept.document.get("binaryData", {}))
    execute(kept, BURSTS, [1.0])
    assert kept.progress.state == "Failed"
    assert kept.progress.reason is Reason.RUNNER_FAILED
    assert kept.progress.message.startswith("ConfigMap b-results has results that this runner")
    assert words in kept.progress.message
    assert kept.document.get("binaryData", {}) == before


def test_text_in_place_of_base64_is_told_like_any_other_damage(execute):
    kept = ConfigMap()
    kept.document["binaryData"] = {"samples.json.gz": "a"}
    execute(kept)
    assert kept.progress.reason is Reason.RUNNER_FAILED


def test_a_variant_that_is_none_fails_the_benchmark_with_its_field(execute):
    kept = ConfigMap()
    execute(kept, variants=[{"name": "odd", "serverless": {"minScale": "many"}}])
    assert kept.progress.reason is Reason.RESOURCES_REJECTED
    assert "spec.variants[odd].serverless.minScale" in kept.progress.message


def test_a_status_that_another_version_has_written_does_not_matter(monkeypatch):
    kept = ConfigMap()
    monkeypatch.setattr(run.Run, "_measure", lambda ours: None)
    run.execute(kept, NAMES, document(status={"serverless": {"old": True}}))
    assert kept.progress.state == "Completed"


def test_what_was_measured_while_somebody_changed_a_variant_is_left_away(execute, monkeypatch):
    kept, looks = ConfigMap(), iter([None, "Deployment b-containerized"])
    monkeypatch.setattr(run.Observer, "changed_by_hand", lambda _: next(looks))
    execute(kept, BURSTS, [1.0, 1.0])
    assert (kept.progress.state, kept.progress.reason) == (RunState.FAILED, Reason.VARIANT_CHANGED)
    assert "Deployment b-containerized was changed" in kept.progress.message
    assert kept.samples.bursts == BURSTS[:1]
