"""A model that says it is ready before it is: the errors of its starts are counted and named."""

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.api.variants import find_variant
from modelbench.instruments.evidence import Evidence
from modelbench.scenarios.cold_start.early_readiness import affected, readiness_message
from modelbench.scenarios.cold_start.measure import measure
from modelbench.scenarios.cold_start.summary import judge, summarize

from tests.unit.made.sessions import session
from tests.unit.made.specs import spec
from tests.unit.made.trials import trial

SPEC = spec(scenarios={"coldStart": {}})
WRONG = {"rejection": "UnexpectedStatus", "message": "status 503 instead of 200: loading"}


def told(*trials, variant="containerized"):
    found = find_variant(SPEC, variant)
    samples = Samples(trials=trials)
    status = summarize(samples, found, SPEC)
    return status, judge(status, samples, found, SPEC)


def polled(order, errors):
    return trial("containerized", order, polled=True, errors_while_ready=errors)


def test_polls_that_a_ready_pod_answered_wrongly_are_told_though_the_trials_count():
    status, (good, _, message) = told(polled(1, 0), polled(2, 120), polled(3, 80))
    assert (status.trials, status.errors_while_ready) == (3, 200)
    assert status.readiness_message == (
        "the model reports ready before it is: 2 of 3 starts returned errors after "
        "readiness; set spec.model.readinessPath"
    )
    assert good
    assert message.endswith(status.readiness_message)


def test_a_wrong_response_from_a_new_pod_is_one_on_a_serverless_variant():
    status, _ = told(trial(order=1), trial(order=2, **WRONG), variant="serverless")
    assert status.errors_while_ready == 1
    assert status.readiness_message.startswith("the model reports ready before it is: 1 of 2")


@pytest.mark.parametrize(
    "changes",
    [
        {"rejection": "RequestFailed", "message": "timed out"},
        {"rejection": "NotAtZero"},
        {**WRONG, "pods_started": 0},
        {},
    ],
)
def test_what_no_pod_answered_is_none_of_them(changes):
    trials = [trial(**changes)]
    assert (affected(trials), readiness_message(trials)) == (0, None)
    status, _ = told(*trials, variant="serverless")
    assert (status.errors_while_ready, status.readiness_message) == (None, None)


class Lane:
    """A lane whose trials are all rejected."""

    number = 1

    def __init__(self, variant, **changes):
        self.variant, self.changes = variant, changes

    def see_to_ending_pods(self):
        pass

    def is_at_zero(self):
        return True

    def run_trial(self, order, kind):
        return Evidence(trial(self.variant, order, kind, **self.changes))


def ended(**changes):
    lanes = {"serverless": [Lane("serverless", **changes)]}
    with pytest.raises(BenchmarkError) as raised:
        measure(session(SPEC, lanes=lanes), Samples())
    return raised.value


def test_starts_that_all_answer_wrongly_end_the_benchmark_as_not_ready_yet():
    error = ended(**WRONG)
    assert error.reason is Reason.NOT_READY_YET
    assert error.message == (
        "variant serverless: the model reports ready before it is: 3 of 3 starts returned "
        "errors after readiness: UnexpectedStatus, status 503 instead of 200: loading"
    )


def test_others_keep_their_reason():
    assert ended(rejection="RequestFailed", message="timed out").reason is Reason.REQUEST_FAILED
    assert ended(**WRONG, pods_started=0).reason is Reason.UNEXPECTED_STATUS
