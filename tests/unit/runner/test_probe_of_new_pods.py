"""The direct probe finds of each new pod when it got its address, and when it began to serve."""

import contextlib
import itertools
import socket
import threading
import time
from types import SimpleNamespace

import pytest
from modelbench.instruments import direct_probe
from modelbench.instruments.direct_probe import DirectProbe
from modelbench.kube.watch import Seen, Signal

SERVING, SILENT = "127.0.0.1", "127.0.0.2"


@pytest.fixture
def port():
    with socket.create_server((SERVING, 0)) as server:
        yield server.getsockname()[1]


def pod(uid, address=None):
    status = {} if address is None else {"podIP": address}
    return Seen({"metadata": {"uid": uid}, "status": status}, 0)


def started(pods, port, path=None):
    signal = Signal()
    model = SimpleNamespace(port=port, readiness_path=path)
    probe = DirectProbe(lambda: list(pods), signal, model, SimpleNamespace(now_nanoseconds=now))
    probe.start()
    return probe, signal


def now():
    return time.time_ns()


def test_a_pod_that_does_not_serve_keeps_no_other_from_being_found(port):
    began = now()
    probe, _ = started([pod("silent", SILENT), pod("serving", SERVING)], port)
    probe.finish(timeout_seconds=5)
    assert began < probe.address_known("silent") <= now()
    assert probe.result("silent") is None
    assert began < probe.result("serving").first_success_nanoseconds <= now()


def test_a_pod_is_probed_once_its_address_is_told(port):
    pods = [pod("late")]
    probe, signal = started(pods, port)
    assert probe.address_known("late") is None
    pods[:] = [pod("late", SERVING)]
    signal.notify()
    probe.finish(timeout_seconds=5)
    assert probe.address_known("late") <= probe.result("late").first_success_nanoseconds


def test_without_a_pod_the_probe_ends_with_its_time(port):
    probe, _ = started([], port)
    probe.finish(timeout_seconds=0)
    assert probe.result("any") is None


def test_the_precision_of_the_instant_is_the_time_since_the_last_failure(port):
    """Nothing listens at first, so that at least one attempt has failed."""
    with socket.create_server((SERVING, 0)) as reserved:
        closed = reserved.getsockname()[1]
    probe, signal = started([pod("opening", SERVING)], closed)
    assert not signal.wait_for(lambda: probe.result("opening") is not None, 0.1)
    with socket.create_server((SERVING, closed)):
        probe.finish(timeout_seconds=5)
        result = probe.result("opening")
    assert result.last_failure_nanoseconds < result.first_success_nanoseconds
    gap = result.first_success_nanoseconds - result.last_failure_nanoseconds
    assert result.stamp(None).precision_nanoseconds == max(gap, 1_000_000)


@pytest.mark.parametrize(
    "flood", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: ", b"x"]
)
def test_an_attempt_has_one_deadline_however_it_is_fed(monkeypatch, flood):
    """A limit for each read alone would keep the thread, and what it reads, for ever."""
    monkeypatch.setattr(direct_probe, "_ATTEMPT_SECONDS", 0.3)
    server = socket.create_server((SERVING, 0))

    def feed():
        with contextlib.suppress(OSError), server.accept()[0] as connection:
            for part in itertools.chain([flood], itertools.cycle([b"", flood[:1]])):
                connection.sendall(part)
                time.sleep(0.01)

    threading.Thread(target=feed, daemon=True).start()
    probe, _ = started([], server.getsockname()[1], "/ready")
    began = time.monotonic()
    with server:
        assert not probe._attempt(SERVING)
    assert time.monotonic() - began < 2
    probe.finish(timeout_seconds=0)
