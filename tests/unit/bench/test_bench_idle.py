from datetime import UTC, datetime

import pytest
from modelbench.api.conditions import is_finished
from modelbench.api.status import Status
from modelbench.api.values import parse as parse_value

from tests.bench.finished import finished_status
from tests.bench.idle import Window, check_known, judge, versions
from tests.bench.operator_pod import ready_pods
from tests.bench.scrape import Scrape, parse
from tests.unit.made.specs import schema

PROCESS = """
# TYPE process_resident_memory_bytes gauge
process_resident_memory_bytes 6.2914560e+07
# TYPE process_cpu_seconds_total counter
process_cpu_seconds_total 1.25
"""
KNOWN = """
# TYPE modelbench_benchmark_info gauge
modelbench_benchmark_info{benchmark_namespace="n",benchmark="a",image="i"} 1.0
modelbench_benchmark_info{benchmark_namespace="n",benchmark="b",image="i"} 1.0
"""
COUNTED = """
# TYPE modelbench_api_requests_total counter
modelbench_api_requests_total{method="GET",code="200"} 100.0
modelbench_api_requests_total{method="PATCH",code="200"} 3.0
modelbench_api_requests_total{method="POST",code="201"} 2.0
"""
MEBIBYTE = 2**20


def test_the_process_and_the_writes_are_read():
    assert parse(PROCESS + COUNTED + KNOWN, at=7) == Scrape(7, 1.25, 60 * MEBIBYTE, 5, 2)


def test_requests_that_are_not_counted_are_not_zero():
    assert parse(PROCESS, at=7).writes is None


def test_a_counter_without_requests_is_zero():
    assert parse(f"{PROCESS}# TYPE modelbench_api_requests_total counter\n", at=7).writes == 0


def test_a_process_without_metrics_is_an_error():
    with pytest.raises(LookupError, match="process_cpu_seconds_total"):
        parse(COUNTED, at=7)


def window(*, cpu=0.3, mebibytes=60, writes=0.0, after="1"):
    begin = Scrape(100, 1.0, 50 * MEBIBYTE, 4.0, 200)
    total = None if writes is None else begin.writes + writes
    end = Scrape(160, 1.0 + cpu, mebibytes * MEBIBYTE, total, 200)
    return Window((begin, end), ({"uid": "1"}, {"uid": after}))


def test_an_idle_operator_meets_its_goals():
    memory, processor, writes = judge(window())
    assert memory.value == "60 MiB resident"
    assert processor.value == "5.0 millicores"
    assert writes.value == "0 of 1 benchmarks changed"
    assert all(result.met for result in (memory, processor, writes))


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({"mebibytes": 120}, "idle memory"),
        ({"cpu": 0.6}, "idle CPU"),
        ({"writes": 1.0}, "idle writes"),
        ({"after": "2"}, "idle writes"),
    ],
)
def test_each_goal_can_be_missed_alone(changed, missed):
    assert [result.name for result in judge(window(**changed)) if result.missed] == [missed]


def test_an_operator_that_does_not_count_is_judged_by_the_versions_and_says_so():
    writes = judge(window(writes=None))[-1]
    assert writes.met
    assert "not counted" in writes.details[0]


def test_an_operator_that_does_not_know_them_all_proves_nothing():
    with pytest.raises(RuntimeError, match="knows 199 of 200"):
        check_known(Scrape(100, 1.0, 50 * MEBIBYTE, 4.0, 199))


def test_versions_are_kept_by_uid():
    assert versions([{"metadata": {"uid": "a", "resourceVersion": "7"}}]) == {"a": "7"}


def test_only_a_pod_that_is_ready_and_stays_is_ready():
    ready = {"conditions": [{"type": "Ready", "status": "True"}]}
    pods = [
        {"metadata": {"name": "ready"}, "status": ready},
        {"metadata": {"name": "ending", "deletionTimestamp": "now"}, "status": ready},
        {"metadata": {"name": "new"}, "status": {}},
    ]
    assert ready_pods(pods) == ["ready"]


def test_the_finished_status_has_what_the_schema_knows_and_is_finished():
    status = finished_status("idle-001", datetime(2026, 1, 1, tzinfo=UTC))
    assert is_finished(parse_value(Status, status, "status").conditions)
    assert status["completionTime"] == "2026-01-01T00:00:00Z"
    check(status, schema()["properties"]["status"], "status")


def check(value, schema, where):
    """That the schema has every field, of the right type, and that none it requires is missing."""
    types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    assert isinstance(value, types[schema["type"]]), where
    if isinstance(value, list):
        for item in value:
            check(item, schema["items"], where)
    elif isinstance(value, dict) and "properties" in schema:
        assert set(schema.get("required", ())) <= value.keys(), where
        for name, inner in value.items():
            check(inner, schema["properties"][name], f"{where}.{name}")
