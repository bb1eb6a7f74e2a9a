"""One good response of each variant comes before anything is measured on it."""

from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.instruments import first_response
from modelbench.instruments.first_response import check_response
from modelbench.instruments.http_request import Response, Target
from modelbench.kube.watch import Seen
from modelbench.runner import run

from tests.unit.made.requests import prepared
from tests.unit.made.sessions import TWO, WARM, session, variant
from tests.unit.made.specs import spec

SECOND = 1_000_000_000
TARGET = Target("127.0.0.1", 1, "model.example")
REQUEST = prepared()


class Clock:
    def __init__(self):
        self.now = 0

    def now_nanoseconds(self):
        return self.now

    def sleep(self, seconds):
        self.now += round(seconds * SECOND)


@pytest.fixture
def check(monkeypatch):
    """Check a variant that gives these responses, the last of them for ever."""

    def start(*responses, of="serverless", request=REQUEST, answered=(), pods=()):
        clock, left = Clock(), list(responses)

        def send(*_):
            return left.pop(0) if len(left) > 1 else left[0]

        monkeypatch.setattr(first_response, "send", send)
        monkeypatch.setattr(first_response, "time", SimpleNamespace(sleep=clock.sleep))
        context = SimpleNamespace(
            spec=spec(),
            request_of=lambda _: request,
            clock=clock,
            answered=set(answered),
            observer=SimpleNamespace(pods=lambda _: pods),
        )
        check_response(context, variant(of), TARGET)
        return clock.now / SECOND

    return start


GOOD, ELSEWHERE = Response(0, 1, 200), Response(0, 1, 404, body=b"not here")


def test_a_good_response_is_enough(check):
    assert check(GOOD) == 0


def test_the_network_has_some_seconds_to_learn_of_a_pod(check):
    assert check(ELSEWHERE, Response(0, 1, error="refused"), GOOD) < 1


REFUSED = Response(0, 1, error="ConnectionRefusedError: refused", is_refused=True)


@pytest.mark.parametrize(("of", "allowed"), [("serverless", True), ("containerized", False)])
def test_an_ingress_may_refuse_for_tens_of_seconds_and_a_service_without_pods_not(
    check, of, allowed
):
    responses = [*40 * 5 * [REFUSED], GOOD]
    if allowed:
        assert 39 < check(*responses, of=of) < 45
    else:
        with pytest.raises(BenchmarkError, match="refused"):
            check(*responses, of=of)


def test_a_response_that_stays_wrong_is_named_with_the_variant(check):
    with pytest.raises(BenchmarkError) as failure:
        check(ELSEWHERE, of="containerized")
    assert failure.value.reason is Reason.UNEXPECTED_STATUS
    assert failure.value.message == (
        "POST /predict of variant containerized: status 404 instead of 200: not here"
    )


def test_no_response_is_a_reason_of_its_own(check):
    with pytest.raises(BenchmarkError, match="of variant serverless: timed out") as failure:
        check(Response(0, 1, error="timed out"))
    assert failure.value.reason is Reason.REQUEST_FAILED


def test_a_variant_that_has_answered_before_is_given_minutes(check):
    """A node that is started again has its network back after its API server."""
    late = [Response(0, 1, error="timed out")] * 1000
    assert 190 < check(*late, GOOD, answered=["serverless"]) < 210
    with pytest.raises(BenchmarkError, match="timed out"):
        check(*late, GOOD, answered=["containerized"])


def test_a_good_response_is_remembered():
    context = SimpleNamespace(
        spec=spec(), request_of=lambda _: REQUEST, clock=Clock(), answered=set()
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_response, "send", lambda *_: GOOD)
        check_response(context, variant("containerized"), TARGET)
    assert context.answered == {"containerized"}


def test_a_pod_that_has_no_room_is_named_instead_of_the_request(check):
    conditions = [{"type": "PodScheduled", "reason": "Unschedulable", "message": "no cpu"}]
    pod = Seen({"metadata": {"name": "p"}, "status": {"conditions": conditions}}, 0)
    with pytest.raises(BenchmarkError, match="pod p fits no node: no cpu") as failure:
        check(Response(0, 1, error="timed out"), pods=[pod])
    assert failure.value.reason is Reason.UNSCHEDULABLE


def test_those_are_checked_last_that_go_to_zero(monkeypatch):
    checked = []
    monkeypatch.setattr(run, "check_response", lambda _, one, target: checked.append(target))
    asked = spec(variants=[WARM, TWO])
    run.Run._check_responses(SimpleNamespace(_context=session(asked).context))
    assert checked == ["containerized", "warm", "two", "serverless"]


def test_a_response_in_which_the_json_path_finds_nothing_ends_it_before_anything_is_measured(check):
    request = prepared(expectedJSONPath="$.label")
    with pytest.raises(BenchmarkError, match="expectedJSONPath finds nothing in") as failure:
        check(Response(0, 1, 200, body=b'{"error": "no GPU"}'), request=request)
    assert failure.value.reason is Reason.WRONG_RESPONSE
    assert check(Response(0, 1, 200, body=b'{"label": 0}'), request=request) == 0


def test_a_server_that_closes_at_once_is_asked_whether_it_speaks_http2(check, monkeypatch):
    monkeypatch.setattr(first_response, "speaks_http2", lambda *_: True)
    with pytest.raises(BenchmarkError, match=r"only speaks HTTP/2 \(as gRPC does\)") as failure:
        check(Response(0, 1, error="RemoteDisconnected: closed"))
    assert failure.value.reason is Reason.REQUEST_FAILED
    assert "Have the model speak HTTP/1.1" in failure.value.advice
