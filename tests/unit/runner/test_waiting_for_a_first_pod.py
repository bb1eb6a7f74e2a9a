"""How long a model may take before it is called not ready."""

from types import SimpleNamespace

import pytest
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.spec import parse_spec
from modelbench.instruments.readiness import Readiness
from modelbench.kube.watch import Seen

from tests.unit.controller.memory_api import benchmark

SECOND = 1_000_000_000


class Cluster:
    """One containerized pod, which first pulls and then runs without being ready."""

    def __init__(self, pulls_seconds, ready_seconds):
        self.seconds = 0
        self._pulls, self._ready = pulls_seconds, ready_seconds
        self.service = {"metadata": {"uid": "s"}, "status": {"conditions": []}}
        self.signal = SimpleNamespace(wait_for=self._wait_for)

    def now_nanoseconds(self):
        return self.seconds * SECOND

    def _wait_for(self, _predicate, _timeout_seconds):
        self.seconds += 1
        return self.seconds >= self._ready

    def model_pods(self):
        return self.pods() if self._pulls is not None else []

    def pods(self, *_arguments):
        if self._pulls is None:
            return []
        state = {"running": {}} if self.seconds >= self._pulls else {"waiting": {}}
        status = {"containerStatuses": [{"name": "model", "state": state}]}
        containers = {"containers": [{"name": "model"}]}
        document = {"metadata": {"uid": "p", "name": "p"}, "spec": containers, "status": status}
        return [Seen(document, 0)]

    def deployments(self):
        return []

    def events_of(self, *_arguments):
        return []

    def knative_service(self, *_arguments):
        return self.service


def wait(cluster):
    spec = parse_spec(benchmark()["spec"])
    Readiness(SimpleNamespace(observer=cluster, clock=cluster, spec=spec)).wait()


def test_a_pull_may_take_as_long_as_it_does():
    wait(Cluster(pulls_seconds=600, ready_seconds=680))


def test_a_container_that_runs_and_is_never_ready_is_named_after_its_time():
    cluster = Cluster(pulls_seconds=600, ready_seconds=10_000)
    with pytest.raises(BenchmarkError, match="not ready after 90 s") as caught:
        wait(cluster)
    assert caught.value.reason is Reason.NOT_READY
    assert 690 <= cluster.seconds <= 693


def refusing(ready_seconds):
    cluster = Cluster(pulls_seconds=None, ready_seconds=ready_seconds)
    message = "Configuration of another owner"
    refusal = {"type": "Ready", "status": "False", "reason": "NotOwned", "message": message}
    cluster.service["status"]["conditions"] = [refusal]
    return cluster


def test_knative_s_refusal_counts_when_it_lasts_and_not_while_an_earlier_service_goes():
    wait(refusing(ready_seconds=14))
    with pytest.raises(BenchmarkError, match="Configuration of another owner"):
        wait(refusing(ready_seconds=60))
