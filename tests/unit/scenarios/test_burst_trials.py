from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.scenarios.burst.measure import measure

from tests.unit.made.attacks import MILLISECOND, START, sent
from tests.unit.made.sessions import SLOW, TWO, WARM, session, variant
from tests.unit.made.specs import spec


def pod(after_milliseconds):
    return SimpleNamespace(first_seen_nanoseconds=START + after_milliseconds * MILLISECOND)


class Lane:
    """A lane that is cold, or not, and has these pods after a burst."""

    def __init__(self, number, pods=(30, 40), cold=True, target=None):
        self.number, self.cold, self.variant = number, cold, variant()
        self.target = number if target is None else target
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

    def burst(self, variant, target, requests, timeout):
        self.sent.append((target, requests, timeout))
        services = [30, 10, 20, 99]
        found = [sent(0, ms * MILLISECOND, delay=2 * MILLISECOND) for ms in services[:3]]
        found.append(sent(0, services[3] * MILLISECOND, failure="timeout"))
        return SimpleNamespace(start_nanoseconds=START), found

    @property
    def targets(self):
        return [target for target, *_ in self.sent]


def run(lanes, trials=2, samples=None, saved=None, others=(), **more_lanes):
    """The bursts of two variants and ``others``; ``lanes`` are those of the serverless one."""
    loads = Loads()
    scenarios = {"burst": {"requests": 4, "trials": trials}}
    ours = session(
        spec(scenarios=scenarios, variants=list(others)),
        lanes={"serverless": lanes, **more_lanes},
        loads=loads,
        save=lambda *words: None if saved is None else saved.append(words),
    )
    return measure(ours, samples or Samples()).bursts, loads


def test_both_variants_are_measured_in_turn_the_lanes_too_and_every_burst_is_saved():
    saved = []
    bursts, loads = run([Lane(1), Lane(2)], saved=saved)
    assert [burst.variant[0] for burst in bursts] == ["s", "c", "s", "c"]
    assert loads.targets == [1, "containerized", 2, "containerized"]
    assert {requests for _, requests, _ in loads.sent} == {4}
    assert len(saved) == 4


def test_of_many_variants_those_that_scale_to_zero_are_at_zero_and_the_others_as_they_stand():
    slow = [Lane(1, target="slow 1"), Lane(2, target="slow 2")]
    _, loads = run([Lane(1), Lane(2)], others=[WARM, TWO, SLOW], slow=slow)
    rounds = ["containerized", "warm", "two"]
    assert loads.targets == [1, *rounds, "slow 1", 2, *rounds, "slow 2"]
    assert [timeout for *_, timeout in loads.sent[:5]] == [60, 10, 10, 10, 60]


def test_a_request_of_a_burst_from_zero_may_wait_for_a_cold_start():
    _, loads = run([Lane(1)], trials=1)
    assert [timeout for *_, timeout in loads.sent] == [60, 10]


def test_good_responses_are_kept_in_order_and_failures_by_kind():
    (burst, _), _ = run([Lane(1)], trials=1)
    assert burst.latencies_nanoseconds == tuple(ms * MILLISECOND for ms in (12, 22, 32))
    assert burst.failures == {"timeout": 1}
    assert burst.schedule_delay_nanoseconds == 2 * MILLISECOND
    assert (burst.rejection, burst.pods_started) == (None, 2)


def test_a_pod_that_was_there_before_makes_a_burst_warm():
    stale = Lane(1, pods=(-5, 30))
    with pytest.raises(BenchmarkError, match="a pod was already there") as failure:
        run([stale])
    assert failure.value.reason is Reason.NOT_COLD


def test_a_burst_that_started_no_pod_is_not_called_warm():
    with pytest.raises(BenchmarkError, match="it started no pod"):
        run([Lane(1, pods=())])


def test_a_lane_that_stays_warm_gets_no_burst_and_three_in_a_row_are_the_end():
    saved = []
    with pytest.raises(BenchmarkError, match="serverless from zero: lane 1 did not scale to zero"):
        run([Lane(1, cold=False)], trials=5, saved=saved)
    kept = [burst for burst in saved[-1][0].bursts if burst.variant == "serverless"]
    assert [burst.rejection for burst in kept] == ["NotAtZero"] * 3


def test_bursts_that_are_stored_are_not_made_again():
    bursts, _ = run([Lane(1)])
    _, loads = run([Lane(1)], samples=Samples(bursts=bursts[:3]))
    assert loads.targets == ["containerized"]
