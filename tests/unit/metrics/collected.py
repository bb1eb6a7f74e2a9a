"""What a scrape gives of some benchmarks."""

from modelbench.controller.results_collector import ResultsCollector
from modelbench.controller.store import Store
from prometheus_client import CollectorRegistry

LABELS = {"benchmark_namespace": "n", "benchmark": "b"}


def stored(*benchmarks):
    """A store that has seen these benchmarks."""
    store = Store()
    for benchmark in benchmarks:
        store.put(benchmark)
    return store


def registry(store):
    """A registry of nothing but the results of these benchmarks."""
    fresh = CollectorRegistry()
    fresh.register(ResultsCollector(store))
    return fresh


def collected(*benchmarks):
    return registry(stored(*benchmarks))


def series(metrics):
    """All samples of a scrape."""
    return [sample for family in metrics.collect() for sample in family.samples]
