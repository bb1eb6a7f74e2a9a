"""What a run keeps between its trials, and what a runner that comes later finds."""

import base64

import pytest
from modelbench.api.load_samples import BurstTrial
from modelbench.api.names import Names
from modelbench.api.progress import load_progress
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples, load_samples
from modelbench.api.spec import parse_spec
from modelbench.runner.run import Run

from tests.unit.controller.memory_api import benchmark

BURSTS = tuple(BurstTrial("serverless", n, 2, None, "", (5, 6), {}, 1, 0) for n in (1, 2, 3))


class ConfigMap:
    """The results alone."""

    def __init__(self):
        self.document = {}

    def get(self, path, query=None):
        return self.document

    def merge(self, path, patch):
        self.document = patch

    @property
    def samples(self):
        return load_samples(base64.b64decode(self.document["binaryData"]["samples.json.gz"]))

    @property
    def progress(self):
        return load_progress(self.document["data"]["progress.json"])


@pytest.fixture
def execute(monkeypatch):
    """A run whose scenario makes these bursts, each after a wait in which the node was so busy."""

    def start(config_map, bursts, percents, error=None):
        document = benchmark(scenarios={"burst": {"requests": 2, "trials": 3}})
        run = Run(config_map, Names("n", "b"), parse_spec(document["spec"]), "uid")

        def measure():
            for number, percent in enumerate(percents, 1):
                run._context.node_load.percents.append(percent)
                run._save_samples(Samples(bursts=bursts[:number]), "a burst")
            if error:
                raise error
            run._finished.append("burst")

        monkeypatch.setattr(run, "_measure", measure)
        run.execute()

    return start


def test_every_wait_of_a_run_counts_for_how_busy_the_node_was(execute):
    """A scenario knows its own samples alone."""
    kept = ConfigMap()
    execute(kept, BURSTS, [90.0, 80.0, 1.0])
    assert kept.samples.others_busy_percents == (90.0, 80.0, 1.0)
    assert kept.progress.status["environment"]["othersBusyPercent"] == "80.0"
    assert [one.reason for one in kept.progress.verdicts] == [Reason.MEASURED, Reason.BUSY]


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
    assert [one.reason for one in kept.progress.verdicts] == [Reason.QUIET]
    assert kept.progress.message.startswith("the pod is gone. Read the log")
