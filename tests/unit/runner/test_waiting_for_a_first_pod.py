"""How long a model may take before it is called not ready."""

from types import SimpleNamespace

import pytest
from modelbench.api.names import Names
from modelbench.api.reasons import BenchmarkError, Reason
from modelbench.api.variants import variants_of
from modelbench.instruments.readiness import Readiness
from modelbench.kube.watch import Seen

from tests.unit.made.sessions import SLOW, TWO
from tests.unit.made.specs import spec

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


def readiness(cluster, *variants):
    asked = spec(variants=list(variants))
    parts = {"spec": asked, "variants": variants_of(asked), "names": Names("n", "b")}
    return Readiness(SimpleNamespace(observer=cluster, clock=cluster, **parts))


def test_a_pull_may_take_as_long_as_it_does():
    readiness(Cluster(pulls_seconds=600, ready_seconds=680)).wait()


def test_a_container_that_runs_and_is_never_ready_is_named_after_its_time():
    cluster = Cluster(pulls_seconds=600, ready_seconds=10_000)
    with pytest.raises(BenchmarkError, match="not ready after 90 s") as caught:
        readiness(cluster).wait()
    assert caught.value.reason is Reason.NOT_READY
    assert 690 <= cluster.seconds <= 693


class Fetching(Cluster):
    """A pod whose init container runs from its 100th second on, beside a sidecar of its kind."""

    def pods(self, *_arguments):
        (pod,) = super().pods()
        fetches = {"running": {}} if self.seconds >= 100 else {"waiting": {}}
        names = {"cache": {"running": {}}, "fetch": fetches}
        pod.object["status"]["initContainerStatuses"] = [
            {"name": name, "state": state} for name, state in names.items()
        ]
        init = [{"name": "cache", "restartPolicy": "Always"}, {"name": "fetch"}]
        pod.object["spec"]["initContainers"] = init
        return [pod]


def test_an_init_container_may_take_as_long_as_a_start_and_is_named_after_that():
    readiness(Fetching(pulls_seconds=10_000, ready_seconds=185)).wait()
    cluster = Fetching(pulls_seconds=10_000, ready_seconds=10_000)
    with pytest.raises(BenchmarkError, match=r"init container fetch .* more than 90 s") as caught:
        readiness(cluster).wait()
    assert caught.value.reason is Reason.NOT_READY
    assert "startTimeoutSeconds" in caught.value.advice
    assert 190 <= cluster.seconds <= 193


def refusing(ready_seconds):
    cluster = Cluster(pulls_seconds=None, ready_seconds=ready_seconds)
    message = "Configuration of another owner"
    refusal = {"type": "Ready", "status": "False", "reason": "NotOwned", "message": message}
    cluster.service["status"]["conditions"] = [refusal]
    return cluster


def test_knative_s_refusal_counts_when_it_lasts_and_not_while_an_earlier_service_goes():
    readiness(refusing(ready_seconds=14)).wait()
    with pytest.raises(BenchmarkError, match="Configuration of another owner"):
        readiness(refusing(ready_seconds=60)).wait()


class Ready:
    """A cluster in which these children are ready, by the names of their variants."""

    def __init__(self, lanes=(), deployments=(), starts=()):
        self._lanes = set(lanes)
        self._deployments = {f"b-{name}" for name in deployments}
        self._starts = {f"b-{name}-start" for name in starts}
        self.signal = SimpleNamespace(wait_for=self._wait_for)

    def _wait_for(self, predicate, _timeout_seconds):
        if not predicate():
            raise TimeoutError
        return True

    wait_for = _wait_for

    def knative_service(self, variant, lane):
        ready = "True" if (variant, lane) in self._lanes else "Unknown"
        return {"status": {"conditions": [{"type": "Ready", "status": ready}]}}

    def deployment(self, name):
        if name in self._starts:
            return {"spec": {"replicas": 0}}
        available = {"availableReplicas": 1} if name in self._deployments else {}
        return {"spec": {"replicas": 1}, "status": available} if "start" not in name else None

    def lane_deployments(self, variant, lane):
        return []

    def pods(self, variant, lane=None):
        return []


ALL = {
    "lanes": {("serverless", 1), ("slow", 1)},
    "deployments": {"containerized", "two"},
    "starts": {"containerized", "two"},
}


def test_a_run_begins_when_every_variant_is_ready():
    readiness(Ready(**ALL), SLOW, TWO).wait()


@pytest.mark.parametrize(
    "lacks",
    [
        {"lanes": {("serverless", 1)}},
        {"deployments": {"containerized"}},
        {"starts": {"two"}},
    ],
)
def test_a_run_does_not_begin_before_the_last_variant_is_ready(lacks):
    with pytest.raises(TimeoutError):
        readiness(Ready(**{**ALL, **lacks}), SLOW, TWO).wait()


@pytest.mark.parametrize("number", [1, 2])
def test_a_lane_is_ready_when_it_is_so_for_every_variant(number):
    lanes = {("serverless", 1), ("slow", 1), ("serverless", 2)}
    ours = readiness(Ready(lanes), SLOW)
    variants = [one for one in variants_of(spec(variants=[SLOW])) if one.scales_to_zero]
    if number == 1:
        assert ours.wait_for_lane(variants, 1)
    else:
        with pytest.raises(TimeoutError):
            ours.wait_for_lane(variants, 2)


class Refusing(Cluster):
    """One Deployment of which no pod is made."""

    def __init__(self, message):
        super().__init__(pulls_seconds=None, ready_seconds=10_000)
        condition = {"type": "ReplicaFailure", "status": "True", "message": message}
        self.refused = {"metadata": {"name": "d"}, "status": {"conditions": [condition]}}

    def deployments(self):
        return [self.refused]


def test_a_quota_that_refuses_a_pod_is_named_at_once():
    cluster = Refusing("exceeded quota: q")
    with pytest.raises(BenchmarkError, match="exceeded quota"):
        readiness(cluster).wait()
    assert cluster.seconds == 1


def test_a_webhook_that_is_away_is_named_when_it_stays_away():
    cluster = Refusing('failed calling webhook "pods.example.com": connection refused')
    with pytest.raises(BenchmarkError, match="failed calling webhook"):
        readiness(cluster).wait()
    assert 90 <= cluster.seconds <= 92
