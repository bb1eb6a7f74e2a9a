"""What fails while the cluster itself is in trouble says nothing of a variant."""

import contextlib
import socket
from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason, Rejection
from modelbench.api.scenarios.cold_start import TrialKind
from modelbench.instruments import lane as lanes
from modelbench.instruments.disturbance import excused
from modelbench.instruments.evidence import Evidence
from modelbench.instruments.http_request import Target
from modelbench.instruments.observer import Observer
from modelbench.instruments.serverless_lane import ServerlessLane
from modelbench.instruments.start_lane import StartLane
from modelbench.kube import patient_api
from modelbench.kube.client import ApiError
from modelbench.kube.watch import Seen, Signal

from tests.unit.made.sessions import variant
from tests.unit.made.specs import spec
from tests.unit.made.trials import trial

TAKEN = {"type": "DisruptionTarget", "status": "True", "message": "the node is drained"}


def observer(lost=False, pods=("uid-1",), conditions=()):
    seen = [
        Seen({"metadata": {"uid": uid}, "status": {"conditions": list(conditions)}}, 0)
        for uid in pods
    ]
    return SimpleNamespace(was_lost_since=lambda _: lost, all_pods=lambda: seen)


def judged(rejection, **seen):
    rejected = Evidence(trial().rejected(rejection, "timed out"), (1, 2))
    return excused(rejected, observer(**seen), 0).trial


@pytest.mark.parametrize("rejection", ["NotAtZero", "RequestFailed", "UnexpectedStatus"])
@pytest.mark.parametrize(
    ("seen", "words"),
    [
        ({"lost": True}, "the Kubernetes API did not respond"),
        ({"pods": ()}, "is gone"),
        ({"conditions": [TAKEN]}, "the node is drained"),
    ],
)
def test_the_trouble_is_the_reason_and_the_failure_is_kept(rejection, seen, words):
    found = judged(rejection, **seen)
    assert found.rejection == Rejection.CLUSTER_DISTURBED
    assert words in found.message
    assert f"{rejection}: timed out" in found.message


@pytest.mark.parametrize(
    ("seconds", "rejection"), [(100, Rejection.CLUSTER_DISTURBED), (200, "RequestFailed")]
)
def test_controllers_take_up_their_work_some_time_after_the_api_server(seconds, rejection):
    lost = 1_000 * 1_000_000_000
    seen = observer()
    seen.was_lost_since = lambda nanoseconds: lost >= nanoseconds
    failed = Evidence(trial().rejected("RequestFailed", "timed out"), (1, 2))
    found = excused(failed, seen, lost + seconds * 1_000_000_000).trial
    assert found.rejection == rejection


def test_without_trouble_a_failure_is_the_variant_s_own():
    assert judged("RequestFailed").rejection == "RequestFailed"
    finished = [{**TAKEN, "status": "False"}]
    assert judged("RequestFailed", conditions=finished).rejection == "RequestFailed"


def test_what_a_pod_has_proved_stands_and_so_does_a_good_trial():
    assert judged("WaitedForRoom", lost=True).rejection == "WaitedForRoom"
    good = Evidence(trial())
    assert excused(good, observer(lost=True), 0) is good


class Clock:
    def now_nanoseconds(self):
        return 0

    def sleep_until(self, nanoseconds):
        pass


class Api:
    """An API server that is away when the start is to be caused."""

    def __init__(self):
        self.scaled = []

    def merge(self, path, patch):
        self.scaled.append((patch["spec"]["replicas"], "borne"))

    def merge_once(self, path, patch):
        self.scaled.append((patch["spec"]["replicas"], "once"))
        raise ApiError(503, "not now")


class StillLane(StartLane):
    def pods(self):
        return []

    def is_at_zero(self):
        return True

    def wait_cold(self):
        return True

    def settle(self):
        pass


def test_a_scaling_that_needed_a_second_try_makes_no_trial(monkeypatch):
    """The retry would be part of the measured time."""
    monkeypatch.setattr(lanes, "PATIENCE_SECONDS", 0)
    signal = Signal()
    seen = SimpleNamespace(signal=signal, in_contact=True, was_lost_since=lambda _: False)
    context = SimpleNamespace(
        api=Api(), names=Names("n", "b"), spec=spec(scenarios={"coldStart": {}}), clock=Clock(),
        observer=seen, random=SimpleNamespace(uniform=lambda *_: 0),
    )  # fmt: skip
    lane = StillLane(context, variant("containerized"), Target("127.0.0.1", 1, "h"))
    found = lane.run_trial(1, TrialKind.MEASURED).trial
    assert found.rejection == Rejection.CLUSTER_DISTURBED
    assert found.message == "scale: 503: not now"
    assert context.api.scaled == [(0, "borne"), (1, "once"), (0, "borne")]


@pytest.mark.parametrize("status", [404, 422])
def test_a_deployment_that_was_deleted_is_waited_for_and_no_other_refusal(monkeypatch, status):
    monkeypatch.setattr(patient_api.time, "sleep", lambda _: None)
    answers = [ApiError(status, "no"), ApiError(status, "no"), {}]

    def merge(path, patch):
        asked.append(patch["spec"]["replicas"])
        if isinstance(answer := answers[len(asked) - 1], ApiError):
            raise answer

    asked = []
    context = SimpleNamespace(
        api=SimpleNamespace(merge=merge), names=Names("n", "b"), clock=Clock()
    )
    lane = StartLane(context, variant("containerized"), Target("127.0.0.1", 1, "h"))
    with contextlib.nullcontext() if status == 404 else pytest.raises(ApiError, match="422"):
        lane.cool_down()
    assert asked == ([0, 0, 0] if status == 404 else [0])


