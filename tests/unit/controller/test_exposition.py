import logging

import pytest
from modelbench.api.benchmark import parse_benchmark
from modelbench.api.samples import Samples
from modelbench.api.values import dump
from modelbench.scenarios.findings import find
from msgspec.structs import replace

from tests.unit.made.load_runs import SCENARIOS
from tests.unit.made.specs import document, spec
from tests.unit.made.trials import trial
from tests.unit.metrics.collected import LABELS, collected, registry, series, stored

NOT_EXPORTED = "modelbench_benchmarks_not_exported"
INFO = {**LABELS, "image": "example.com/model:1", "series": ""}
COLD_START = {"coldStart": SCENARIOS["coldStart"]}


def benchmark(name="b", start_time="2026-01-01T00:00:00Z", labels=(), **changes):
    trials = tuple(trial(order=n) for n in range(10))
    rejected = trial(order=11, rejection="NotAtZero")
    found = find(Samples(trials=(*trials, rejected)), spec(scenarios=COLD_START))
    succeeded = {
        "type": "Succeeded",
        "status": "True",
        "reason": "Completed",
        "message": "measured",
        "lastTransitionTime": start_time,
    }
    status = {**dump(found), "startTime": start_time, "conditions": [succeeded]}
    metadata = {"labels": dict(labels)}
    described = document(name, uid=name, status=status, metadata=metadata, **changes)
    return parse_benchmark(described)


def broken(name="broken"):
    return benchmark(name, start_time="2026-01-01T00:00:61Z")


def test_a_result_is_exported_in_seconds_with_its_bounds_and_phases():
    metrics = collected(benchmark())

    def value(name, **labels):
        return metrics.get_sample_value(f"modelbench_{name}", {**LABELS, **labels})

    serverless = {"variant": "serverless"}
    assert value("cold_start_seconds", **serverless, statistic="median") == 1.84
    assert value("cold_start_seconds", **serverless, statistic="median_upper") == 1.84
    phase = {**serverless, "phase": "decision", "parent": ""}
    assert value("cold_start_phase_seconds", **phase) == 0.039
    assert value("cold_start_trials", **serverless, outcome="accepted") == 10
    assert value("cold_start_trials", **serverless, outcome="NotAtZero") == 1
    assert value("benchmark_condition", condition="Succeeded", status="True") == 1
    assert value("benchmark_condition", condition="Succeeded", status="False") == 0
    assert value("benchmark_start_timestamp_seconds") == 1767225600


def test_a_benchmark_tells_its_image_its_series_and_its_deadline():
    labels = {"modelbench.dev/series": "iris", "team": "a"}
    metrics = collected(benchmark(labels=labels, activeDeadlineSeconds=3600))
    info = {**INFO, "series": "iris"}
    assert metrics.get_sample_value("modelbench_benchmark_info", info) == 1
    deadline = "modelbench_benchmark_active_deadline_seconds"
    assert metrics.get_sample_value(deadline, LABELS) == 3600


def test_a_deleted_benchmark_leaves_no_series():
    store = stored(benchmark())
    metrics = registry(store)
    assert metrics.get_sample_value("modelbench_benchmark_info", INFO) == 1
    store.remove(("n", "b"))
    assert metrics.get_sample_value("modelbench_benchmark_info", INFO) is None


def test_a_benchmark_that_cannot_be_told_is_left_out_whole_and_counted():
    metrics = collected(benchmark(), broken())
    assert metrics.get_sample_value("modelbench_benchmark_info", INFO) == 1
    assert metrics.get_sample_value(NOT_EXPORTED) == 1
    assert not [one for one in series(metrics) if one.labels.get("benchmark") == "broken"]


def test_when_all_can_be_told_none_is_counted():
    assert collected(benchmark()).get_sample_value(NOT_EXPORTED) == 0


def test_why_a_benchmark_is_left_out_is_logged_once(caplog):
    store = stored(benchmark(), broken())
    metrics = registry(store)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            list(metrics.collect())
    (record,) = caplog.records
    assert "n/broken is left out of the metrics: " in record.message


def test_a_benchmark_that_breaks_again_is_logged_again(caplog):
    store = stored(broken())
    metrics = registry(store)
    for state in (broken(), benchmark("broken"), broken()):
        store.put(state)
        list(metrics.collect())
    assert len(caplog.records) == 2


@pytest.mark.parametrize("field", ["name", "phases"])
def test_a_status_that_would_give_a_series_twice_is_left_out(field):
    """Prometheus refuses a whole scrape with a series that is there twice."""
    found = benchmark()
    first, second = found.status.variants
    cold = first.cold_start
    doubled = {
        "name": (first, replace(second, name=first.name, cold_start=cold)),
        "phases": (replace(first, cold_start=replace(cold, phases=cold.phases * 2)), second),
    }
    twice = replace(found, status=replace(found.status, variants=doubled[field]))
    metrics = collected(twice)
    assert metrics.get_sample_value(NOT_EXPORTED) == 1
    assert metrics.get_sample_value("modelbench_benchmark_info", INFO) is None
