from modelbench.api.samples import Samples
from modelbench.controller.results_collector import ResultsCollector
from modelbench.controller.store import Store
from modelbench.scenarios.cold_start.summary import summarize
from modelbench.scenarios.status_fields import cold_start_fields
from prometheus_client import CollectorRegistry

from tests.unit.made.trials import trial

LABELS = {"benchmark_namespace": "n", "benchmark": "b"}
INFO = {**LABELS, "image": "i", "series": ""}


def registry(store):
    fresh = CollectorRegistry()
    fresh.register(ResultsCollector(store))
    return fresh


def benchmark():
    trials = tuple(trial(order=n) for n in range(10))
    rejected = trial(order=11, rejection="NotAtZero")
    fields = cold_start_fields(summarize(Samples(trials=(*trials, rejected)), "serverless"))
    return {
        "metadata": {"namespace": "n", "name": "b"},
        "spec": {"model": {"image": "i"}},
        "status": {
            "startTime": "2026-01-01T00:00:00Z",
            "serverless": {"coldStart": fields},
            "conditions": [{"type": "Succeeded", "status": "True"}],
        },
    }


def test_a_result_is_exported_in_seconds_with_its_bounds_and_phases():
    store = Store()
    store.put(benchmark())
    metrics = registry(store)

    def value(name, **labels):
        return metrics.get_sample_value(name, {**LABELS, **labels})

    cold = "modelbench_cold_start_seconds"
    assert value(cold, path="serverless", statistic="median") == 1.84
    assert value(cold, path="serverless", statistic="median_upper") == 1.84
    phase = {"path": "serverless", "phase": "decision", "parent": ""}
    assert value("modelbench_cold_start_phase_seconds", **phase) == 0.039
    trials = "modelbench_cold_start_trials"
    assert value(trials, path="serverless", outcome="accepted") == 10
    assert value(trials, path="serverless", outcome="NotAtZero") == 1
    condition = "modelbench_benchmark_condition"
    assert value(condition, condition="Succeeded", status="True") == 1
    assert value(condition, condition="Succeeded", status="False") == 0


def test_a_benchmark_tells_its_image_its_series_and_its_deadline():
    store = Store()
    labelled = benchmark()
    labelled["metadata"]["labels"] = {"modelbench.dev/series": "iris", "team": "a"}
    labelled["spec"]["activeDeadlineSeconds"] = 3600
    store.put(labelled)
    metrics = registry(store)
    info = {**LABELS, "image": "i", "series": "iris"}
    assert metrics.get_sample_value("modelbench_benchmark_info", info) == 1
    deadline = "modelbench_benchmark_active_deadline_seconds"
    assert metrics.get_sample_value(deadline, LABELS) == 3600


def test_a_deleted_benchmark_leaves_no_series():
    store = Store()
    store.put(benchmark())
    metrics = registry(store)
    assert metrics.get_sample_value("modelbench_benchmark_info", INFO) == 1
    store.remove(("n", "b"))
    assert metrics.get_sample_value("modelbench_benchmark_info", INFO) is None
