from datetime import UTC, datetime

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.controller.lingering import count_lingering
from modelbench.controller.queue_order import count_ahead

from tests.unit.made import specs

MEASURING = {"startTime": "2026-01-01T00:00:00Z"}


def finished(start="2026-01-01T00:00:00Z"):
    end = {
        "type": "Succeeded",
        "status": "True",
        "reason": "Completed",
        "message": "done",
        "lastTransitionTime": start,
    }
    return {"startTime": start, "completionTime": start, "conditions": [end]}


def benchmark(
    name, created="2026-01-01T00:00:00Z", *, namespace="n", status=None, deleted=False, **spec
):
    metadata = {"creationTimestamp": created}
    if deleted:
        metadata["deletionTimestamp"] = created
    uid = f"{namespace}/{name}"
    return parse_benchmark(specs.document(name, namespace, uid, status, metadata, **spec))


def order(everyone, max_concurrent=1):
    """The names of those that wait, in the order in which they will start."""
    waiting = [one for one in everyone if one.is_waiting]
    ahead = {one.metadata.name: count_ahead(one, everyone, max_concurrent) for one in waiting}
    return sorted(ahead, key=ahead.get)


def test_the_oldest_goes_first_and_names_break_a_tie():
    first = benchmark("b", "2026-01-01T00:00:00Z")
    second = benchmark("a", "2026-01-01T00:00:01Z")
    third = benchmark("c", "2026-01-01T00:00:01Z")
    everyone = [third, second, first]
    assert [count_ahead(one, everyone, 1) for one in (first, second, third)] == [0, 1, 2]


def test_one_that_measures_holds_all_others_back():
    waiting = benchmark("old", "2020-01-01T00:00:00Z")
    assert count_ahead(waiting, [waiting, benchmark("m", status=MEASURING)], 1) == 1


@pytest.mark.parametrize(
    "other",
    [
        benchmark("a", status=finished()),
        benchmark("a", suspend=True),
        benchmark("a", deleted=True),
        benchmark("a", status=MEASURING, deleted=True),
    ],
    ids=["finished", "suspended", "deleted", "deleted while it measures"],
)
def test_who_does_not_want_to_measure_holds_nobody_back(other):
    waiting = benchmark("b")
    assert count_ahead(waiting, [waiting, other], 1) == 0


@pytest.mark.parametrize("status", [None, MEASURING])
def test_what_was_set_aside_holds_nobody_back(status):
    waiting, stuck = benchmark("b"), benchmark("a", status=status)
    assert count_ahead(waiting, [waiting, stuck], 1) == 1
    assert count_ahead(waiting, [waiting, stuck], 1, {stuck.metadata.uid}) == 0


def test_what_says_of_itself_that_it_was_set_aside_holds_nobody_back():
    """So an operator knows that has just begun."""
    times = {"lastTransitionTime": "2026-01-01T00:00:00Z", "observedGeneration": 1}
    summary = {"type": "Succeeded", "status": "Unknown", "message": "m", **times}
    waiting = benchmark("b")
    for reason, ahead in (("Queued", 1), ("SetAside", 0)):
        stuck = benchmark("a", status={"conditions": [{**summary, "reason": reason}]})
        assert count_ahead(waiting, [waiting, stuck], 1) == ahead


def test_a_setting_allows_more():
    waiting = benchmark("b")
    everyone = [waiting, benchmark("m", status=MEASURING)]
    assert count_ahead(waiting, everyone, 2) == 0


def test_namespaces_take_turns_however_many_benchmarks_one_has():
    many = [benchmark(f"m{n}", f"2026-01-01T00:00:0{n}Z", namespace="many") for n in range(4)]
    few = [benchmark("f0", "2026-01-02T00:00:00Z", namespace="few")]
    other = [benchmark(f"o{n}", f"2026-01-03T00:00:0{n}Z", namespace="other") for n in range(2)]
    assert order(many + few + other) == ["m0", "f0", "o0", "m1", "o1", "m2", "m3"]


