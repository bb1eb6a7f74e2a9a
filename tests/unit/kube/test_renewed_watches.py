"""A watch goes on for as long as the process does, whatever the API server answers."""

import threading

import pytest
from modelbench.kube import watch
from modelbench.kube.client import ApiError
from modelbench.kube.watch import ObjectWatch, Signal


def pod(uid):
    return {"metadata": {"uid": uid, "resourceVersion": "7"}}


def listed(*uids):
    return {"items": [pod(uid) for uid in uids], "metadata": {"resourceVersion": "6"}}


class Api:
    """Gives these lists and the events of these watches in turn, then nothing more."""

    def __init__(self, lists, watches):
        self.lists, self.watches = iter(lists), iter(watches)

    def list_all(self, path, query):
        return self._raised(next(self.lists))

    def watch(self, path, query, seconds):
        for event in next(self.watches, ()):
            yield self._raised(event)
        threading.Event().wait()

    def _raised(self, value):
        if isinstance(value, Exception):
            raise value
        return value


@pytest.fixture
def sees(monkeypatch):
    """Whether a watch comes to see these objects and no others."""
    monkeypatch.setattr(watch, "_RETRY_SECONDS", 0.01)

    def ends_with(api, *uids):
        signal = Signal()
        ours = ObjectWatch(api, "/pods", {}, signal, lambda: 0)
        ours.start()
        return signal.wait_for(lambda: _uids(ours) == set(uids), 5)

    return ends_with


def _uids(ours):
    return {seen.object["metadata"]["uid"] for seen in ours.all()}


@pytest.mark.parametrize(
    "broken", [ApiError(0, "the response cannot be read"), ApiError(410, "too old"), {}, None]
)
def test_a_list_that_cannot_be_read_is_asked_for_again(sees, broken):
    assert sees(Api([broken, listed("a")], []), "a")


@pytest.mark.parametrize(
    "broken", [ApiError(0, "the event cannot be read"), {"type": "ADDED"}, None]
)
def test_after_an_event_that_cannot_be_read_everything_is_listed_again(sees, broken):
    added = {"type": "ADDED", "object": pod("b")}
    assert sees(Api([listed("a"), listed("a", "b", "c")], [[added, broken]]), "a", "b", "c")
