from itertools import pairwise
from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Reactivation
from modelbench.api.spec import parse_spec
from modelbench.instruments.http_request import Answer
from modelbench.scenarios.reactivation import measure as reactivation
from modelbench.scenarios.reactivation.measure import ReactivationScenario
from modelbench.scenarios.reactivation.summary import default_gaps

from tests.unit.controller.memory_api import benchmark

SECOND = 1_000_000_000
GAPS = default_gaps(6)
WARM_SECONDS, IDLE_SECONDS = 0.05, 30


class Cluster:
    """Lanes that go to zero after a while, with a clock that their answers and waits move."""

    def __init__(self, cold_seconds=1.0, broken=()):
        self.cold_seconds, self.broken = cold_seconds, broken
        self.now, self.sent, self.measured = 0, [], []
        self._answered, self._generation = {}, {}

    def note_trial(self, *_):
        self.measured.append(self.sent[-1])

    def now_nanoseconds(self):
        return self.now

    def sleep_until(self, nanoseconds):
        self.now = max(self.now, nanoseconds)

    def _is_cold(self, lane):
        return self.now - self._answered.get(lane, -(10**12)) > IDLE_SECONDS * SECOND

    def pods(self, lane):
        uid = f"{lane}-{self._generation.get(lane, 0)}"
        return [] if self._is_cold(lane) else [SimpleNamespace(object={"metadata": {"uid": uid}})]

    def send(self, lane, *_):
        begin, cold = self.now, self._is_cold(lane)
        self.now += round((self.cold_seconds if cold else WARM_SECONDS) * SECOND)
        self._generation[lane] = self._generation.get(lane, 0) + cold
        self._answered[lane] = self.now
        self.sent.append((begin, self.now, lane))
        status = 503 if len(self.sent) in self.broken else 200
        return Answer(begin, self.now, status)


@pytest.fixture
def run(monkeypatch):
    def start(cluster, gaps=None, trials=3, lanes=4, samples=None):
        monkeypatch.setattr(reactivation, "send", cluster.send)
        observer = SimpleNamespace(
            serverless_scale=lambda lane: (len(cluster.pods(lane)), 0),
            pods=lambda path, lane: cluster.pods(lane),
        )
        spec = parse_spec(benchmark()["spec"])
        context = SimpleNamespace(spec=spec, clock=cluster, observer=observer)
        arms = [arm(cluster, number) for number in range(1, lanes + 1)]
        settings = Reactivation(gaps, trials, lanes)
        scenario = ReactivationScenario(context, settings, arms, cluster.note_trial)
        return scenario.run(samples or Samples()).gaps

    return start


def arm(cluster, number):
    def pods():
        return cluster.pods(number)

    return SimpleNamespace(lane=number, target=number, pods=pods, live_pods=pods)


@pytest.mark.parametrize("lanes", [1, 2, 4, 16])
@pytest.mark.parametrize("cold_seconds", [0.5, 5, 20, 45])
def test_every_gap_is_measured_as_often_as_asked_and_none_is_missed(run, lanes, cold_seconds):
    """However long a cold start takes: the lanes share one runner, which waits for each answer."""
    trials = run(Cluster(cold_seconds), lanes=lanes)
    assert sorted(trial.gap_seconds for trial in trials) == sorted(GAPS * 3)
    for trial in trials:
        assert trial.gap_nanoseconds == trial.gap_seconds * SECOND
        assert trial.latency_nanoseconds <= cold_seconds * SECOND


@pytest.mark.parametrize("lanes", [2, 4, 16])
def test_no_request_comes_within_six_seconds_of_another_lanes(run, lanes):
    cluster = Cluster()
    run(cluster, gaps=tuple(gap for gap in GAPS if gap > 6), lanes=lanes)
    assert len(cluster.measured) == 7 * 3
    for before, after in pairwise(cluster.sent):
        if after in cluster.measured and before[2] != after[2]:
            assert after[0] - before[0] >= 6 * SECOND


def test_lanes_wait_side_by_side(run):
    one, four = Cluster(), Cluster()
    run(one, lanes=1)
    run(four, lanes=4)
    assert four.now < one.now / 2


def test_a_gap_counts_from_the_last_answer_of_the_same_lane(run):
    cluster = Cluster(cold_seconds=2)
    (trial,) = run(cluster, gaps=(40,), trials=1, lanes=1)
    (_, woken, _), (sent, answered, _) = cluster.sent
    assert (sent - woken, answered - sent) == (40 * SECOND, 2 * SECOND)
    assert (trial.gap_nanoseconds, trial.latency_nanoseconds) == (40 * SECOND, 2 * SECOND)
    assert (trial.new_pod, trial.state) == (True, "Zero")


def test_a_warm_answer_starts_no_pod(run):
    (trial,) = run(Cluster(), gaps=(3,), trials=1, lanes=1)
    assert (trial.new_pod, trial.state, trial.failure) == (False, "Ready", None)


def test_a_failure_counts_as_a_trial_and_its_lane_is_woken_again(run):
    cluster = Cluster(broken=[2])
    trials = run(cluster, gaps=(10,), trials=2, lanes=1)
    assert [trial.latency_nanoseconds is None for trial in trials] == [True, False]
    assert trials[0].failure.startswith("UnexpectedStatus")
    assert len(cluster.sent) == 4


def test_a_lane_that_cannot_be_woken_is_the_end(run):
    with pytest.raises(BenchmarkError, match="lane 1 could not be woken: 503"):
        run(Cluster(broken=[1, 2]))


def test_gaps_that_are_stored_are_not_measured_again(run):
    stored = run(Cluster(), gaps=(3, 10), trials=2)
    resumed = run(Cluster(), gaps=(3, 10), trials=2, samples=Samples(gaps=stored[:3]))
    assert resumed[:3] == stored[:3]
    assert sorted(trial.gap_seconds for trial in resumed) == [3, 3, 10, 10]
