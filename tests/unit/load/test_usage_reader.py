import threading
from decimal import Decimal

import pytest
from modelbench.api.scenarios.parts import Usage
from modelbench.kube.client import ApiError
from modelbench.load import usage_reader
from modelbench.load.usage_reader import Reading, UsageReader

from cluster.shell import wait_until

# 2026-01-01T00:00:00Z
MIDNIGHT = 1_767_225_600


def pod(second, window="15s", cpu="100m", memory="64Mi"):
    return {
        "timestamp": f"2026-01-01T00:00:{second:02}Z",
        "window": window,
        "containers": [{"usage": {"cpu": cpu, "memory": memory}}],
    }


class Metrics:
    """A metrics API that gives one response, or refuses."""

    def __init__(self, *pods, error=None):
        self.pods, self.error, self.asked = list(pods), error, threading.Event()
        self.query = None

    def list_all(self, path, query):
        self.query = query
        self.asked.set()
        if self.error:
            raise self.error
        return {"items": self.pods}


def read(metrics, begin, end):
    """The usage between two seconds after midnight, and the problem."""
    with UsageReader(metrics, "n", "modelbench.dev/variant=serverless") as reader:
        metrics.asked.wait(5)
    return reader.usage(MIDNIGHT + begin, MIDNIGHT + end), reader.problem


def test_a_reading_counts_when_its_whole_window_lies_in_the_attack():
    metrics = Metrics(pod(30), pod(30, cpu="50m"))
    assert read(metrics, 10, 40)[0] == Usage(150, 128, 1)
    assert read(metrics, 15, 30)[0] == Usage(150, 128, 1)
    assert metrics.query == {"labelSelector": "modelbench.dev/variant=serverless"}


@pytest.mark.parametrize(("begin", "end"), [(16, 60), (10, 29), (40, 60)])
def test_a_reading_that_reaches_beyond_the_attack_is_none(begin, end):
    usage, problem = read(Metrics(pod(30)), begin, end)
    assert usage is None
    assert "within a segment" in problem


def test_a_reading_of_many_pods_lasts_from_the_first_begin_to_the_last_end():
    metrics = Metrics(pod(30, window="20s"), pod(35, window="10s"))
    assert read(metrics, 10, 35)[0] is not None
    assert read(metrics, 11, 35)[0] is None
    assert read(metrics, 10, 34)[0] is None


def test_a_pod_s_limit_is_remembered_when_its_last_reading_comes_after_its_end(monkeypatch):
    monkeypatch.setattr(usage_reader, "_READ_SECONDS", 0.01)
    reading = {"name": "model", "usage": {"cpu": "480m", "memory": "64Mi"}}
    metrics = Metrics({**pod(30), "metadata": {"name": "a"}, "containers": [reading]})
    known = [{"a": ("model", Decimal("0.5"))}]
    with UsageReader(metrics, "n", "s", lambda: known.pop() if known else {}) as reader:
        assert wait_until(lambda: not known, 5, 0.01)
        metrics.pods = [{**metrics.pods[0], "timestamp": "2026-01-01T00:00:45Z"}]
        assert wait_until(lambda: reader.latest_seconds == MIDNIGHT + 45, 5, 0.01)
    assert reader.usage(MIDNIGHT + 30, MIDNIGHT + 45) == Usage(480, 64, 1, 500, 96)


def test_no_pods_are_no_reading():
    assert read(Metrics(), 0, 60)[0] is None


def test_an_api_that_does_not_answer_is_the_reason():
    usage, problem = read(Metrics(error=ApiError(503, "unavailable")), 0, 60)
    assert usage is None
    assert problem == "the metrics API failed (503)"
    assert "no response" in read(Metrics(error=ApiError(0, "timed out")), 0, 60)[1]


def test_a_response_that_cannot_be_read_is_told_and_the_next_one_counts(monkeypatch):
    monkeypatch.setattr(usage_reader, "_READ_SECONDS", 0.01)
    metrics = Metrics({**pod(30), "timestamp": "soon"})
    with UsageReader(metrics, "n", "s") as reader:
        assert wait_until(lambda: "cannot be read" in reader.problem, 5, 0.01)
        metrics.pods = [pod(30)]
        assert wait_until(lambda: reader.usage(MIDNIGHT, MIDNIGHT + 60), 5, 0.01)


def test_a_reading_may_come_while_the_earlier_ones_are_looked_at(monkeypatch):
    reader = UsageReader(Metrics(), "n", "s")
    seconds = iter(range(30, 60))

    class Moment(float):
        """One more reading comes whenever it is compared."""

        def __gt__(self, other):
            reader._read([pod(next(seconds))])
            return float(self) > other

        __ge__ = __gt__

    reader._readings |= {(Moment(n), Moment(n)): Reading(0.1, 2.0, None) for n in range(2)}
    assert reader.latest_seconds == 1
    assert reader.usage(-1, 60) == Usage(0, 2, 2)


@pytest.mark.parametrize(
    ("field", "text"), [("timestamp", "soon"), ("window", "15 seconds"), ("cpu", "many")]
)
def test_a_reading_that_is_none_is_told_as_such(field, text):
    reading = pod(30, cpu=text) if field == "cpu" else {**pod(30), field: text}
    usage, problem = read(Metrics(reading), 0, 60)
    assert usage is None
    assert "cannot be read" in problem
