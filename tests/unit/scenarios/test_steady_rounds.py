import pytest
from modelbench.api.names import Names
from modelbench.api.samples import Samples
from modelbench.scenarios.steady import measure as steady
from modelbench.scenarios.steady.measure import measure, rising_rates

from tests.unit.made.attacks import MILLISECOND, segment
from tests.unit.made.sessions import TWO, WARM, NoUsage, session
from tests.unit.made.specs import spec


class Loads:
    """Variants that hold every rate up to a highest, which a test chooses for each."""

    def __init__(self, **highest):
        self.highest, self.warm_ups, self.measured, self.stages = highest, [], [], []

    def warm_up(self, target, rate, seconds, timeout):
        self.warm_ups.append((target.variant.name, rate, seconds))

    def measure(self, draft, target, stages, timeout):
        name = target.variant.name
        assert draft.variant == name
        self.measured.append((name, draft.rate, draft.round))
        self.stages.extend(stages)
        slow = draft.rate > self.highest.get(name, 5000)
        fields = {"scenario": draft.scenario, "order": draft.order, "round": draft.round}
        services = [(900 if slow else 5) * MILLISECOND] * 100
        return segment(services, variant=name, rate=draft.rate, **fields)


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(steady, "check_response", lambda *_: None)
    monkeypatch.setattr(steady, "LoadUsage", NoUsage)

    def start(asked, loads, samples=None, saved=None):
        keep = [] if saved is None else saved
        ours = session(
            asked,
            loads=loads,
            save=lambda *words: keep.append(words),
            names=Names("n", "b"),
        )
        return measure(ours, samples or Samples())

    return start


def settings(rates=(10,), rounds=2, saturation=None, variants=()):
    steady = {
        "ratesPerSecond": list(rates),
        "durationSeconds": 20,
        "warmUpSeconds": 3,
        "rounds": rounds,
        **({} if saturation is None else {"saturation": saturation}),
    }
    return spec(scenarios={"steady": steady}, variants=list(variants))


SATURATION = {"maxRatePerSecond": 40, "stepSeconds": 5, "latencyObjectiveMilliseconds": 500}


def initials(measured):
    return "".join(name[0] for name, *_ in measured)


def test_two_variants_alternate_as_a_b_b_a_and_rounds_pair_them(run):
    loads = Loads()
    run(settings(rounds=4), loads)
    assert initials(loads.measured) == "sccssccs"
    assert [number for _, _, number in loads.measured] == [1, 1, 2, 2, 3, 3, 4, 4]


def test_many_variants_go_forwards_and_backwards_by_turns(run):
    loads = Loads()
    run(settings(rounds=3, variants=[WARM, TWO]), loads)
    assert initials(loads.measured) == "scwttwcsscwt"
    assert [number for _, _, number in loads.measured] == [1] * 4 + [2] * 4 + [3] * 4


def test_one_rate_is_finished_before_the_next_begins(run):
    loads = Loads()
    run(settings(rates=(5, 50)), loads)
    assert [rate for _, rate, _ in loads.measured] == [5] * 4 + [50] * 4


def test_every_segment_is_warmed_up_at_its_own_rate_and_saved(run):
    loads, saved = Loads(), []
    samples = run(settings(), loads, saved=saved)
    assert loads.warm_ups == [(variant, rate, 3) for variant, rate, _ in loads.measured]
    assert {(stage.rate, stage.end_rate, stage.seconds) for stage in loads.stages} == {(10, 10, 20)}
    assert [len(words[0].segments) for words in saved] == [1, 2, 3, 4, 4]
    assert saved[0][1] == "steady: segment 1 of 4, serverless at 10/s"
    assert [one.order for one in samples.segments] == [1, 2, 3, 4]


def test_segments_that_are_stored_are_not_measured_again(run):
    whole = run(settings(), Loads())
    loads = Loads()
    stored = Samples(segments=whole.segments[:3])
    resumed = run(settings(), loads, stored)
    assert loads.measured == [("serverless", 10, 2)]
    assert resumed.segments[:3] == stored.segments


def test_rates_rise_until_a_variant_does_not_hold_one_each_variant_for_itself(run):
    loads = Loads(serverless=20)
    run(settings(rounds=2, saturation=SATURATION), loads)
    rising = [(variant[0], rate) for variant, rate, _ in loads.measured[4:]]
    assert rising == [("s", 10), ("s", 15), ("s", 22), *(("c", r) for r in (10, 15, 22, 33, 40))]
    assert {stage.seconds for stage in loads.stages[4:]} == {5}


def test_a_saturation_that_was_broken_off_goes_on_where_it_was(run):
    asked = settings(saturation=SATURATION)
    whole = run(asked, Loads(serverless=20))
    loads = Loads(serverless=20)
    run(asked, loads, Samples(segments=whole.segments[:-2]))
    assert [(name[0], rate) for name, rate, _ in loads.measured] == [("c", 33), ("c", 40)]


@pytest.mark.parametrize(
    ("highest", "rates"),
    [(100, [10, 15, 22, 33, 50, 75, 100]), (10, [10]), (11, [10, 11]), (2, [2])],
)
def test_each_rate_is_half_as_much_again_up_to_the_highest(highest, rates):
    assert list(rising_rates(highest)) == rates
