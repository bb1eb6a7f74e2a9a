"""Neither a response nor a path can stall the runner."""

import json
import signal
import threading
import time

import pytest
from modelbench.load import judging
from modelbench.load.judging import Judge
from modelbench.segments.content import parse_json_path

may_be_ignored = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
GOOD = b'{"label": 1}'
SLOW = parse_json_path("$..*..*..*..*")


def nested(depth):
    found = {"a": 1}
    for _ in range(depth):
        found = {"a": found, "b": found}
    return json.dumps(found).encode()


def test_without_a_path_no_content_is_looked_at():
    assert Judge(None).failure(b"\xff") is None


@may_be_ignored
def test_a_response_that_takes_too_long_cannot_be_judged(monkeypatch):
    monkeypatch.setattr(judging, "_RESPONSE_SECONDS", 0.2)
    began = time.monotonic()
    assert Judge(SLOW).failure(nested(9)) == "unjudgeable response"
    assert time.monotonic() - began < 5


def test_an_interruption_that_python_ignores_is_followed_by_another():
    """As in the finalizer of an object."""
    ignored = []

    def work():
        try:
            while True:
                pass
        except BaseException as error:
            ignored.append(error)
        while True:
            pass

    with pytest.raises(judging._TooLongError):
        judging._within(0.1, work)
    assert len(ignored) == 1


@may_be_ignored
def test_the_next_response_is_judged_as_ever(monkeypatch):
    monkeypatch.setattr(judging, "_RESPONSE_SECONDS", 0.2)
    Judge(SLOW).failure(nested(9))
    signal.raise_signal(signal.SIGPROF)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert Judge(parse_json_path("$.label")).failure(GOOD) is None


def test_after_the_time_of_a_segment_the_rest_cannot_be_judged():
    judge = Judge(parse_json_path("$.label"), seconds=1e-9)
    assert [judge.failure(GOOD), judge.failure(GOOD)] == [None, "unjudgeable response"]


def test_a_response_is_judged_in_any_thread():
    found = []
    judge = Judge(parse_json_path("$.label"))
    thread = threading.Thread(target=lambda: found.append(judge.failure(GOOD)))
    thread.start()
    thread.join()
    assert found == [None]
