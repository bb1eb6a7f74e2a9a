from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Burst
from modelbench.api.spec import parse_spec
from modelbench.scenarios.burst.measure import BurstScenario

from tests.unit.controller.memory_api import benchmark
from tests.unit.made.attacks import MILLISECOND, START, sent

FIXED = "the fixed Deployment"


def pod(after_milliseconds):
    return SimpleNamespace(first_seen_nanoseconds=START + after_milliseconds * MILLISECOND)


class Lane:
    """A lane that is cold, or not, and has these pods after a burst."""

    def __init__(self, lane, pods=(30, 40), cold=True):
        self.lane, self.target, self.cold = lane, lane, cold
        self._pods = [pod(after) for after in pods]

    def wait_cold(self):
        return self.cold

    def is_at_zero(self):
        return self.cold

    def pods(self):
        return self._pods


class Loads:
    """Of four requests the last fails."""

    def __init__(self):
        self.sent = []

    def burst(self, target, requests, timeout):
        self.sent.append((target, requests, timeout))
        services = [30, 10, 20, 99]
        found = [sent(0, ms * MILLISECOND, delay=2 * MILLISECOND) for ms in services[:3]]
        found.append(sent(0, services[3] * MILLISECOND, failure="timeout"))
        return SimpleNamespace(start_nanoseconds=START), found


def run(lanes, trials=2, samples=None):
    loads, saved = Loads(), []
    context = SimpleNamespace(spec=parse_spec(benchmark()["spec"]))
    scenario = BurstScenario(
        context, Burst(4, trials), lanes, FIXED, loads, lambda *words: saved.append(words)
    )
    return scenario.run(samples or Samples()).bursts, loads, saved


def test_both_paths_are_measured_in_turn_the_lanes_too_and_every_burst_is_saved():
    bursts, loads, saved = run([Lane(1), Lane(2)])
    assert [burst.path[0] for burst in bursts] == ["s", "c", "s", "c"]
    assert [target for target, *_ in loads.sent] == [1, FIXED, 2, FIXED]
    assert {requests for _, requests, _ in loads.sent} == {4}
    assert len(saved) == 4


def test_a_request_of_a_burst_from_zero_may_wait_for_a_cold_start():
    _, loads, _ = run([Lane(1)], trials=1)
    assert [timeout for *_, timeout in loads.sent] == [60, 10]


def test_good_answers_are_kept_in_order_and_failures_by_kind():
    (burst, _), *_ = run([Lane(1)], trials=1)
    assert burst.latencies_nanoseconds == tuple(ms * MILLISECOND for ms in (12, 22, 32))
    assert burst.failures == {"timeout": 1}
    assert burst.schedule_delay_nanoseconds == 2 * MILLISECOND
    assert (burst.rejection, burst.pods_started) == (None, 2)


def test_a_pod_that_was_there_before_makes_a_burst_warm():
    stale = Lane(1, pods=(-5, 30))
    with pytest.raises(BenchmarkError, match="a pod was there before") as failure:
        run([stale])
    assert failure.value.reason is Reason.NOT_COLD


def test_a_burst_that_started_no_pod_is_not_called_warm():
    with pytest.raises(BenchmarkError, match="no pod came of it"):
        run([Lane(1, pods=())])


def test_a_lane_that_stays_warm_gets_no_burst_and_three_in_a_row_are_the_end():
    warm, saved = Lane(1, cold=False), []
    context = SimpleNamespace(spec=parse_spec(benchmark()["spec"]))
    loads = Loads()
    scenario = BurstScenario(
        context, Burst(4, 5), [warm], FIXED, loads, lambda *words: saved.append(words)
    )
    with pytest.raises(BenchmarkError, match="lane 1 did not come to zero"):
        scenario.run(Samples())
    kept = [burst for burst in saved[-1][0].bursts if burst.path == "serverless"]
    assert [burst.rejection for burst in kept] == ["NotAtZero"] * 3
    assert all(target == FIXED for target, *_ in loads.sent)


def test_bursts_that_are_stored_are_not_made_again():
    bursts, *_ = run([Lane(1)])
    _, loads, _ = run([Lane(1)], samples=Samples(bursts=bursts[:3]))
    assert [target for target, *_ in loads.sent] == [FIXED]
