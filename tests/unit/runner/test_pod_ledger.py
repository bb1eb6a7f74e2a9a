"""Which pods held room on a node, from when until when."""

from modelbench.api.names import Role
from modelbench.api.pod_samples import PodInterval
from modelbench.api.samples import Samples
from modelbench.kube.watch import Seen
from modelbench.runner.pod_ledger import PodLedger
from msgspec.structs import replace

SECOND = 1_000_000_000
# 2026-01-01T00:00:00Z
NOW = 1_767_225_600 * SECOND


class Cluster:
    """An observer and a clock in one."""

    def __init__(self, *pods):
        self.pods_now = list(pods)
        self.now = NOW

    def all_pods(self):
        return [*self.pods_now, made(None, "r", role="runner")]

    def now_nanoseconds(self):
        return self.now


def interval(uid="uid", end=60):
    """A pod of the first minute of 2026, as an earlier runner has stored it."""
    return PodInterval(
        "serverless", uid, (), NOW - 60 * SECOND, NOW + (end - 60) * SECOND, gone=True
    )


def made(
    variant="serverless",
    uid="a",
    *,
    role="model",
    node="n",
    phase="Running",
    start=None,
    deleted=False,
):
    labels = {"modelbench.dev/role": role}
    if variant is not None:
        labels["modelbench.dev/variant"] = variant
    metadata = {"uid": uid, "labels": labels}
    if deleted:
        metadata["deletionTimestamp"] = "2026-01-01T00:00:09Z"
    requests = {"requests": {"cpu": "100m", "memory": "128Mi"}}
    containers = [
        {"name": "user-container", "resources": requests},
        {"name": "queue-proxy", "resources": {"requests": {"cpu": "25m"}}},
    ]
    spec = {"containers": containers, **({"nodeName": node} if node else {})}
    status = {"phase": phase, **({"startTime": start} if start else {})}
    return Seen({"metadata": metadata, "spec": spec, "status": status}, 0)


def ledger(cluster, stored=()):
    """One whose thread does not look by itself."""
    found = PodLedger(cluster, cluster)
    found._run = lambda: None
    found.start(stored)
    return found


def pods(found):
    return {pod.uid: pod for pod in found.add_to(Samples()).pods}


def test_a_pod_is_there_from_its_node_to_its_end():
    cluster = Cluster(made(node=None))
    found = ledger(cluster)
    assert set(pods(found)) == {"r"}
    cluster.pods_now = [made()]
    found.look()
    cluster.now += 30 * SECOND
    cluster.pods_now = [made(deleted=True)]
    found.look()
    cluster.now += 5 * SECOND
    assert pods(found)["a"].nanoseconds == 35 * SECOND
    assert not pods(found)["a"].gone
    cluster.now += 5 * SECOND
    cluster.pods_now = []
    found.look()
    cluster.now += 60 * SECOND
    pod = pods(found)["a"]
    assert pod.gone
    assert pod.terminating_nanoseconds == NOW + 30 * SECOND
    assert pod.ended_nanoseconds == NOW + 40 * SECOND


def test_what_it_asks_for_is_read_from_its_spec():
    (pod,) = [p for p in pods(ledger(Cluster(made()))).values() if p.variant == "serverless"]
    asked = [(c.name, c.cpu_millicores, c.memory_bytes) for c in pod.containers]
    assert asked == [("user-container", 100, 128 << 20), ("queue-proxy", 25, 0)]


def test_a_pod_is_told_with_its_role_and_its_variant():
    cluster = Cluster(made(), made("two", "b"), made("two", "c", role="start"))
    found = pods(ledger(cluster))
    assert {uid: (pod.role, pod.variant) for uid, pod in found.items()} == {
        "a": (Role.MODEL, "serverless"),
        "b": (Role.MODEL, "two"),
        "c": (Role.START, "two"),
        "r": (Role.RUNNER, None),
    }


def test_one_that_is_older_than_the_ledger_began_when_its_kubelet_says():
    found = pods(ledger(Cluster(made(start="2025-12-31T23:59:00Z"))))
    assert found["a"].nanoseconds == 60 * SECOND
    fresh = pods(ledger(Cluster(made(start="2026-01-01T00:00:00Z"))))
    assert fresh["a"].nanoseconds == 0


def test_a_pod_that_has_ended_by_itself_holds_no_room():
    cluster = Cluster(made())
    found = ledger(cluster)
    found.look()
    cluster.now += SECOND
    cluster.pods_now = [made(phase="Failed")]
    assert pods(found)["a"].gone


def crashed(reason="OOMKilled", restarts=1, uid="a"):
    """A pod whose container has ended so often."""
    pod = made(uid=uid)
    container = {
        "name": "user-container",
        "restartCount": restarts,
        "state": {"running": {}},
        "lastState": {"terminated": {"reason": reason, "exitCode": 137}},
    }
    return Seen({**pod.object, "status": {"phase": "Running", "containerStatuses": [container]}}, 0)


def test_what_befalls_a_pod_is_noted_once_and_when_it_was_seen():
    cluster = Cluster(made())
    found = ledger(cluster)
    assert pods(found)["a"].troubles == ()
    cluster.now += SECOND
    cluster.pods_now = [crashed()]
    found.look()
    cluster.now += SECOND
    cluster.pods_now = [crashed(restarts=2)]
    found.look()
    cluster.now += SECOND
    troubles = pods(found)["a"].troubles
    assert [(one.reason, one.number) for one in troubles] == [("OOMKilled", 1), ("OOMKilled", 2)]
    assert [one.seen_nanoseconds - NOW for one in troubles] == [SECOND, 2 * SECOND]


def test_what_an_earlier_runner_has_noted_is_not_noted_again():
    first = pods(ledger(Cluster(crashed())))["a"]
    (trouble,) = pods(ledger(Cluster(crashed()), [first]))["a"].troubles
    assert trouble == first.troubles[0]


def test_an_evicted_pod_is_told_though_it_holds_no_room_any_more():
    cluster = Cluster(made())
    found = ledger(cluster)
    found.look()
    evicted = made(phase="Failed").object
    cluster.pods_now = [Seen({**evicted, "status": {"phase": "Failed", "reason": "Evicted"}}, 0)]
    pod = pods(found)["a"]
    assert pod.gone
    assert [one.reason for one in pod.troubles] == ["Evicted"]


def test_a_second_runner_goes_on_with_what_the_first_has_seen():
    """What ended between the two is not known to have lived longer than the first one saw."""
    cluster = Cluster(made(uid="b"))
    stored = [replace(interval(uid=uid, end=10), gone=False) for uid in ("a", "b")]
    found = pods(ledger(cluster, stored))
    assert found["a"].ended_nanoseconds == stored[0].ended_nanoseconds
    assert found["a"].gone
    assert found["b"].started_nanoseconds == stored[1].started_nanoseconds
    assert found["b"].ended_nanoseconds == NOW


def test_before_it_has_started_the_samples_stay_as_they_are():
    stored = Samples(pods=(interval(),))
    assert PodLedger(Cluster(), Cluster()).add_to(stored) is stored
