from dataclasses import replace
from types import SimpleNamespace

import pytest
from modelbench.api.load_samples import ScaleChange
from modelbench.api.reasons import BenchmarkError
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Autoscale
from modelbench.api.spec import parse_spec
from modelbench.instruments.load_arm import LoadArm, containerized_load_arm, serverless_load_arm
from modelbench.scenarios.autoscale import measure as autoscale
from modelbench.scenarios.autoscale.measure import AutoscaleScenario, profile
from modelbench.segments.arrivals import Stage, flat

from tests.unit.controller.memory_api import benchmark

SECOND = 1_000_000_000
SETTINGS = Autoscale(1, 50, 10, 0, 20, 120, 500)
ARMS = [LoadArm(path, None, "", lambda: (1, 1)) for path in ("serverless", "containerized")]


class Clock:
    """A clock that a sleep moves."""

    def __init__(self):
        self.now = 0

    def now_nanoseconds(self):
        return self.now

    def sleep_until(self, nanoseconds):
        self.now = max(self.now, nanoseconds)

    def sleep(self, seconds):
        self.now += round(seconds * SECOND)

    def wait_for(self, predicate, timeout_seconds):
        """As a Signal does, with a look each second."""
        end = self.now + timeout_seconds * SECOND
        while not predicate() and self.now < end:
            self.sleep(1)
        return predicate()


class Loads:
    """Attacks on paths whose replicas a test scripts: (second, wanted, ready) after the start."""

    def __init__(self, clock, scale=()):
        self.clock, self.scale, self.drafts, self.stopped_after = clock, scale, [], []
        self.timeouts = []

    def measure(self, draft, arm, stages, timeout, meanwhile):
        self.drafts.append(draft)
        self.timeouts.append(timeout)
        start = self.clock.now
        meanwhile(SimpleNamespace(start_nanoseconds=start, stop=self._stop), self._recorder(start))
        self.stopped_after.append((self.clock.now - start) / SECOND)
        return draft

    def _stop(self):
        pass

    def _recorder(self, start):
        clock, scale = self.clock, self.scale

        class Recorder:
            @property
            def changes(self):
                offset = clock.now - start
                known = [ScaleChange(round(at * SECOND), w, r) for at, w, r in scale]
                return tuple(change for change in known if change.offset_nanoseconds <= offset)

        return Recorder()


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(autoscale, "time", SimpleNamespace(sleep=clock.sleep))
    monkeypatch.setattr(autoscale, "check_answer", lambda *_: None)
    return clock


def run(loads, settings=SETTINGS, samples=None, cold=True, arms=ARMS, told=None):
    observer = SimpleNamespace(signal=loads.clock)
    spec = parse_spec(benchmark()["spec"])
    context = SimpleNamespace(spec=spec, clock=loads.clock, observer=observer)
    lane = SimpleNamespace(wait_cold=lambda: cold)
    messages = [] if told is None else told

    def save(_, message):
        messages.append(message)

    scenario = AutoscaleScenario(context, settings, arms, lane, loads, save)
    return scenario.run(samples or Samples())


def runs(loads):
    return [(draft.path[0], draft.start) for draft in loads.drafts]


def test_each_path_rises_from_its_base_and_the_serverless_one_from_zero_too(clock):
    loads = Loads(clock)
    run(loads)
    assert runs(loads) == [("s", "Base"), ("c", "Base"), ("s", "Zero")]
    assert [draft.rise_nanoseconds for draft in loads.drafts] == [10 * SECOND, 10 * SECOND, 0]
    assert [draft.hold_end_nanoseconds for draft in loads.drafts] == [
        30 * SECOND,
        30 * SECOND,
        20 * SECOND,
    ]
    # A request of the rise from zero may wait for a cold start.
    assert loads.timeouts == [10, 10, 60]


def test_without_a_base_rate_zero_is_the_serverless_paths_only_start(clock):
    loads = Loads(clock)
    run(loads, replace(SETTINGS, base_rate=0))
    assert runs(loads) == [("c", "Base"), ("s", "Zero")]


def test_runs_that_are_stored_are_not_measured_again(clock):
    whole = run(Loads(clock))
    loads = Loads(clock)
    run(loads, samples=Samples(segments=whole.segments[:2]))
    assert runs(loads) == [("s", "Zero")]


def test_a_path_that_does_not_come_to_zero_is_not_measured_from_there(clock):
    with pytest.raises(BenchmarkError, match="did not come to zero"):
        run(Loads(clock), cold=False)


