from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError
from modelbench.api.samples import Samples
from modelbench.api.scenarios.autoscale import Autoscale
from modelbench.api.scenarios.parts import ScaleChange, Start
from modelbench.instruments.load_target import LoadTarget, load_target
from modelbench.scenarios.autoscale import measure as autoscale
from modelbench.scenarios.autoscale.measure import measure, profile
from modelbench.segments.arrivals import Stage, flat
from msgspec.structs import replace

from tests.unit.made.sessions import SLOW, TWO, WARM, calm, session, variant
from tests.unit.made.specs import spec

SECOND = 1_000_000_000
SETTINGS = Autoscale(1, 50, 10, 0, 20, 120, 500)
ASKED = {
    "baseRatePerSecond": 1,
    "peakRatePerSecond": 50,
    "baseSeconds": 10,
    "rampSeconds": 0,
    "holdSeconds": 20,
    "settleSeconds": 120,
}


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
    """Load on variants whose replicas a test scripts: (second, wanted, ready) after the start."""

    def __init__(self, clock, scale=()):
        self.clock, self.scale, self.drafts, self.stopped_after = clock, scale, [], []
        self.timeouts = []

    def measure(self, draft, target, stages, timeout, meanwhile):
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
    monkeypatch.setattr(autoscale, "check_response", lambda *_: None)
    return clock


@pytest.fixture
def run(monkeypatch):
    """Measure on variants that are calm, or have the replicas that ``scales`` says by name."""

    def start(loads, samples=None, cold=True, told=None, scales=None, variants=(), **changes):
        def target(context, of):
            known = (scales or {}).get(of.name)
            return known or LoadTarget(of, None, "", lambda: (1, 1))

        monkeypatch.setattr(autoscale, "load_target", target)
        asked = spec(scenarios={"autoscale": {**ASKED, **changes}}, variants=list(variants))
        lane = SimpleNamespace(wait_cold=lambda: cold)
        messages = [] if told is None else told
        ours = session(
            asked,
            lanes={"serverless": [lane], "slow": [lane]},
            loads=loads,
            save=lambda _, message: messages.append(message),
            clock=loads.clock,
            observer=calm(loads.clock),
        )
        return measure(ours, samples or Samples())

    return start


def runs(loads):
    return [(draft.variant, draft.start) for draft in loads.drafts]


def test_each_variant_rises_from_its_base_and_the_serverless_one_from_zero_too(clock, run):
    loads = Loads(clock)
    run(loads)
    assert runs(loads) == [
        ("serverless", "Base"),
        ("containerized", "Base"),
        ("serverless", "Zero"),
    ]
    assert [draft.rise_nanoseconds for draft in loads.drafts] == [10 * SECOND, 10 * SECOND, 0]
    assert [draft.hold_end_nanoseconds for draft in loads.drafts] == [
        30 * SECOND,
        30 * SECOND,
        20 * SECOND,
    ]
    # A request of the rise from zero may wait for a cold start.
    assert loads.timeouts == [10, 10, 60]


def test_of_many_variants_those_that_scale_to_zero_rise_from_there_in_the_end(clock, run):
    loads = Loads(clock)
    run(loads, variants=[WARM, TWO, SLOW])
    names = ["serverless", "containerized", "warm", "two", "slow"]
    from_base = [(name, "Base") for name in names]
    assert runs(loads) == [*from_base, ("serverless", "Zero"), ("slow", "Zero")]


def test_without_a_base_rate_zero_is_the_only_start_of_what_scales_to_zero(clock, run):
    loads = Loads(clock)
    run(loads, baseRatePerSecond=0)
    assert runs(loads) == [("containerized", "Base"), ("serverless", "Zero")]
    loads = Loads(clock)
    run(loads, baseRatePerSecond=0, variants=[WARM])
    assert runs(loads) == [("containerized", "Base"), ("warm", "Base"), ("serverless", "Zero")]


def test_runs_that_are_stored_are_not_measured_again(clock, run):
    whole = run(Loads(clock))
    loads = Loads(clock)
    run(loads, samples=Samples(segments=whole.segments[:2]))
    assert runs(loads) == [("serverless", "Zero")]


def test_a_variant_that_does_not_come_to_zero_is_not_measured_from_there(clock, run):
    with pytest.raises(BenchmarkError, match="serverless did not scale to zero"):
        run(Loads(clock), cold=False)


def follows_load(clock, until_seconds, fewest=1, calm_seconds=300):
    """The containerized variant with five replicas of earlier load until then."""
    scale = lambda: (5, 5) if clock.now < until_seconds * SECOND else (fewest, fewest)  # noqa: E731
    target = LoadTarget(variant("containerized"), None, "", scale, fewest, calm_seconds)
    return {"containerized": target}


def left_over(samples):
    return [s.left_over_replicas for s in samples.segments if s.variant == "containerized"]