def test_the_namespace_that_started_one_most_recently_goes_last():
    ran = benchmark("ran", namespace="many", status=finished("2026-01-05T00:00:00Z"))
    long_ago = benchmark("was", namespace="few", status=finished("2026-01-04T00:00:00Z"))
    waiting = [
        benchmark("m", "2026-01-01T00:00:00Z", namespace="many"),
        benchmark("f", "2026-01-06T00:00:00Z", namespace="few"),
        benchmark("n", "2026-01-07T00:00:00Z", namespace="new"),
    ]
    assert order([*waiting, ran, long_ago]) == ["n", "f", "m"]


def test_one_tenant_s_queue_does_not_starve_another_over_a_whole_day():
    """Each start moves a namespace to the end: both get every second turn."""
    everyone = {f"m{n}": benchmark(f"m{n}", namespace="many") for n in range(10)}
    everyone |= {f"f{n}": benchmark(f"f{n}", "2026-02-01T00:00:00Z", namespace="few") for n in "01"}
    started = []
    for hour in range(6):
        known = list(everyone.values())
        (name,) = [b.metadata.name for b in known if b.is_waiting and count_ahead(b, known, 1) == 0]
        started.append(name)
        status = finished(f"2026-03-01T{hour:02}:00:00Z")
        namespace = everyone[name].metadata.namespace
        everyone[name] = benchmark(name, namespace=namespace, status=status)
    assert started == ["m0", "f0", "m1", "f1", "m2", "m3"]


def test_exactly_as_many_may_start_as_are_allowed_at_once():
    everyone = [benchmark(f"{n}", namespace=f"n{n % 3}") for n in range(9)]
    may_start = [one for one in everyone if count_ahead(one, everyone, 3) == 0]
    assert len(may_start) == 3


def pod(role, deletion=None, grace=30, owner="ReplicaSet", label="b"):
    labels = {"modelbench.dev/benchmark": label, "modelbench.dev/role": role}
    references = [{"kind": owner, "name": "b-serverless-00001-x", "controller": True}]
    metadata = {"labels": labels, "ownerReferences": references if owner else []}
    if deletion:
        metadata |= {"deletionTimestamp": deletion, "deletionGracePeriodSeconds": grace}
    return {"metadata": metadata}


@pytest.mark.parametrize(
    ("item", "lingers"),
    [
        (pod("model"), 0),
        (pod("model", "2026-01-01T00:00:25Z"), 1),
        (pod("start", "2026-01-01T00:04:55Z", grace=300), 1),
        (pod("generator", "2026-01-01T00:00:02Z", grace=5, owner="Job"), 1),
        (pod("runner", "2026-01-01T00:00:25Z", owner="Job"), 0),
        (pod("model", "2025-12-31T23:59:00Z"), 0),
        (pod("model", "2026-01-01T00:00:25Z", owner=None), 0),
        (pod("model", "2026-01-01T00:00:25Z", label="other"), 0),
        (pod("model", "5194-11-16T09:46:40Z", grace=100_000_000_000), 0),
        (pod("model", "9999-12-31T23:59:59Z", grace=10**18), 0),
        (pod("model", "2026-01-01T00:00:25Z", grace=-(10**18)), 1),
        (pod("model", "2026-01-01T00:00:25Z", grace=None), 1),
        (pod("model", "soon"), 0),
    ],
    ids=[
        "lives",
        "ends",
        "ends slowly",
        "generator",
        "runner",
        "stuck",
        "bare pod with the label",
        "of another owner",
        "with a grace of three thousand years",
        "with a grace beyond all years",
        "with a negative grace",
        "without a grace",
        "with a time that is none",
    ],
)
def test_pods_of_earlier_benchmarks_are_waited_for_but_not_for_ever(item, lingers):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert count_lingering([item], now) == lingers
