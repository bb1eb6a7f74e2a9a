"""The results of benchmarks as Prometheus metrics, rebuilt from the statuses at each scrape."""

import logging
from collections.abc import Iterator

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from modelbench.api.benchmark import Benchmark
from modelbench.controller.store import Store
from modelbench.metrics import benchmark as benchmark_metrics
from modelbench.metrics import decision, load
from modelbench.metrics.families import Declared, Families
from modelbench.scenarios.registry import SCENARIOS
from modelbench.scenarios.steady.metrics import add_differences

_NOT_EXPORTED = "modelbench_benchmarks_not_exported"

logger = logging.getLogger(__name__)


class ResultsCollector(Collector):
    """The results of all benchmarks that exist; a deleted one leaves no series behind.

    A benchmark whose status cannot be told in metrics is left out whole, counted, and logged once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._declared = declared()
        self._left_out: set[str] = set()

    def describe(self) -> list[Metric]:
        """Give nothing, so that registration does not collect."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Make fresh families from the present statuses."""
        families, left_out = Families(self._declared), set()
        for benchmark in self._store.all():
            try:
                families.take(self._told(benchmark))
            except Exception as error:
                left_out.add(benchmark.metadata.uid)
                self._log(benchmark, error)
        self._left_out = left_out
        yield from families.all()
        text = "Benchmarks whose status cannot be told in metrics; the operator's log says why."
        yield GaugeMetricFamily(_NOT_EXPORTED, text, value=len(left_out))

    def _told(self, benchmark: Benchmark) -> Families:
        """Its own families, so that none of it is exported when a part fails."""
        families = Families(self._declared)
        benchmark_metrics.add_benchmark(families, benchmark)
        for variant in benchmark.status.variants:
            for scenario in SCENARIOS:
                scenario.metrics.add(families, (*benchmark.key, variant.name), variant)
        add_differences(families, benchmark.key, benchmark.status)
        decision.add_decision(families, benchmark.key, benchmark.status)
        return families

    def _log(self, benchmark: Benchmark, error: Exception) -> None:
        if benchmark.metadata.uid not in self._left_out:
            name = "/".join(benchmark.key)
            logger.warning("ModelBenchmark %s is left out of the metrics: %s", name, error)


def declared() -> Declared:
    """The metrics of results: their names with help and labels."""
    found = {**benchmark_metrics.DECLARED, **load.DECLARED, **decision.DECLARED}
    for scenario in SCENARIOS:
        found |= scenario.metrics.DECLARED
    return found
