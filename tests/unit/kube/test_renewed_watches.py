"""A watch goes on for as long as the process does, whatever the API server answers."""

import threading
from types import SimpleNamespace

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


class Busy(Api):
    """Ends each watch at once, by an error of that status if there is one."""

    def __init__(self, status=None):
        super().__init__([], [])
        self.status, self.asked, self.over = status, [], False

    def list_all(self, path, query):
        self._ask("list")
        return listed("a")

    def _ask(self, what):
        self.asked.append(what)
        if self.over:
            threading.Event().wait()

    def watch(self, path, query, seconds):
        self._ask("watch")
        if self.status is not None:
            raise ApiError(self.status, "too old")
        yield from ()


@pytest.mark.parametrize("status", [None, 410, 500])
def test_an_api_server_that_ends_each_watch_at_once_is_asked_at_a_pace(monkeypatch, status):
    monkeypatch.setattr(watch, "_RETRY_SECONDS", 0.1)
    api = Busy(status)
    ObjectWatch(api, "/pods", {}, Signal(), lambda: 0).start()
    threading.Event().wait(0.55)
    api.over = True
    assert 3 <= len(api.asked) <= 14


def test_only_what_follows_too_soon_is_put_off(monkeypatch):
    """A watch that has lasted is renewed at once: what is measured waits for its events."""
    clock = SimpleNamespace(now=0.0, slept=[])
    clock.monotonic = lambda: clock.now
    clock.sleep = clock.slept.append
    monkeypatch.setattr(watch, "time", clock)
    pace = watch._Pace()
    pace.keep()
    clock.now = 0.25
    pace.keep()
    clock.now = 240.0
    pace.keep()
    assert clock.slept == [0.0, 0.75, 0.0]


def test_it_tells_whether_the_api_server_was_away_since_an_instant(monkeypatch):
    monkeypatch.setattr(watch, "_RETRY_SECONDS", 0.01)
    clock = iter(range(10, 1000))
    asked, back = threading.Event(), threading.Event()

    class Away(Api):
        def list_all(self, path, query):
            found = next(self.lists)
            if found == "wait":
                asked.set()
                back.wait(5)
                return listed("a", "b")
            return self._raised(found)

    refused = ApiError(0, "connection refused")
    api, signal = Away([listed("a"), refused, "wait"], [[refused]]), Signal()
    ours = ObjectWatch(api, "/pods", {}, signal, lambda: next(clock))
    assert not ours.in_contact
    ours.start()
    assert asked.wait(5)
    assert not ours.in_contact
    assert ours.was_lost_since(10**6)
    back.set()
    assert signal.wait_for(lambda: _uids(ours) == {"a", "b"}, 5)
    assert ours.in_contact
    assert ours.was_lost_since(11)
    assert not ours.was_lost_since(10**6)


def test_a_watch_that_breaks_off_is_no_outage_while_lists_are_answered(monkeypatch):
    monkeypatch.setattr(watch, "_RETRY_SECONDS", 0.01)
    api, signal = Api([listed("a"), listed("a", "b")], [[ApiError(0, "reset")]]), Signal()
    ours = ObjectWatch(api, "/pods", {}, signal, lambda: 7)
    ours.start()
    assert signal.wait_for(lambda: _uids(ours) == {"a", "b"}, 5)
    assert not ours.was_lost_since(1)
