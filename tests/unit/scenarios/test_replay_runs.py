from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.request import KeyReference
from modelbench.api.samples import Samples
from modelbench.api.scenarios.parts import ScaleChange
from modelbench.api.trace import StoredTrace, Trace, TraceSource
from modelbench.instruments.load_target import LoadTarget
from modelbench.scenarios.replay import measure as replay
from modelbench.scenarios.replay.measure import measure
from modelbench.scenarios.replay.schedule import needed_seconds
from modelbench.scenarios.replay.stretch import MOST_REQUESTS, stretch_of
from modelbench.segments.attack import complete_segment
from msgspec.structs import replace

from tests.unit.made.attacks import SECOND, START, sent
from tests.unit.made.sessions import calm, session
from tests.unit.made.specs import spec

PROFILE = {"name": "own", "requestsPerSecond": 1}
REFERENCE = {"name": "bursts", "key": "trace.csv"}


def asked(profile=PROFILE, **changes):
    settings = {"traffic": "own", "durationSeconds": 120, **changes}
    return spec(traffic=[profile], scenarios={"replay": settings})


class Clock:
    """A clock that a sleep and a wait move."""

    def __init__(self):
        self.now = START

    def now_nanoseconds(self):
        return self.now

    def sleep_until(self, nanoseconds):
        self.now = max(self.now, nanoseconds)


class Loads:
    """Every request is answered in 10 ms; the first waits for a start."""

    def __init__(self, clock):
        self.clock, self.sent = clock, []

    def replay(self, draft, target, offsets, timeout, afterwards):
        self.sent.append((draft.variant, tuple(offsets), timeout))
        begin = self.clock.now
        afterwards(begin)
        requests = [sent(offset, SECOND // 100) for offset in offsets]
        draft = replace(draft, scale=(ScaleChange(0, 0, 0), ScaleChange(1, 1, 1)))
        return complete_segment(draft, requests, offsets), requests


class Lane:
    """A lane that is at zero when it is asked, unless ``warm``."""

    number, cooling_seconds = 1, 66

    def __init__(self, warm=False):
        self.warm, self.asked = warm, 0

    def wait_cold(self):
        self.asked += 1
        return not self.warm


class Runs:
    """Runs of the scenario on stand-ins; pods go half a minute after the stretch."""

    def __init__(self, monkeypatch):
        self.clock = Clock()
        self.loads = Loads(self.clock)
        self.lanes = [Lane(), Lane()]
        self.checked = []
        monkeypatch.setattr(replay, "check_response", lambda *args: self.checked.append(args[1]))
        monkeypatch.setattr(
            replay,
            "load_target",
            lambda _context, variant: LoadTarget(variant, None, "", lambda: (1, 1)),
        )

    def __call__(self, asked_spec, samples=None):
        observer = calm(wait_for=self._wait_for, lane_is_at_zero=lambda *_: True)
        ours = session(
            asked_spec,
            lanes={"serverless": self.lanes},
            loads=self.loads,
            clock=self.clock,
            observer=observer,
            names=Names("n", "b"),
        )
        return measure(ours, samples or Samples())

    def _wait_for(self, _predicate, _seconds):
        self.clock.now += 30 * SECOND
        return True


@pytest.fixture
def run(monkeypatch):
    return Runs(monkeypatch)


def test_every_variant_gets_the_same_instants_one_after_the_other(run):
    run(asked())
    (first, instants, _), (second, others, _) = run.loads.sent
    assert (first, second) == ("serverless", "containerized")
    assert instants == others
    assert len(instants) > 60


def test_the_stretch_begins_where_it_should_and_follows_from_the_seed(run):
    busy = {"name": "own", "requestsPerSecond": 1, "shape": "BusinessHours"}
    night = asked(busy, startSeconds=8 * 3600 - 60)
    instants = stretch_of(night).instants
    assert instants
    assert max(instants) < 60
    assert stretch_of(night) == stretch_of(asked(busy, startSeconds=8 * 3600 - 60))
    assert stretch_of(night) != stretch_of(asked(busy, startSeconds=8 * 3600 - 60, seed=2))


def test_a_variant_begins_at_its_fewest_pods(run):
    run(asked())
    assert [lane.asked for lane in run.lanes] == [1, 1]
    assert [variant.name for variant in run.checked] == ["containerized"]


def test_one_that_stays_warm_cannot_be_replayed(run):
    run.lanes = [Lane(warm=True)]
    with pytest.raises(BenchmarkError) as error:
        run(asked())
    assert error.value.reason is Reason.NOT_COLD


def test_the_last_pods_of_one_that_scales_to_zero_are_waited_for(run):
    found = run(asked())
    ends = {one.variant: one.replay.ended_nanoseconds // SECOND for one in found.segments}
    assert ends == {"serverless": 150, "containerized": 120}


def test_a_runner_that_was_killed_goes_on_with_the_variant_that_it_lost(run):
    found = run(asked())
    run.loads.sent.clear()
    again = run(asked(), Samples(segments=found.segments[:1]))
    assert [name for name, *_ in run.loads.sent] == ["containerized"]
    assert len(again.segments) == 2


def test_pods_that_earlier_load_has_left_make_it_invalid(run, monkeypatch):
    monkeypatch.setattr(
        replay,
        "load_target",
        lambda _context, variant: LoadTarget(variant, None, "", lambda: (3, 3)),
    )
    _, containerized = run(asked()).segments
    assert containerized.left_over_replicas == 2


def test_without_a_request_nothing_is_sent(run):
    rare = {"name": "own", "requestsPerMonth": 1}
    found = run(asked(rare))
    assert run.loads.sent == []
    assert [one.requests for one in found.segments] == [0, 0]


def test_a_stretch_of_very_many_requests_ends_early():
    busy = asked({"name": "own", "requestsPerSecond": 1000}, durationSeconds=60)
    found = stretch_of(busy)
    assert len(found.instants) == MOST_REQUESTS
    assert found.instants[-1] <= found.seconds < 60


def test_the_time_that_it_takes_is_known_beforehand():
    variants = [SimpleNamespace(scales_to_zero=False)] * 2
    assert needed_seconds(asked(), variants, {}) == 240


def test_a_trace_is_replayed_as_it_was_recorded():
    source = TraceSource(config_map_key_ref=KeyReference("bursts", "trace.csv"))
    trace = Trace(300_000, gaps_milliseconds=(1_000, 500, 200_000))
    profile = {"name": "own", "shape": "Trace", "trace": {"configMapKeyRef": REFERENCE}}
    found = stretch_of(asked(profile, startSeconds=200), (StoredTrace(source, trace),))
    assert found.instants == pytest.approx((1.5, 101.0, 101.5))
