from datetime import UTC, datetime

import pytest
from modelbench.controller.queue_order import count_ahead, count_lingering


def benchmark(name, created="2026-01-01T00:00:00Z", *, status=None, suspend=False, deleted=False):
    metadata = {"name": name, "namespace": "n", "uid": name, "creationTimestamp": created}
    if deleted:
        metadata["deletionTimestamp"] = created
    return {"metadata": metadata, "spec": {"suspend": suspend}, "status": status or {}}


MEASURING = {"startTime": "2026-01-01T00:00:00Z"}
FINISHED = {**MEASURING, "conditions": [{"type": "Succeeded", "status": "True"}]}


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
        benchmark("a", status=FINISHED),
        benchmark("a", suspend=True),
        benchmark("a", deleted=True),
    ],
    ids=["finished", "suspended", "deleted"],
)
def test_who_does_not_want_to_measure_holds_nobody_back(other):
    waiting = benchmark("b")
    assert count_ahead(waiting, [waiting, other], 1) == 0


def test_a_setting_allows_more():
    waiting = benchmark("b")
    everyone = [waiting, benchmark("m", status=MEASURING)]
    assert count_ahead(waiting, everyone, 2) == 0


def pod(path, deletion=None, grace=30):
    metadata = {"labels": {"modelbench.dev/path": path}}
    if deletion:
        metadata |= {"deletionTimestamp": deletion, "deletionGracePeriodSeconds": grace}
    return {"metadata": metadata}


@pytest.mark.parametrize(
    ("item", "lingers"),
    [
        (pod("serverless"), 0),
        (pod("serverless", "2026-01-01T00:00:25Z"), 1),
        (pod("containerized-start", "2026-01-01T00:04:55Z", grace=300), 1),
        (pod("runner", "2026-01-01T00:00:25Z"), 0),
        (pod("serverless", "2025-12-31T23:59:00Z"), 0),
    ],
    ids=["lives", "ends", "ends slowly", "runner", "stuck"],
)
def test_pods_of_earlier_benchmarks_are_waited_for_but_not_for_ever(item, lingers):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert count_lingering([item], now) == lingers
