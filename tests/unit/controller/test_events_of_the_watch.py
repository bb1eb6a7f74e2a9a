"""What an event of the watch makes the worker do."""

import asyncio

import pytest
from modelbench.controller.handlers import benchmark_changed
from modelbench.controller.operator_state import OperatorState
from modelbench.controller.store import Store
from modelbench.controller.watch_monitor import WatchMonitor

from tests.unit.controller.memory_api import MEASURING, document
from tests.unit.controller.test_reconciler import FINISHED


class Worker:
    def __init__(self):
        self.calls = []

    def add(self, key, delay_seconds=0.0):
        self.calls.append(("add", key[1]))

    def forget(self, key):
        self.calls.append(("forget", key[1]))

    def wake_all(self):
        self.calls.append("wake")


class Watch:
    def __init__(self):
        self.worker, self.store = Worker(), Store()
        self.has_listed = True
        self.state = OperatorState(self.store, WatchMonitor(), self, self.worker)

    def tell(self, kind, **fields):
        """The calls that an event of the benchmark ``b`` leads to."""
        self.worker.calls.clear()
        body = document(**fields)
        body["metadata"]["resourceVersion"] = "7"
        return self._tell(kind, body)

    def list(self, version):
        """The calls that the list leads to with which the watch begins: it has no spec."""
        self.worker.calls.clear()
        body = {"metadata": {**document()["metadata"], "resourceVersion": version}}
        return self._tell(None, body)

    def _tell(self, kind, body):
        event = benchmark_changed(type=kind, body=body, name="b", namespace="n", memo=self.state)
        asyncio.run(event)
        return list(self.worker.calls)


def test_one_that_has_not_ended_is_looked_at_and_kept():
    watch = Watch()
    assert watch.tell("ADDED") == [("add", "b")]
    assert [found.metadata.name for found in watch.store.all()] == ["b"]
    assert watch.state.watch_monitor._seen == {"uid-b": "7"}


def test_the_end_of_one_wakes_those_that_wait_once():
    watch = Watch()
    watch.tell("ADDED", status=MEASURING)
    assert watch.tell("MODIFIED", status=FINISHED) == ["wake"]
    assert watch.tell("MODIFIED", status=FINISHED) == []


def test_one_that_is_to_be_deleted_wakes_the_others_though_it_stays():
    watch = Watch()
    watch.tell("ADDED", status=MEASURING)
    deleted = {"deletionTimestamp": "2026-01-01T00:00:00Z"}
    assert watch.tell("MODIFIED", status=MEASURING, metadata=deleted) == [("add", "b"), "wake"]


@pytest.mark.parametrize(("status", "wakes"), [(MEASURING, ["wake"]), (FINISHED, [])])
def test_a_deleted_one_is_forgotten_and_wakes_the_others_if_it_kept_them(status, wakes):
    watch = Watch()
    watch.tell("ADDED", status=status)
    assert watch.tell("DELETED", status=status) == [("forget", "b"), *wakes]
    assert watch.store.all() == []


def test_a_finished_one_is_only_looked_at_when_it_will_be_deleted():
    watch = Watch()
    assert watch.tell(None, status=FINISHED) == []
    assert watch.tell(None, status=FINISHED, ttlSecondsAfterFinished=9) == [("add", "b")]


def test_one_that_cannot_be_read_is_left_to_the_reconciler():
    watch = Watch()
    assert watch.tell("ADDED", load={"arrivals": 3}) == [("add", "b")]
    assert watch.store.all() == []


def test_one_that_is_listed_is_looked_at_when_it_is_not_known_as_it_is():
    watch = Watch()
    assert watch.list("6") == [("add", "b")]
    watch.tell("ADDED")
    assert watch.list("7") == []
    assert watch.list("8") == [("add", "b")]
    assert watch.state.watch_monitor._seen == {"uid-b": "8"}


def test_what_is_listed_before_the_first_survey_is_left_to_that():
    watch = Watch()
    watch.has_listed = False
    assert watch.list("6") == []
