from modelbench.api.samples import Samples
from modelbench.api.scenarios import ColdStart
from modelbench.instruments.evidence import Evidence
from modelbench.scenarios.cold_start.measure import ColdStartScenario

from tests.unit.made.trials import trial


class Lane:
    """A lane that is cold, or not, and answers at once."""

    def __init__(self, path, lane, cold=True):
        self.path, self.lane, self.cold = path, lane, cold

    def is_at_zero(self):
        return self.cold

    def run_trial(self, order, kind):
        self.cold = True
        return Evidence(trial(path=self.path, order=order, kind=kind, lane=self.lane))


def run(lanes, trials=4):
    settings = ColdStart(trials, trials, 10, 3, 60)
    saved = []
    scenario = ColdStartScenario(settings, lanes, Samples(), lambda *words: saved.append(words))
    return scenario.run().trials, saved


def paths(trials):
    return "".join(t.path[0] for t in trials)


def test_paths_alternate_as_a_b_b_a():
    trials, _ = run({"a": [Lane("a", 1)], "b": [Lane("b", 1)]})
    assert paths(trials) == "abbaabbaab"


def test_the_lanes_of_a_path_are_used_in_turn():
    trials, _ = run({"a": [Lane("a", n) for n in (1, 2, 3)], "b": [Lane("b", 1)]})
    assert [t.lane for t in trials if t.path == "a"] == [1, 2, 3, 1, 2]


def test_a_path_that_is_not_cold_lets_the_other_go_ahead_by_a_few_trials_only():
    trials, _ = run({"a": [Lane("a", 1, cold=False)], "b": [Lane("b", 1)]})
    assert paths(trials).startswith("bbbbba")


def test_the_first_of_each_path_is_a_warm_up_and_every_trial_is_saved():
    trials, saved = run({"a": [Lane("a", 1)], "b": [Lane("b", 1)]})
    assert [t.kind for t in trials if t.path == "a"][:2] == ["warmUp", "measured"]
    assert len(saved) == len(trials)
