"""Load that met a cluster in trouble says nothing of a variant: it is measured again."""

from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.samples import Samples
from modelbench.instruments.disturbance import MOST_DISTURBED, undisturbed
from modelbench.instruments.observer import Observer
from modelbench.scenarios.burst.measure import measure

from tests.unit.made.sessions import calm, session, variant
from tests.unit.made.specs import spec


class Trouble:
    """A cluster that is in trouble during so many attempts."""

    def __init__(self, times, kind="was_lost_since"):
        self.attempts, self._times = 0, times
        observer = calm(**{kind: lambda *_: self.attempts <= self._times})
        clock = SimpleNamespace(now_nanoseconds=lambda: self.attempts)
        self.context = SimpleNamespace(observer=observer, clock=clock)

    def attempt(self):
        self.attempts += 1
        return self.attempts

    def result(self, spoiled=True):
        return undisturbed(self.context, variant(), self.attempt, lambda _: spoiled)


@pytest.mark.parametrize("kind", ["was_lost_since", "was_taken_since"])
def test_what_was_spoiled_is_done_again_until_the_trouble_is_over(kind):
    assert Trouble(2, kind).result() == 3
    assert Trouble(0, kind).result() == 1


def test_what_the_trouble_left_alone_counts():
    assert Trouble(2).result(spoiled=False) == 1


def test_trouble_that_does_not_end_is_told_as_what_it_is():
    trouble = Trouble(10**6)
    with pytest.raises(BenchmarkError, match="did not respond") as error:
        trouble.result()
    assert error.value.reason is Reason.RUNNER_FAILED
    assert trouble.attempts == MOST_DISTURBED


class Loads:
    """Bursts of which all requests fail while the cluster is in trouble."""

    def __init__(self, troubled):
        self.sent, self.troubled = 0, troubled

    def burst(self, *_):
        self.sent += 1
        failure = "timeout" if self.sent <= self.troubled else None
        request = SimpleNamespace(
            failure=failure, latency_nanoseconds=1, schedule_delay_nanoseconds=0
        )
        return SimpleNamespace(start_nanoseconds=0), [request]


def bursts(troubled, trials=1):
    loads = Loads(troubled)
    asked = spec(scenarios={"burst": {"requests": 1, "trials": trials}}, serverless={"minScale": 1})
    lost = calm(was_lost_since=lambda _: loads.sent <= troubled)
    return measure(session(asked, loads=loads, observer=lost), Samples()).bursts


def test_a_burst_that_met_trouble_is_rejected_for_it_and_made_again():
    found = bursts(4)
    rejected = [one for one in found if one.rejection]
    assert {one.rejection for one in rejected} == {"ClusterDisturbed"}
    assert len(rejected) == 4
    assert "timeout" in rejected[0].message
    assert [one.failures for one in found if not one.rejection] == [{}, {}]


def test_bursts_that_always_meet_trouble_end_the_run_for_the_trouble():
    with pytest.raises(BenchmarkError, match="did not respond") as error:
        bursts(10**6)
    assert error.value.reason is Reason.RUNNER_FAILED


def test_a_pod_that_was_taken_away_is_remembered_when_it_is_gone():
    now = [5]
    observer = Observer(None, Names("n", "b"), SimpleNamespace(now_nanoseconds=lambda: now[0]))
    labels = {"modelbench.dev/variant": "serverless"}
    taken = {"type": "DisruptionTarget", "status": "True"}
    document = {"metadata": {"uid": "p", "labels": labels}, "status": {"conditions": [taken]}}
    observer._pods._remember(document, 5)
    now[0] = 9
    observer._pods._remember(document, 9)
    assert observer.was_taken_since("serverless", 5)
    assert not observer.was_taken_since("serverless", 6)
    assert not observer.was_taken_since("other", 0)
    observer._pods._remember({**document, "status": {}, "metadata": {"uid": "q"}}, 9)
    assert not observer.was_taken_since("serverless", 6)
