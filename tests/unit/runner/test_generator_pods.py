from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.kube.watch import Signal
from modelbench.load.generator import LoadError, LocalGenerator
from modelbench.load.remote import RemoteGenerator
from modelbench.runner import generators
from modelbench.runner.generators import Generators

from tests.unit.made.specs import spec


@pytest.fixture(autouse=True)
def stopped(monkeypatch):
    """The addresses that were told to stop."""
    addresses = []
    monkeypatch.setenv("MODELBENCH_TOKEN", "a-random-word")
    monkeypatch.setattr(RemoteGenerator, "stop", lambda self: addresses.append(self._address))
    return addresses


def pod(address, ready="True"):
    status = {"conditions": [{"type": "Ready", "status": ready}]}
    if address:
        status["podIP"] = address
    return SimpleNamespace(object={"metadata": {}, "status": status})


def make(count, *pods):
    observer = SimpleNamespace(wait_for=Signal().wait_for, generators=lambda: list(pods))
    asked = spec(load={"generators": count})
    return Generators(SimpleNamespace(spec=asked, observer=observer, uid="uid"))


def test_a_single_generator_is_the_runner_itself():
    ours = make(1)
    ours.wait()
    assert [type(one) for one in ours.all] == [LocalGenerator]


def test_several_are_pods_and_the_runner_is_none_of_them():
    ours = make(2, pod("10.0.0.2"), pod("10.0.0.1"), pod(None, ready="False"))
    ours.wait()
    assert [type(one) for one in ours.all] == [RemoteGenerator] * 2


def test_what_a_lost_runner_left_is_stopped_wherever_it_may_go_on(stopped):
    make(2, pod("10.0.0.2"), pod("10.0.0.1")).wait()
    assert stopped == ["10.0.0.1", "10.0.0.2"]


def test_a_pod_that_cannot_be_told_to_stop_is_a_failure_of_the_load(monkeypatch):
    def stop(self):
        raise LoadError("generator 10.0.0.1: no route to host")

    monkeypatch.setattr(RemoteGenerator, "stop", stop)
    with pytest.raises(BenchmarkError, match="no route to host") as failure:
        make(2, pod("10.0.0.2"), pod("10.0.0.1")).wait()
    assert failure.value.reason is Reason.LOAD_FAILED


def test_pods_that_do_not_become_ready_are_counted_in_the_failure(monkeypatch):
    monkeypatch.setattr(generators, "_READY_SECONDS", 0.01)
    with pytest.raises(BenchmarkError, match="1 of 3 generators became ready") as failure:
        make(3, pod("10.0.0.1"), pod(None, ready="False")).wait()
    assert failure.value.reason is Reason.LOAD_FAILED
