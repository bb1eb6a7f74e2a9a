from modelbench.pods.troubles import Trouble, troubles_of

OOM = {"terminated": {"reason": "OOMKilled", "exitCode": 137}}


def pod(*, deleted=False, reason=None, conditions=(), **container):
    metadata = {"name": "p", **({"deletionTimestamp": "now"} if deleted else {})}
    resources = {"limits": {"memory": "96Mi"}}
    status = {"conditions": list(conditions), **({"reason": reason} if reason else {})}
    if container:
        status["containerStatuses"] = [{"name": "model", **container}]
    return {
        "metadata": metadata,
        "spec": {"containers": [{"name": "model", "resources": resources}]},
        "status": status,
    }


def found(**changes):
    return list(troubles_of(pod(**changes)))


def test_a_container_that_was_killed_for_memory_is_told_with_its_limit():
    killed = Trouble("OOMKilled", "model", 1, 137, "96Mi")
    assert found(state={"running": {}}, lastState=OOM, restartCount=1) == [killed]
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    assert found(state=waiting, lastState=OOM, restartCount=1) == [killed]


def test_it_has_the_same_number_before_and_after_it_is_started_again():
    before = found(state=OOM, restartCount=0)
    assert before == found(state={"running": {}}, lastState=OOM, restartCount=1)


def test_ends_that_were_missed_count_though_nothing_is_known_of_them():
    ends = found(state={"running": {}}, lastState=OOM, restartCount=3)
    assert [(one.reason, one.number) for one in ends] == [
        ("Unknown", 1),
        ("Unknown", 2),
        ("OOMKilled", 3),
    ]


def test_a_container_that_ends_with_its_pod_is_no_trouble():
    ended = {"terminated": {"reason": "Error", "exitCode": 143}}
    assert found(deleted=True, state=ended, restartCount=0) == []
    assert [one.exit_code for one in found(state=ended, restartCount=0)] == [143]


def test_a_kill_for_memory_counts_in_a_pod_that_ends_too():
    assert [one.reason for one in found(deleted=True, state=OOM, restartCount=0)] == ["OOMKilled"]


def test_a_pod_that_was_evicted_or_preempted_is_told():
    assert found(reason="Evicted") == [Trouble("Evicted")]
    target = {"type": "DisruptionTarget", "status": "True", "reason": "PreemptionByScheduler"}
    assert found(conditions=[target]) == [Trouble("PreemptionByScheduler")]
    assert found(conditions=[{**target, "status": "False"}]) == []


def test_a_pod_that_fares_well_has_no_trouble():
    assert found(state={"running": {}}, restartCount=0) == []
    assert found() == []
