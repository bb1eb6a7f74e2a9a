from datetime import UTC, datetime, timedelta

from modelbench.controller.reconciler import Reconciler
from modelbench.controller.settings import Settings

from tests.unit.controller.memory_api import MEASURING, MemoryApi, document, parsed, summary

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BENCHMARKS = "/apis/modelbench.dev/v1alpha1/modelbenchmarks"
PATH = "/apis/modelbench.dev/v1alpha1/namespaces/n/modelbenchmarks/{}"


def reconciler(api, now=NOW):
    return Reconciler(api, Settings(runner_image="operator"), lambda: now)


def test_what_is_in_memory_can_keep_one_waiting_without_a_list():
    api = MemoryApi(document("a", status=MEASURING), document("b"))
    ours = reconciler(api)
    ours.due()
    api.lists.clear()
    for _ in range(5):
        ours.reconcile("n", "b")
    assert api.lists == []
    assert summary(api)["reason"] == "Queued"


def test_but_it_starts_none_that_a_list_of_the_moment_does_not_let_start():
    """Another operator, or this one a moment ago, has started one of which no watch has told."""
    api = MemoryApi(document("a", status=MEASURING), document("b"))
    ours = reconciler(api)
    ours.reconcile("n", "b")
    assert BENCHMARKS in api.lists
    assert "startTime" not in api.objects[PATH.format("b")]["status"]


def test_two_that_are_looked_at_in_a_row_do_not_both_start():
    api = MemoryApi(document("a"), document("b"))
    ours = reconciler(api)
    ours.due()
    for name in "ab":
        ours.reconcile("n", name)
    started = [name for name in "ab" if "startTime" in api.objects[PATH.format(name)]["status"]]
    assert started == ["a"]


def test_the_queue_is_told_in_one_event_however_often_it_moves():
    others = [document(f"a{n}", status=MEASURING) for n in range(3)]
    api = MemoryApi(*others, document("b"))
    for count in range(3):
        api.objects.pop(PATH.format(f"a{count}"))
        if count < 2:
            reconciler(api).reconcile("n", "b")
    assert api.reasons == ["Queued"]
    assert "waiting for 1 other benchmark to finish" in summary(api)["message"]


def test_one_that_is_not_in_any_list_yet_takes_its_place_all_the_same():
    api = MemoryApi(document("b"))
    ours = reconciler(api)
    ours._inventory.store.put(parsed("a", status=MEASURING))
    ours.reconcile("n", "b")
    assert "waiting for 1 other" in summary(api)["message"]


def test_the_last_pods_of_earlier_ones_are_waited_for():
    labels = {"modelbench.dev/benchmark": "x", "modelbench.dev/role": "model"}
    owner = {"kind": "ReplicaSet", "name": "x-containerized-1", "controller": True}
    metadata = {
        "name": "p",
        "namespace": "n",
        "labels": labels,
        "ownerReferences": [owner],
        "deletionTimestamp": "2026-01-01T00:00:20Z",
        "deletionGracePeriodSeconds": 30,
    }
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata}
    api = MemoryApi(document("b"), pod)
    assert reconciler(api).reconcile("n", "b") == 2
    assert "last pods" in summary(api)["message"]
    assert reconciler(api, NOW + timedelta(seconds=60)).reconcile("n", "b") == 0
    assert "startTime" in api.objects[PATH.format("b")]["status"]