def follows_load(clock, path, until_seconds, fewest=1, calm_seconds=300):
    """A path that has five replicas of earlier load until then."""
    scale = lambda: (5, 5) if clock.now < until_seconds * SECOND else (fewest, fewest)  # noqa: E731
    return LoadArm(path, None, "", scale, fewest, calm_seconds)


def test_a_run_from_the_base_waits_until_the_replicas_of_earlier_load_are_gone(clock):
    """Else the peak would meet them, and the path would seem to need none of its own."""
    loads, told = Loads(clock), []
    found = run(loads, arms=[follows_load(clock, "containerized", 290, fewest=2)], told=told)
    assert clock.now >= 290 * SECOND
    assert [segment.left_over_replicas for segment in found.segments] == [0]
    assert "waiting for the replicas of containerized" in told[0]


def test_replicas_that_stay_are_not_waited_for_for_ever_and_are_told_of(clock):
    loads = Loads(clock)
    arms = [follows_load(clock, "containerized", 9999, fewest=2, calm_seconds=60)]
    found = run(loads, arms=arms)
    assert clock.now == (60 + 120 + 30) * SECOND
    assert [segment.left_over_replicas for segment in found.segments] == [3]


def test_a_path_that_is_calm_is_not_waited_for(clock):
    loads, told = Loads(clock), []
    run(loads, arms=[LoadArm("serverless", None, "", lambda: (0, 0))], told=told)
    assert not [message for message in told if "waiting" in message]
    assert {draft.left_over_replicas for draft in loads.drafts} == {0}


SCALED = {
    "maxReplicas": 5,
    "targetCPUUtilizationPercentage": 80,
    "scaleDownStabilizationSeconds": 240,
}


def test_a_path_is_calm_by_its_own_settings():
    spec = benchmark(containerized={"replicas": 2, "horizontalPodAutoscaler": SCALED})["spec"]
    observer = SimpleNamespace(
        serverless_scale=lambda lane: (2, 1), containerized_scale=lambda: (2, 4)
    )
    names = SimpleNamespace(benchmark="b")
    context = SimpleNamespace(spec=parse_spec(spec), observer=observer, names=names)
    fixed, serverless = containerized_load_arm(context, None), serverless_load_arm(context, None)
    assert (fixed.fewest, fixed.calm_seconds, fixed.left_over) == (2, 240, 2)
    assert (serverless.fewest, serverless.calm_seconds, serverless.left_over) == (1, 6, 1)


def ends_after(clock, *scale):
    loads = Loads(clock, scale)
    run(loads, samples=Samples(segments=run(Loads(clock)).segments[1:]))
    (seconds,) = loads.stopped_after
    return seconds


def test_the_way_back_is_watched_until_the_path_is_where_it_was(clock):
    seconds = ends_after(clock, (0, 1, 1), (12, 5, 1), (15, 5, 5), (50, 1, 5), (70, 1, 1))
    assert seconds == pytest.approx(70, abs=0.5)


def test_the_way_back_is_not_watched_for_ever(clock):
    assert ends_after(clock, (0, 1, 1), (12, 5, 5)) == pytest.approx(30 + 120, abs=0.5)


def test_a_path_that_did_not_grow_has_no_way_back(clock):
    assert ends_after(clock, (0, 1, 1)) == 30
    # One more was wanted than ready when the rise began, and none was added.
    assert ends_after(clock, (0, 2, 1)) == 30


def test_replicas_that_are_wanted_but_not_there_are_waited_for(clock):
    assert ends_after(clock, (0, 1, 1), (12, 5, 1), (44, 1, 1)) == pytest.approx(44, abs=0.5)


def test_the_profile_has_a_base_a_peak_and_the_base_again():
    assert profile(SETTINGS, "Base") == [flat(1, 10), flat(50, 20), flat(1, 120)]
    assert profile(SETTINGS, "Zero") == [flat(50, 20)]


def test_a_ramp_comes_between_the_base_and_the_peak():
    ramped = replace(SETTINGS, ramp_seconds=5)
    assert profile(ramped, "Base") == [flat(1, 10), Stage(5, 1, 50), flat(50, 20), flat(1, 120)]
    assert profile(ramped, "Zero") == [Stage(5, 0, 50), flat(50, 20)]


def test_a_base_of_nothing_is_silent_and_has_no_way_back_under_load():
    assert profile(replace(SETTINGS, base_rate=0), "Base") == [flat(0, 10), flat(50, 20)]
    assert profile(replace(SETTINGS, settle_seconds=0), "Base") == [flat(1, 10), flat(50, 20)]
