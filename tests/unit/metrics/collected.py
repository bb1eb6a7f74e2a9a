"""What a scrape gives of some benchmarks."""

from modelbench.controller.exposition import Exposition
from modelbench.controller.store import Store
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

LABELS = {"benchmark_namespace": "n", "benchmark": "b"}
MOST_BYTES = 4 << 20


class Scrape(Collector):
    """The families that Prometheus reads in the text of an exposition."""

    def __init__(self, store, most_bytes=MOST_BYTES):
        self._exposition = Exposition(store, most_bytes)

    def describe(self):
        return []

    def collect(self):
        yield from text_string_to_metric_families(self._exposition.page().text.decode())


def stored(*benchmarks):
    """A store that has seen these benchmarks."""
    store = Store()
    for benchmark in benchmarks:
        store.put(benchmark)
    return store


def registry(store, most_bytes=MOST_BYTES):
    """A registry of nothing but the results of these benchmarks."""
    fresh = CollectorRegistry()
    fresh.register(Scrape(store, most_bytes))
    return fresh


def collected(*benchmarks):
    return registry(stored(*benchmarks))


def series(metrics):
    """All samples of a scrape."""
    return [sample for family in metrics.collect() for sample in family.samples]
