from types import SimpleNamespace

import pytest
from modelbench.api.samples import Samples
from modelbench.api.scenarios import Saturation, Steady
from modelbench.api.spec import parse_spec
from modelbench.scenarios.steady import measure as steady
from modelbench.scenarios.steady.measure import SteadyScenario, rising_rates

from tests.unit.controller.memory_api import benchmark
from tests.unit.made.attacks import MILLISECOND, segment

ARMS = [SimpleNamespace(path=path, target=None) for path in ("serverless", "containerized")]


class Loads:
    """Paths that hold every rate up to a highest, which a test chooses for each."""

    def __init__(self, **highest):
        self.highest, self.warm_ups, self.measured, self.stages = highest, [], [], []

    def warm_up(self, arm, rate, seconds, timeout):
        self.warm_ups.append((arm.path, rate, seconds))

    def measure(self, draft, arm, stages, timeout):
        self.measured.append((arm.path, draft.rate, draft.round))
        self.stages.extend(stages)
        slow = draft.rate > self.highest.get(arm.path, 5000)
        fields = {"scenario": draft.scenario, "order": draft.order, "round": draft.round}
        services = [(900 if slow else 5) * MILLISECOND] * 100
        return segment(services, path=arm.path, rate=draft.rate, **fields)


class NoUsage:
    """Nothing is read beside the load."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def fill(self, samples):
        return samples

    wait = fill


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(steady, "check_answer", lambda *_: None)
    context = SimpleNamespace(spec=parse_spec(benchmark()["spec"]))

    def start(settings, loads, samples=None, saved=None):
        keep = [] if saved is None else saved
        scenario = SteadyScenario(
            context, settings, ARMS, loads, NoUsage(), lambda *one: keep.append(one)
        )
        return scenario.run(samples or Samples())

    return start


def settings(rates=(10,), rounds=2, saturation=None):
    return Steady(rates, 20, 3, rounds, saturation)


def paths(measured):
    return "".join(path[0] for path, *_ in measured)


def test_paths_alternate_as_a_b_b_a_and_rounds_pair_them(run):
    loads = Loads()
    run(settings(rounds=4), loads)
    assert paths(loads.measured) == "sccssccs"
    assert [number for _, _, number in loads.measured] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_one_rate_is_finished_before_the_next_begins(run):
    loads = Loads()
    run(settings(rates=(5, 50)), loads)
    assert [rate for _, rate, _ in loads.measured] == [5] * 4 + [50] * 4


def test_every_segment_is_warmed_up_at_its_own_rate_and_saved(run):
    loads, saved = Loads(), []
    samples = run(settings(), loads, saved=saved)
    assert loads.warm_ups == [(path, rate, 3) for path, rate, _ in loads.measured]
    assert {(stage.rate, stage.end_rate, stage.seconds) for stage in loads.stages} == {(10, 10, 20)}
    assert [len(words[0].segments) for words in saved] == [1, 2, 3, 4, 4]
    assert [one.order for one in samples.segments] == [1, 2, 3, 4]


def test_segments_that_are_stored_are_not_measured_again(run):
    whole = run(settings(), Loads())
    loads = Loads()
    stored = Samples(segments=whole.segments[:3])
    resumed = run(settings(), loads, stored)
    assert loads.measured == [("serverless", 10, 2)]
    assert resumed.segments[:3] == stored.segments


def test_rates_rise_until_a_path_does_not_hold_one_each_path_for_itself(run):
    loads = Loads(serverless=20)
    run(settings(rounds=2, saturation=Saturation(40, 5, 500)), loads)
    rising = [(path[0], rate) for path, rate, _ in loads.measured[4:]]
    assert rising == [("s", 10), ("s", 15), ("s", 22), *(("c", r) for r in (10, 15, 22, 33, 40))]
    assert {stage.seconds for stage in loads.stages[4:]} == {5}


def test_a_saturation_that_was_broken_off_goes_on_where_it_was(run):
    asked = settings(saturation=Saturation(40, 5, 500))
    whole = run(asked, Loads(serverless=20))
    loads = Loads(serverless=20)
    run(asked, loads, Samples(segments=whole.segments[:-2]))
    assert [(path[0], rate) for path, rate, _ in loads.measured] == [("c", 33), ("c", 40)]


@pytest.mark.parametrize(
    ("highest", "rates"),
    [(100, [10, 15, 22, 33, 50, 75, 100]), (10, [10]), (11, [10, 11]), (2, [2])],
)
def test_each_rate_is_half_as_much_again_up_to_the_highest(highest, rates):
    assert list(rising_rates(highest)) == rates
