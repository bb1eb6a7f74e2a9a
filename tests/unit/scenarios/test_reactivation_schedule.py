from itertools import pairwise
from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError
from modelbench.api.samples import Samples
from modelbench.instruments.http_request import Response
from modelbench.scenarios.reactivation import measure as reactivation
from modelbench.scenarios.reactivation.summary import default_gaps

from tests.unit.made.sessions import SLOW, TWO, WARM, calm, session
from tests.unit.made.specs import spec

SECOND = 1_000_000_000
GAPS = default_gaps(6)
WARM_SECONDS, IDLE_SECONDS = 0.05, 30


class Cluster:
    """Lanes that go to zero after a while, with a clock that their responses and waits move."""

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

    def lane_scale(self, variant, number):
        return len(self.pods((variant, number))), 0

    def send(self, lane, *_):
        begin, cold = self.now, self._is_cold(lane)
        self.now += round((self.cold_seconds if cold else WARM_SECONDS) * SECOND)
        self._generation[lane] = self._generation.get(lane, 0) + cold
        self._answered[lane] = self.now
        self.sent.append((begin, self.now, lane))
        status = 503 if len(self.sent) in self.broken else 200
        return Response(begin, self.now, status)


@pytest.fixture
def run(monkeypatch):
    def start(cluster, gaps=(), trials=3, lanes=4, samples=None, variants=()):
        monkeypatch.setattr(reactivation, "send", cluster.send)
        settings = {"trials": trials, "lanes": lanes, "gapsSeconds": list(gaps)}
        asked = spec(scenarios={"reactivation": settings}, variants=list(variants))
        names = [one["name"] for one in variants if one["name"] == "slow"]
        ours = session(
            asked,
            lanes={
                name: [lane(cluster, name, number, asked) for number in range(1, lanes + 1)]
                for name in ("serverless", *names)
            },
            save=cluster.note_trial,
            clock=cluster,
            observer=calm(lane_scale=cluster.lane_scale, pods=cluster.pods),
        )
        return reactivation.measure(ours, samples or Samples()).gaps

    return start


def lane(cluster, name, number, asked):
    def pods():
        return cluster.pods((name, number))

    return SimpleNamespace(
        variant=SimpleNamespace(name=name, model=asked.model),
        number=number,
        target=(name, number),
        pods=pods,
        live_pods=pods,
    )


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
    assert_apart(cluster)


def assert_apart(cluster):
    for before, after in pairwise(cluster.sent):
        if after in cluster.measured and before[2] != after[2]:
            assert after[0] - before[0] >= 6 * SECOND


def gaps_of(trials, name):
    return sorted(trial.gap_seconds for trial in trials if trial.variant == name)


@pytest.mark.parametrize("lanes", [1, 2, 4])
def test_each_variant_that_scales_to_zero_has_the_gaps_of_its_own_window(run, lanes):
    cluster = Cluster()
    trials = run(cluster, lanes=lanes, variants=[WARM, TWO, SLOW])
    assert gaps_of(trials, "serverless") == sorted(default_gaps(6) * 3)
    assert gaps_of(trials, "slow") == sorted(default_gaps(20) * 3)
    assert {trial.variant for trial in trials} == {"serverless", "slow"}
    assert all(trial.gap_nanoseconds == trial.gap_seconds * SECOND for trial in trials)


def test_lanes_of_several_variants_wait_side_by_side_and_disturb_each_other_no_more(run):
    one, both = Cluster(), Cluster()
    run(one, lanes=2)
    run(both, lanes=2, variants=[SLOW])
    assert len(both.measured) == 2 * len(one.measured)
    assert_apart(both)
    assert both.now < 1.5 * one.now


def test_lanes_wait_side_by_side(run):
    one, four = Cluster(), Cluster()
    run(one, lanes=1)
    run(four, lanes=4)
    assert four.now < one.now / 2


def test_a_gap_counts_from_the_last_response_of_the_same_lane(run):
    cluster = Cluster(cold_seconds=2)
    (trial,) = run(cluster, gaps=(40,), trials=1, lanes=1)
    (_, woken, _), (sent, answered, _) = cluster.sent
    assert (sent - woken, answered - sent) == (40 * SECOND, 2 * SECOND)
    assert (trial.gap_nanoseconds, trial.latency_nanoseconds) == (40 * SECOND, 2 * SECOND)
    assert (trial.variant, trial.lane, trial.new_pod, trial.state) == (
        "serverless",
        1,
        True,
        "Zero",
    )


def test_a_warm_response_starts_no_pod(run):
    (trial,) = run(Cluster(), gaps=(3,), trials=1, lanes=1)
    assert (trial.new_pod, trial.state, trial.failure) == (False, "Ready", None)


def test_a_failure_counts_as_a_trial_and_its_lane_is_woken_again(run):
    cluster = Cluster(broken=[2])
    trials = run(cluster, gaps=(10,), trials=2, lanes=1)
    assert [trial.latency_nanoseconds is None for trial in trials] == [True, False]
    assert trials[0].failure.startswith("UnexpectedStatus")
    assert len(cluster.sent) == 4


def test_a_lane_that_cannot_be_woken_is_the_end(run):
    with pytest.raises(
        BenchmarkError, match="lane 1 of variant serverless could not be woken: status 503"
    ):
        run(Cluster(broken=range(1, 1000)))


def test_a_lane_that_does_not_answer_for_a_minute_is_borne(run):
    cluster = Cluster(broken=range(1, 30))
    (trial,) = run(cluster, gaps=(3,), trials=1, lanes=1)
    assert trial.failure is None
    assert cluster.now > 28 * SECOND


def test_gaps_that_are_stored_are_not_measured_again(run):
    stored = run(Cluster(), gaps=(3, 10), trials=2)
    resumed = run(Cluster(), gaps=(3, 10), trials=2, samples=Samples(gaps=stored[:3]))
    assert resumed[:3] == stored[:3]
    assert sorted(trial.gap_seconds for trial in resumed) == [3, 3, 10, 10]
