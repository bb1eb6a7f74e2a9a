"""An ingress that is started again refuses connections for seconds, which ends no benchmark."""

import socket
from types import SimpleNamespace

import pytest
from modelbench.api.reasons import Rejection
from modelbench.api.scenarios.cold_start import TrialKind
from modelbench.instruments import lane as lanes
from modelbench.instruments.clock import Clock
from modelbench.instruments.http_request import Response, Target
from modelbench.instruments.serverless_lane import ServerlessLane

from tests.unit.made.sessions import variant
from tests.unit.made.specs import spec


class NoProbe:
    def __init__(self, *_):
        pass

    def start(self):
        pass

    def finish(self, _seconds):
        pass


@pytest.fixture
def closed_port():
    """A port that refuses: it is bound and does not listen."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
def lane(monkeypatch, closed_port):
    monkeypatch.setattr(lanes, "DirectProbe", NoProbe)
    observer = SimpleNamespace(
        signal=None, pods=lambda *_, **__: [], lane_is_at_zero=lambda *_: True
    )
    context = SimpleNamespace(
        spec=spec(),
        clock=Clock(),
        observer=observer,
        random=SimpleNamespace(uniform=lambda *_: 0),
        crowded=SimpleNamespace(is_set=lambda: False),
        request_of=lambda _: SimpleNamespace(
            method="GET", path="/", headers={}, body=b"", stream=None, expected_status=200
        ),
    )
    made = ServerlessLane(context, variant(), Target("127.0.0.1", closed_port, "model.example"))
    monkeypatch.setattr(made, "wait_cold", lambda: True)
    return made


def test_a_refused_connection_is_the_clusters_trouble_and_no_failure_of_the_variant(
    lane,
):
    trial = lane._run_trial(1, TrialKind.MEASURED).trial
    assert trial.rejection is Rejection.CLUSTER_DISTURBED
    assert "the ingress gateway: ConnectionRefusedError" in trial.message


def test_a_connection_that_is_closed_later_is_no_refusal():
    assert not Response(0, 1, error="ConnectionResetError: reset").is_refused
