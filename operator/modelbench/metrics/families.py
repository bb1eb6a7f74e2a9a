"""Gauges that are made anew at each scrape."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

Labels = Sequence[str]
Declared = Mapping[str, tuple[str, Labels]]

# How many of a field's units make one of the base units that Prometheus has.
MILLI = 1000
MICRO = 1_000_000
PERCENT = 100
MEBI = 1 / (1 << 20)

_BENCHMARK = ("benchmark_namespace", "benchmark")


class Families:
    """Each name has a help and the labels that come after those of the benchmark."""

    def __init__(self, declared: Declared) -> None:
        self._families = {
            name: GaugeMetricFamily(name, text, labels=[*_BENCHMARK, *labels])
            for name, (text, labels) in declared.items()
        }

    def add(self, name: str, labels: Labels, value: float) -> None:
        """A sample, with the values of all labels."""
        self._families[name].add_metric(labels, value)

    def add_field(
        self,
        name: str,
        labels: Labels,
        fields: Mapping[str, Any],
        field: str,
        per_unit: float = 1,
    ) -> None:
        """A sample from a field of a status; what is absent there has no series."""
        if field in fields:
            self.add(name, labels, float(fields[field]) / per_unit)

    def all(self) -> Iterator[Metric]:
        """Every family, also one without series: its name and help are documentation."""
        yield from self._families.values()