def test_a_run_from_the_base_waits_until_the_replicas_of_earlier_load_are_gone(clock, run):
    """Else the peak would meet them, and the variant would seem to need none of its own."""
    told = []
    found = run(Loads(clock), scales=follows_load(clock, 290, fewest=2), told=told)
    assert clock.now >= 290 * SECOND
    assert left_over(found) == [0]
    assert "autoscale: waiting for containerized to scale down" in told


def test_replicas_that_stay_are_not_waited_for_for_ever_and_are_told_of(clock, run):
    scales = follows_load(clock, 9999, fewest=2, calm_seconds=60)
    found = run(Loads(clock), scales=scales)
    # Two rises from a base of 30 s each, one of 20 s from zero.
    assert clock.now == (60 + 120 + 30 + 30 + 20) * SECOND
    assert left_over(found) == [3]


def test_a_variant_that_is_calm_is_not_waited_for(clock, run):
    loads, told = Loads(clock), []
    run(loads, told=told)
    assert not [message for message in told if "waiting" in message]
    assert {draft.left_over_replicas for draft in loads.drafts} == {0}


SCALED = {"maxReplicas": 5, "targetCPUUtilizationPercentage": 80}


@pytest.mark.parametrize(
    ("name", "changes", "calm"),
    [
        ("serverless", {}, (1, 6, 1)),
        ("warm", {"variants": [WARM]}, (1, 6, 1)),
        ("serverless", {"serverless": {"minScale": 2, "scaleDownDelaySeconds": 5}}, (2, 11, 0)),
        ("two", {"variants": [TWO]}, (2, 0, 2)),
        (
            "containerized",
            {
                "containerized": {
                    "replicas": 3,
                    "horizontalPodAutoscaler": {**SCALED, "scaleDownStabilizationSeconds": 240},
                }
            },
            (3, 240, 1),
        ),
    ],
)
def test_a_variant_is_calm_by_its_own_settings(name, changes, calm):
    observer = SimpleNamespace(
        lane_scale=lambda variant, lane: (2, 1), deployment_scale=lambda variant: (2, 4)
    )
    context = SimpleNamespace(
        observer=observer, names=Names("n", "b"), target_of=lambda variant: None
    )
    found = load_target(context, variant(name, **changes))
    assert (found.fewest, found.calm_seconds, found.left_over) == calm


def test_the_pods_under_load_are_those_of_the_variant_that_serve_it_on_the_first_lane():
    context = SimpleNamespace(observer=None, names=Names("n", "b"), target_of=lambda variant: None)
    fixed = "modelbench.dev/benchmark=b,modelbench.dev/variant=two,modelbench.dev/role=model"
    assert load_target(context, variant("two", variants=[TWO])).selector == fixed
    lane = load_target(context, variant()).selector
    assert lane == fixed.replace("two", "serverless") + ",modelbench.dev/lane=1"


def ends_after(clock, run, *scale):
    loads = Loads(clock, scale)
    run(loads, samples=Samples(segments=run(Loads(clock)).segments[1:]))
    (seconds,) = loads.stopped_after
    return seconds


def test_the_way_back_is_watched_until_the_variant_is_where_it_was(clock, run):
    seconds = ends_after(clock, run, (0, 1, 1), (12, 5, 1), (15, 5, 5), (50, 1, 5), (70, 1, 1))
    assert seconds == pytest.approx(70, abs=0.5)


def test_the_way_back_is_not_watched_for_ever(clock, run):
    assert ends_after(clock, run, (0, 1, 1), (12, 5, 5)) == pytest.approx(30 + 120, abs=0.5)


def test_a_variant_that_did_not_grow_has_no_way_back(clock, run):
    assert ends_after(clock, run, (0, 1, 1)) == 30
    # One more was wanted than ready when the rise began, and none was added.
    assert ends_after(clock, run, (0, 2, 1)) == 30


def test_replicas_that_are_wanted_but_not_there_are_waited_for(clock, run):
    seconds = ends_after(clock, run, (0, 1, 1), (12, 5, 1), (44, 1, 1))
    assert seconds == pytest.approx(44, abs=0.5)


def test_the_profile_has_a_base_a_peak_and_the_base_again():
    assert profile(SETTINGS, Start.BASE) == [flat(1, 10), flat(50, 20), flat(1, 120)]
    assert profile(SETTINGS, Start.ZERO) == [flat(50, 20)]


def test_a_ramp_comes_between_the_base_and_the_peak():
    ramped = replace(SETTINGS, ramp_seconds=5)
    assert profile(ramped, Start.BASE) == [flat(1, 10), Stage(5, 1, 50), flat(50, 20), flat(1, 120)]
    assert profile(ramped, Start.ZERO) == [Stage(5, 0, 50), flat(50, 20)]


def test_a_base_of_nothing_is_silent_and_has_no_way_back_under_load():
    silent = replace(SETTINGS, base_rate_per_second=0)
    assert profile(silent, Start.BASE) == [flat(0, 10), flat(50, 20)]
    assert profile(replace(SETTINGS, settle_seconds=0), Start.BASE) == [flat(1, 10), flat(50, 20)]
