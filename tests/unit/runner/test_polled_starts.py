"""A containerized start is found by polling; what is answered before counts."""

from types import SimpleNamespace

import pytest
from modelbench.instruments import start_lane
from modelbench.instruments.http_request import Response
from modelbench.instruments.start_lane import StartLane

from tests.unit.made.sessions import session, variant
from tests.unit.made.specs import spec

REFUSED = Response(0, 0, error="ConnectionRefusedError: refused")
LOADING = Response(0, 0, 503, body=b"loading")
GOOD = Response(0, 0, 200, body=b"{}")


@pytest.fixture
def lane(monkeypatch):
    """A lane whose polls are answered as ``answers`` says."""
    clock = SimpleNamespace(now_nanoseconds=lambda: 0)
    scaled = []
    api = SimpleNamespace(merge_once=lambda *words: scaled.append(words))
    names = SimpleNamespace(namespace="n", start=lambda name: f"b-{name}-start")
    context = session(spec(), clock=clock, api=api, names=names).context
    found = StartLane(context, variant("containerized"), None)
    found.answers = []
    monkeypatch.setattr(start_lane, "send", lambda *words: found.answers.pop(0))
    monkeypatch.setattr(start_lane, "_POLL_SECONDS", 0)
    return found


def test_errors_of_a_pod_that_says_it_is_ready_are_counted(lane):
    lane.answers = [REFUSED, REFUSED, LOADING, LOADING, LOADING, GOOD]
    assert lane.send_cold() is GOOD
    assert lane.errors_while_ready == 3


def test_each_start_has_its_own_count(lane):
    lane.answers = [LOADING, GOOD, REFUSED, GOOD]
    lane.send_cold()
    lane.send_cold()
    assert lane.errors_while_ready == 0
