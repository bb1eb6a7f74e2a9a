from modelbench.api.samples import Samples
from modelbench.instruments.evidence import Evidence
from modelbench.scenarios.cold_start.measure import measure

from tests.unit.made.sessions import session
from tests.unit.made.specs import spec
from tests.unit.made.trials import trial


class Lane:
    """A lane that is cold, or not, and answers at once."""

    def __init__(self, variant, number=1, cold=True):
        self.variant, self.number, self.cold = variant, number, cold

    def see_to_ending_pods(self):
        pass

    def is_at_zero(self):
        return self.cold

    def run_trial(self, order, kind):
        self.cold = True
        return Evidence(trial(variant=self.variant, order=order, kind=kind, lane=self.number))


def run(*lanes, trials=4, samples=None):
    """The trials of variants with these lanes, and what was saved."""
    asked = spec(scenarios={"coldStart": {"trials": trials, "maxTrials": trials}})
    by_variant, saved = {}, []
    for lane in lanes:
        by_variant.setdefault(lane.variant, []).append(lane)
    ours = session(asked, lanes=by_variant, save=lambda *words: saved.append(words))
    return measure(ours, samples or Samples()).trials, saved


def order(trials):
    return "".join(trial.variant for trial in trials)


def test_two_variants_alternate_as_a_b_b_a():
    trials, _ = run(Lane("a"), Lane("b"))
    assert order(trials) == "abbaabbaab"


def test_several_variants_go_forwards_and_backwards_by_turns():
    trials, _ = run(Lane("a"), Lane("b"), Lane("c"), trials=3)
    assert order(trials) == "abccbaabccba"


def test_a_runner_that_comes_later_goes_on_in_the_same_order():
    lanes = [Lane("a"), Lane("b"), Lane("c")]
    whole, _ = run(*lanes, trials=3)
    resumed, _ = run(*lanes, trials=3, samples=Samples(trials=whole[:4]))
    assert order(resumed).startswith("abccba")


def test_a_variant_that_is_done_rests_while_the_others_go_on():
    done = Samples(trials=tuple(trial(variant="b", order=n) for n in range(1, 4)))
    trials, _ = run(Lane("a"), Lane("b"), Lane("c"), trials=3, samples=done)
    assert order(trials[3:]) == "accaacca"


def test_the_lanes_of_a_variant_are_used_in_turn():
    trials, _ = run(*[Lane("a", number) for number in (1, 2, 3)], Lane("b"))
    assert [t.lane for t in trials if t.variant == "a"] == [1, 2, 3, 1, 2]


def test_a_variant_that_is_not_cold_lets_the_other_go_ahead_by_a_few_trials_only():
    trials, _ = run(Lane("a", cold=False), Lane("b"))
    assert order(trials).startswith("bbbbba")


def test_the_first_of_each_variant_is_a_warm_up_and_every_trial_is_saved():
    trials, saved = run(Lane("a"), Lane("b"))
    assert [t.kind for t in trials if t.variant == "a"][:2] == ["warmUp", "measured"]
    assert len(saved) == len(trials)
    assert saved[-1][1] == "cold starts: a 4 of 4, b 4 of 4"
