"""Kopf's own watch against an API server with faults: whatever ends it, no benchmark is missed."""

import asyncio
import socket
import threading
import time
from contextlib import contextmanager, suppress
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import yaml
from kubernetes import client
from kubernetes.config import kube_config
from modelbench.controller import handlers, inventory, watch_monitor, worker
from modelbench.controller import watch as watching
from modelbench.controller.inventory import Inventory
from modelbench.controller.operator_state import OperatorState
from modelbench.controller.store import Store
from modelbench.controller.watch import watch
from modelbench.controller.watch_monitor import WatchMonitor
from modelbench.controller.worker import Worker
from modelbench.kube.client import KubernetesApi

from tests.unit.controller.fake_api_server import FakeApiServer

LIST_SECONDS = 0.2
WATCH_ERROR = {"type": "ERROR", "object": {"code": 500, "message": "etcd has a new leader"}}


class Operator:
    """The real watch, list and worker; of each look only the name of the benchmark is kept."""

    def __init__(self, server):
        self.server, self.looks = server, []
        configuration = client.Configuration(host=server.url)
        configuration.retries = False
        api = KubernetesApi(client.ApiClient(configuration))
        store, ears = Store(), WatchMonitor()
        listing = Inventory(api, store, ears)

        def due():
            return [found.key for found in listing.list_benchmarks()]

        looks = Worker(lambda namespace, name: self.looks.append(name), due, LIST_SECONDS)
        self.state = OperatorState(store, ears, listing, looks)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.health_port = free.getsockname()[1]

    @contextmanager
    def running(self):
        """With Kopf in a thread of its own."""
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(watch(self.state, self.health_port))
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        self.state.worker.start()
        try:
            yield
        finally:
            self.state.worker.stop()
            self._loop.call_soon_threadsafe(self._task.cancel)
            thread.join(10)
            self._loop.close()

    def hears(self, name):
        return f"uid-{name}" in self.state.watch_monitor._seen

    @property
    def names(self):
        return [found.metadata.name for found in self.state.store.all()]

    @property
    def health(self):
        try:
            with urlopen(f"http://127.0.0.1:{self.health_port}/healthz") as response:
                return response.status
        except HTTPError as error:
            return error.code

    def _run(self):
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)


def until(condition, seconds=8.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


@pytest.fixture
def server(tmp_path, monkeypatch):
    server = FakeApiServer()
    names = {"cluster": "c", "user": "u"}
    configuration = {
        "current-context": "x",
        "contexts": [{"name": "x", "context": names}],
        "clusters": [{"name": "c", "cluster": {"server": server.url}}],
        "users": [{"name": "u", "user": {"token": "t"}}],
    }
    path = tmp_path / "config"
    path.write_text(yaml.safe_dump(configuration))
    monkeypatch.setenv("KUBECONFIG", str(path))
    monkeypatch.setattr(kube_config, "KUBE_CONFIG_DEFAULT_LOCATION", str(path))
    monkeypatch.setattr(handlers, "_RETRY_SECONDS", (0.05,))
    monkeypatch.setattr(watch_monitor, "_PATIENCE_SECONDS", 1.0)
    monkeypatch.setattr(watching, "_PAUSE_SECONDS", 0.2)
    monkeypatch.setattr(worker, "_LIST_RETRY_SECONDS", LIST_SECONDS)
    yield server
    server.stop()


@pytest.fixture
def operator(server):
    server.put("first")
    operator = Operator(server)
    with operator.running():
        until(lambda: server.watches == 1 and operator.hears("first"))
        yield operator


def test_the_first_benchmark_of_a_cluster_is_heard_by_the_watch(server, monkeypatch):
    monkeypatch.setattr(watch_monitor, "_PATIENCE_SECONDS", 60.0)
    operator = Operator(server)
    with operator.running():
        until(lambda: server.watches == 1)
        server.put("first")
        until(lambda: operator.hears("first"))


def test_the_list_of_a_cluster_whose_benchmarks_are_all_gone_is_empty(server):
    server.put("first")
    operator = Operator(server)
    assert len(operator.state.inventory.list_benchmarks()) == 1
    server.delete("first")
    assert operator.state.inventory.list_benchmarks() == []
    assert operator.names == []


@pytest.mark.parametrize("fault", [401, 403, 404, 500, 503])
def test_an_api_server_that_refuses_for_long_is_survived(server, operator, fault):
    server.fault = fault
    server.send(None)
    time.sleep(1.0)
    server.fault = None
    server.put("second")
    until(lambda: "second" in operator.looks)
    until(lambda: operator.hears("second"))
    assert operator.health == 200


def test_an_error_in_the_watch_is_survived(server, operator):
    server.send(WATCH_ERROR)
    time.sleep(0.3)
    server.put("second")
    until(lambda: operator.hears("second"))
    assert "second" in operator.looks


def test_a_resource_that_is_created_anew_is_watched_and_what_was_before_leaves_no_series(
    server, operator
):
    server.fault = 404
    server.delete("first", tell=False)
    server.send(None)
    time.sleep(0.5)
    server.fault = None
    server.put("second")
    until(lambda: operator.hears("second"))
    until(lambda: operator.names == ["second"])


def test_what_a_watch_never_tells_is_seen_all_the_same(server, operator):
    server.put("silent", tell=False)
    until(lambda: "silent" in operator.looks)


def test_a_watch_that_is_forbidden_for_ever_leaves_the_list_and_a_good_health(server):
    server.watch_fault = 403
    operator = Operator(server)
    with operator.running():
        server.put("one")
        until(lambda: "one" in operator.looks)
        server.put("two")
        until(lambda: "two" in operator.looks)
        assert operator.health == 200


def test_what_was_deleted_while_the_watch_heard_nothing_leaves_no_series(server, operator):
    server.put("second")
    until(lambda: operator.names == ["first", "second"])
    server.delete("first", tell=False)
    server.send({"type": "ERROR", "object": {"code": 410, "message": "Gone"}})
    until(lambda: operator.names == ["second"])


def test_a_watch_that_works_is_never_renewed(server, operator):
    for number in range(20):
        server.put("first", status={"progress": str(number)})
        time.sleep(0.1)
    lists_of_kopf = [path for path in server.requests if path.endswith("/modelbenchmarks")]
    assert len(lists_of_kopf) == 1


def test_long_lists_come_in_pages(server, monkeypatch):
    monkeypatch.setattr(inventory, "_PAGE", 3)
    for number in range(8):
        server.put(f"b{number}")
    operator = Operator(server)
    assert len(operator.state.inventory.list_benchmarks()) == 8
    assert len(server.requests) == 3


def test_the_health_fails_when_there_is_no_list_though_the_api_server_is_there(
    server, operator, monkeypatch
):
    monkeypatch.setattr(inventory, "_STALE_SECONDS", 0.3)
    server.fault = 403
    time.sleep(1.0)
    assert operator.health == 500


def test_the_health_is_good_while_the_api_server_is_away(server, operator, monkeypatch):
    monkeypatch.setattr(inventory, "_STALE_SECONDS", 0.3)
    server.fault = 503
    time.sleep(1.0)
    assert operator.health == 200