class Behind(ServerlessLane):
    """A lane behind a gateway that refuses connections for the first looks."""

    refusals = 3

    def _run_trial(self, order, kind):
        return Evidence(trial().rejected("RequestFailed", "ConnectionRefusedError"))

    def is_out_of_reach(self):
        self.refusals -= 1
        return self.refusals >= 0


def test_a_gateway_that_is_away_is_no_fault_of_the_image_and_is_waited_for(monkeypatch):
    monkeypatch.setattr(lanes, "_LOOK_SECONDS", 0)
    seen = observer()
    seen.signal, seen.in_contact = Signal(), True
    lane = Behind(SimpleNamespace(observer=seen, clock=Clock()), variant(), None)
    found = lane.run_trial(1, TrialKind.MEASURED).trial
    assert found.rejection == Rejection.CLUSTER_DISTURBED
    assert "the ingress gateway refuses connections; RequestFailed" in found.message
    assert lane.refusals < 0
    assert lane.run_trial(2, TrialKind.MEASURED).trial.rejection == "RequestFailed"


def test_a_lane_asks_the_gateway_itself():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address, port = server.getsockname()
        lane = ServerlessLane(None, variant(), Target(address, port, "h"))
        assert not lane.is_out_of_reach()
    assert lane.is_out_of_reach()


class Contact:
    """The API server is away while the first wait goes on, and back after it."""

    def __init__(self, away=True):
        self.away, self.in_contact, self.waits = away, not away, 0
        self.signal = self

    def was_lost_since(self, _):
        lost, self.away = self.away, False
        return lost

    def wait_for(self, predicate, seconds):
        self.waits += 1
        if self.waits > 1:
            self.in_contact = True
        return predicate()


class Seconds(Clock):
    """Each look takes half of the time that a lane has."""

    now = 0

    def now_nanoseconds(self):
        self.now += 40_000_000_000
        return self.now


@pytest.mark.parametrize(("away", "cold"), [(True, True), (False, False)])
def test_a_time_without_the_api_server_does_not_count_on_the_way_to_zero(away, cold):
    seen = Contact(away)
    context = SimpleNamespace(
        clock=Seconds(), observer=seen, node_load=SimpleNamespace(quiet=contextlib.nullcontext)
    )

    class Slow(StillLane):
        wait_cold = StartLane.wait_cold
        cooling_seconds = 0

        def is_at_zero(self):
            return away

    lane = Slow(context, variant("containerized"), Target("127.0.0.1", 1, "h"))
    assert lane.wait_cold() is cold


@pytest.mark.parametrize("away", [True, False])
def test_a_wait_begins_anew_after_a_time_without_the_api_server(away):
    contact = Contact(away)
    contact._now_nanoseconds = lambda: 0
    assert Observer.wait_for(contact, lambda: away, 60) is away


class Answering:
    """A lane whose trial is rejected so, with a pod whose container waits for that reason."""

    def __init__(self, monkeypatch, rejection, waits):
        self.cooled = 0
        evidence = Evidence(trial().rejected(rejection, "timed out"))
        monkeypatch.setattr(lanes, "collect", lambda *_: evidence)
        clock = SimpleNamespace(now_nanoseconds=lambda: 0, sleep_until=lambda _: None)
        observer = SimpleNamespace(
            signal=Signal(), in_contact=True, was_lost_since=lambda _: False, all_pods=list
        )
        container = {"name": "model", "state": {"waiting": {"reason": waits, "message": "m"}}}
        status = {"containerStatuses": [container]}
        pod = Seen({"metadata": {"name": "p", "uid": "p"}, "status": status}, 0)

        class Lane(StillLane):
            pods = staticmethod(lambda: [pod])
            cool_down = staticmethod(self._cool)
            _attempt = _repeated = staticmethod(lambda *_: None)

        context = SimpleNamespace(
            clock=clock, observer=observer, random=SimpleNamespace(uniform=lambda *_: 0)
        )
        self.lane = Lane(context, variant("containerized"), Target("127.0.0.1", 1, "h"))

    def _cool(self):
        self.cooled += 1


def test_a_pod_that_can_never_start_ends_the_run_with_its_own_reason(monkeypatch):
    """Three time-outs would speak of ports instead, and of minutes later."""
    ours = Answering(monkeypatch, "RequestFailed", "ImagePullBackOff")
    with pytest.raises(BenchmarkError) as error:
        ours.lane.run_trial(1, TrialKind.MEASURED)
    assert error.value.reason is Reason.IMAGE_PULL_FAILED
    assert ours.cooled == 2


@pytest.mark.parametrize(
    ("rejection", "waits"),
    [("RequestFailed", "ErrImagePull"), ("WrongResponse", "ImagePullBackOff")],
)
def test_other_trials_are_rejected_for_what_they_are(monkeypatch, rejection, waits):
    ours = Answering(monkeypatch, rejection, waits)
    monkeypatch.setattr(lanes, "excused", lambda evidence, *_: evidence)
    assert ours.lane.run_trial(1, TrialKind.MEASURED).trial.rejection == rejection
