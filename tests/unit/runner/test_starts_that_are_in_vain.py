"""A start is not waited for any longer once no pod of the lane will answer it."""

import socket
from types import SimpleNamespace

import pytest
from modelbench.api.reasons import Reason
from modelbench.instruments import start_lane, timed_connection
from modelbench.instruments.clock import Clock
from modelbench.instruments.hopelessness import Hopelessness
from modelbench.instruments.http_request import Response, Target, send
from modelbench.instruments.prepared_request import PreparedRequest
from modelbench.instruments.start_lane import StartLane
from modelbench.kube.watch import Seen

from tests.unit.made.sessions import calm, session, variant
from tests.unit.made.specs import spec

SECOND = 1_000_000_000
REFUSED = Response(0, 0, error="ConnectionRefusedError: refused")


def pod(waiting):
    """A pod whose container waits for that reason."""
    state = {"waiting": {"reason": waiting, "message": "no such image"}}
    status = {"containerStatuses": [{"name": "model", "state": state}]}
    return Seen({"metadata": {"name": "p", "uid": "u"}, "status": status}, 0)


@pytest.fixture
def seen():
    """What is seen at a time in seconds; ``ask(seconds, waiting)`` tells whether it has lasted."""
    now = SimpleNamespace(seconds=0, waiting="")
    found = Hopelessness(lambda: [pod(now.waiting)], lambda: now.seconds * SECOND)

    def ask(seconds, waiting):
        now.seconds, now.waiting = seconds, waiting
        return found.has_lasted()

    return SimpleNamespace(ask=ask, error=found.error)


@pytest.mark.parametrize("waiting", ["ImagePullBackOff", "CreateContainerConfigError"])
def test_it_must_last(seen, waiting):
    assert not seen.ask(5, waiting)
    assert not seen.ask(24, waiting)
    assert seen.ask(25, waiting)


def test_a_moment_between_two_attempts_of_the_kubelet_changes_nothing(seen):
    assert not seen.ask(5, "ImagePullBackOff")
    assert not seen.ask(15, "ErrImagePull")
    assert seen.ask(26, "ImagePullBackOff")
    assert seen.error().reason is Reason.IMAGE_PULL_FAILED


@pytest.mark.parametrize("waiting", ["ContainerCreating", "CrashLoopBackOff"])
def test_what_may_still_answer_is_waited_for(seen, waiting):
    assert not any(seen.ask(seconds, waiting) for seconds in range(0, 60, 2))


def test_polls_end(monkeypatch):
    """By its own limit this start would be waited for a minute."""
    clock = SimpleNamespace(seconds=0)
    clock.now_nanoseconds = lambda: clock.seconds * SECOND

    def refused(*_):
        clock.seconds += 1
        return REFUSED

    monkeypatch.setattr(start_lane, "send", refused)
    monkeypatch.setattr(start_lane, "_POLL_SECONDS", 0)
    observer = calm(pods=lambda *_: [pod("ImagePullBackOff")])
    names = SimpleNamespace(namespace="n", start=lambda name: name)
    api = SimpleNamespace(merge_once=lambda *_: None)
    context = session(spec(), observer=observer, clock=clock, names=names, api=api).context
    assert StartLane(context, variant("containerized"), None).send_cold() is REFUSED
    assert clock.seconds < 25


def test_a_request_that_is_held_ends(monkeypatch):
    monkeypatch.setattr(timed_connection, "_LOOK_SECONDS", 0.01)
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = Target(*server.getsockname(), "model.example")
        request = PreparedRequest("POST", "/predict", 200)
        found = send(target, request, 30, Clock(), None, lambda: asked.append(1) or len(asked) > 2)
    assert found.error == "ConnectionAbortedError: nothing will answer"
    assert found.ended_nanoseconds - found.sent_nanoseconds < 5 * SECOND
