"""Three rejected trials in a row are the end, unless the cluster was in trouble meanwhile."""

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.instruments.evidence import Evidence
from modelbench.scenarios.cold_start.measure import measure

from tests.unit.made.sessions import session
from tests.unit.made.specs import spec
from tests.unit.made.trials import trial


class Lane:
    """A lane whose trials are rejected so in turn, and then are good."""

    number = 1

    def __init__(self, rejections):
        self.rejections = list(rejections)

    def see_to_ending_pods(self):
        pass

    def is_at_zero(self):
        return True

    def run_trial(self, order, kind):
        found = trial(order=order, kind=kind)
        if self.rejections:
            found = found.rejected(self.rejections.pop(0), "timed out")
        return Evidence(found)


def run(*rejections):
    asked = spec(scenarios={"coldStart": {"trials": 2, "maxTrials": 2}})
    ours = session(asked, lanes={"serverless": [Lane(rejections)]})
    return measure(ours, Samples()).trials


def end(*rejections):
    with pytest.raises(BenchmarkError) as error:
        run(*rejections)
    return error.value


def test_three_in_a_row_are_the_end():
    assert len(run("RequestFailed", "RequestFailed")) == 5
    assert end(*["RequestFailed"] * 3).reason is Reason.REQUEST_FAILED
    assert end(*["WaitedForRoom"] * 3).reason is Reason.UNSCHEDULABLE


def test_trials_that_met_a_cluster_in_trouble_do_not_count():
    assert len(run(*["ClusterDisturbed"] * 10)) == 13
    mixed = ["RequestFailed", "ClusterDisturbed", "RequestFailed", *["ClusterDisturbed"] * 5]
    assert len(run(*mixed)) == 11
    assert "last 3 trials" in end(*mixed, "RequestFailed").message


def test_trouble_that_does_not_pass_is_told_as_what_it_is():
    error = end(*["ClusterDisturbed"] * 20)
    assert error.reason is Reason.RUNNER_FAILED
    assert "ClusterDisturbed" in error.message
