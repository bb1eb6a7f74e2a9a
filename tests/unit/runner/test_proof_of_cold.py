import pytest
from modelbench.instruments.evidence import collect
from modelbench.kube.watch import Seen

from tests.unit.made.sessions import variant
from tests.unit.runner.observed import EVENTS, MILLISECOND, SENT, attempt, context, event, pod


def judged(pods, **response):
    return collect(context(pods), pods, attempt(**response)).trial


def test_a_pod_that_came_after_the_request_proves_the_start_cold():
    trial = judged([pod(30)])
    assert trial.accepted
    assert (trial.pod_uid, trial.total_nanoseconds) == ("new", 900 * MILLISECOND)


def test_a_response_without_a_new_pod_is_a_warm_hit():
    assert judged([]).rejection == "ServedByOldPod"


def test_a_pod_that_was_there_before_the_request_is_a_warm_hit():
    assert judged([pod(-1)]).rejection == "ServedByOldPod"


def test_a_response_of_a_process_older_than_the_request_is_a_warm_hit():
    """Even when a new pod came too: the image itself says which process answered."""
    started = f"process-started={SENT / 1e9 - 5:.3f}"
    trial = judged([pod(30)], headers={"modelbench-timing": started})
    assert trial.rejection == "ServedByOldPod"


def test_of_two_pods_that_one_request_started_the_first_to_serve_has_answered():
    """A target of one request at a time makes Knative start two, in no certain order."""
    pods = [pod(30, "first-made"), pod(31, "first-serving")]
    trial = collect(context(pods), pods, attempt({"first-made": 800, "first-serving": 700})).trial
    assert (trial.pod_uid, trial.pods_started) == ("first-serving", 2)
    trial = collect(context(pods), pods, attempt({"first-serving": 700})).trial
    assert trial.pod_uid == "first-serving"


def test_an_unexpected_status_or_no_response_is_rejected_for_what_it_is():
    assert judged([pod(30)], status_code=503).rejection == "UnexpectedStatus"
    assert judged([pod(30)], error="TimeoutError").rejection == "RequestFailed"


def test_a_pod_that_waited_for_room_on_a_node_is_not_averaged_in():
    pods = [pod(30)]
    events = [event("FailedScheduling", 20), *EVENTS]
    trial = collect(context(pods, events), pods, attempt()).trial
    assert trial.rejection == "WaitedForRoom"


FUNCTION = variant(serverless={"containerConcurrency": 1, "lambda": {}})


def of_a_function(events):
    pods = [pod(30)]
    return collect(context(pods, events), pods, attempt(of=FUNCTION)).trial


def test_a_lambda_runtime_that_was_started_again_is_not_averaged_in():
    again = event("Started", 700, "user-container")
    assert of_a_function(EVENTS).accepted
    assert of_a_function([*EVENTS, again]).rejection == "RuntimeRestarted"
    counted = Seen({**again.object, "count": 2}, again.first_seen_nanoseconds)
    assert of_a_function([*EVENTS[:3], counted]).rejection == "RuntimeRestarted"
    # An image that speaks HTTP may do as it likes.
    pods = [pod(30)]
    assert collect(context(pods, [*EVENTS, again]), pods, attempt()).trial.accepted


def test_a_rejected_trial_keeps_what_was_seen():
    trial = judged([pod(30)], status_code=503)
    assert trial.status_code == 503
    assert "containerStarted" in trial.stamps


UNSCHEDULABLE = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}


def waiting(pod):
    pod.object["status"]["conditions"] = [{**UNSCHEDULABLE, "message": "0/1 nodes: no cpu"}]
    return pod


@pytest.mark.parametrize("failure", [{"error": "TimeoutError: timed out"}, {"status_code": 503}])
def test_a_pod_that_waited_for_room_explains_a_response_that_did_not_come(failure):
    late = [event("FailedScheduling", 20), *EVENTS]
    trial = collect(context([pod(30)], late), [pod(30)], attempt(**failure)).trial
    assert trial.rejection == "WaitedForRoom"


def test_a_pod_that_waits_still_says_so_itself_where_its_event_is_late():
    pods = [waiting(pod(30))]
    trial = collect(context(pods, []), pods, attempt(error="TimeoutError: timed out")).trial
    assert trial.rejection == "WaitedForRoom"
    assert "0/1 nodes: no cpu" in trial.message


def test_a_warm_hit_stays_one_whatever_its_pod_waited_for():
    pods = [waiting(pod(-1))]
    assert collect(context(pods, []), pods, attempt()).trial.rejection == "ServedByOldPod"


@pytest.mark.parametrize(
    ("body", "rejection"),
    [
        (b'{"label": 1}', None),
        (b'{"error": "no GPU"}', "WrongResponse"),
        (b"[" * 2**20, "WrongResponse"),
        (b" " * (2**20 + 1), "UnjudgeableResponse"),
    ],
)
def test_a_cold_response_is_judged_by_its_content_as_any_other(body, rejection):
    pods = [pod(30)]
    ours = context(pods, expectedJSONPath="$.label")
    assert collect(ours, pods, attempt(body=body)).trial.rejection == rejection
