"""One good response of each variant comes before anything is measured on it."""

from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.instruments import first_response
from modelbench.instruments.first_response import check_response
from modelbench.instruments.http_request import Response
from modelbench.runner import run

from tests.unit.made.sessions import TWO, WARM, session, variant
from tests.unit.made.specs import spec

SECOND = 1_000_000_000


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

    def start(*responses, of="serverless"):
        clock, left = Clock(), list(responses)

        def send(*_):
            return left.pop(0) if len(left) > 1 else left[0]

        monkeypatch.setattr(first_response, "send", send)
        monkeypatch.setattr(first_response, "time", SimpleNamespace(sleep=clock.sleep))
        check_response(SimpleNamespace(spec=spec(), clock=clock), variant(of), None)
        return clock.now / SECOND

    return start


GOOD, ELSEWHERE = Response(0, 1, 200), Response(0, 1, 404, body="not here")


def test_a_good_response_is_enough(check):
    assert check(GOOD) == 0


def test_the_network_has_some_seconds_to_learn_of_a_pod(check):
    assert check(ELSEWHERE, Response(0, 1, error="refused"), GOOD) < 1


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


def test_those_are_checked_last_that_go_to_zero(monkeypatch):
    checked = []
    monkeypatch.setattr(run, "check_response", lambda _, one, target: checked.append(target))
    asked = spec(variants=[WARM, TWO])
    run.Run._check_responses(SimpleNamespace(_context=session(asked).context))
    assert checked == ["containerized", "warm", "two", "serverless"]
