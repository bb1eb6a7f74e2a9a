"""A pod whose queue-proxy has ended takes no request any more, whatever its model goes on doing."""

import socket
import threading
from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import Rejection
from modelbench.api.scenarios.cold_start import TrialKind
from modelbench.instruments import lane as lanes
from modelbench.instruments import spent_pods
from modelbench.instruments.evidence import Evidence
from modelbench.instruments.observer import Observer
from modelbench.instruments.serverless_lane import ServerlessLane
from modelbench.instruments.spent_pods import SpentPods
from modelbench.kube.watch import Seen

from tests.unit.made.sessions import variant
from tests.unit.made.specs import spec
from tests.unit.made.trials import trial

LABELS = {"modelbench.dev/variant": "serverless", "modelbench.dev/role": "model"}


def pod(uid="old", ending=True, address="127.0.0.1"):
    labels = {**LABELS, "modelbench.dev/lane": "1"}
    metadata = {"name": uid, "namespace": "n", "uid": uid, "labels": labels}
    if ending:
        metadata |= {"deletionTimestamp": "2026-01-01T00:00:00Z", "deletionGracePeriodSeconds": 1}
    return Seen({"metadata": metadata, "status": {"podIP": address}}, 0)


@pytest.fixture
def proxy(monkeypatch):
    """The two ports of a queue-proxy that listens until it is closed."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    ports = tuple(one.getsockname()[1] for one in sockets)
    monkeypatch.setattr(spent_pods, "QUEUE_PROXY_REQUEST_PORTS", ports)
    yield sockets
    for one in sockets:
        one.close()


def test_it_is_proved_when_every_port_refuses_and_not_before(proxy):
    spent = SpentPods()
    for one in proxy:
        spent.look_at([pod()])
        assert "old" not in spent.uids
        one.close()
    spent.look_at([pod()])
    assert "old" in spent.uids


def test_a_pod_that_does_not_end_or_has_no_address_is_never_spent(proxy):
    for one in proxy:
        one.close()
    spent = SpentPods()
    spent.look_at([pod("live", ending=False), pod("early", address=None)])
    assert not any(uid in spent.uids for uid in ("live", "early"))


def test_a_pod_that_is_out_of_reach_proves_nothing(monkeypatch):
    """Its node may be lost, and come back with it."""
    monkeypatch.setattr(spent_pods, "refuses", lambda *_: False)
    spent = SpentPods()
    spent.look_at([pod()])
    assert "old" not in spent.uids


@pytest.fixture
def lane(monkeypatch):
    """A lane whose old pod ends and is spent, and whose autoscaler wants nothing."""
    monkeypatch.setattr(spent_pods, "refuses", lambda *_: True)
    observer = Observer(None, Names("n", "b"), SimpleNamespace(now_nanoseconds=lambda: 0))
    scaler = Seen({"metadata": {"labels": {**LABELS, "modelbench.dev/lane": "1"}}}, 0)
    parts = {"_pods": [pod()], "_autoscalers": [scaler], "_deployments": []}
    for name, objects in parts.items():
        setattr(observer, name, SimpleNamespace(all=lambda found=objects: found))
    api = SimpleNamespace(delete=lambda *_: None)
    context = SimpleNamespace(
        observer=observer,
        api=api,
        crowded=threading.Event(),
        clock=SimpleNamespace(now_nanoseconds=lambda: 0),
        spec=spec(scenarios={"coldStart": {}}),
    )
    return ServerlessLane(context, variant(), None)


def test_a_lane_is_at_zero_once_its_last_pod_is_spent(lane):
    assert not lane.is_at_zero()
    lane.see_to_ending_pods()
    assert lane.is_at_zero()
    assert lane.pods() == []


def test_where_a_trial_waited_for_room_all_lanes_wait_for_the_end_of_every_process(
    lane, monkeypatch
):
    """What is left of it takes the room of the pod that is to come."""
    rejected = Evidence(trial().rejected(Rejection.WAITED_FOR_ROOM, "Insufficient cpu"))
    monkeypatch.setattr(lane, "_run_trial", lambda *_: rejected, raising=False)
    observer, waited = lane.context.observer, []
    monkeypatch.setattr(observer, "wait_for", lambda over, limit: waited.append((over(), limit)))
    monkeypatch.setattr(lanes, "PATIENCE_SECONDS", 0)
    other = ServerlessLane(lane.context, variant(), None)
    for one in (lane, other):
        one.see_to_ending_pods()
        assert one.is_at_zero()
    lane.run_trial(1, TrialKind.MEASURED)
    assert waited == [(False, 60 + 60)]
    assert not lane.is_at_zero()
    assert not other.is_at_zero()
    assert len(lane.pods()) == 1
