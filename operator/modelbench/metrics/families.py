"""Gauges that are made anew at each scrape."""

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

Labels = Sequence[str]
Declared = Mapping[str, tuple[str, Labels]]

# How many of a value's units make one of the base units that Prometheus has.
MILLI = 1000
MICRO = 1_000_000
PERCENT = 100
MEBI = 1 / (1 << 20)

_BENCHMARK = ("benchmark_namespace", "benchmark")


class Families:
    """Samples by the name of their metric, with the values of all labels of each sample.

    Each name has a help and the labels that come after those of the benchmark.
    """

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._samples: dict[str, dict[tuple[str, ...], float]] = {}

    def add(
        self, name: str, labels: Labels, value: float | str | None, per_unit: float = 1
    ) -> None:
        """Add a value of a status, so many of whose units are one unit of the metric.

        What is not known has no series. ValueError when the series is there already, because
        Prometheus refuses the whole scrape then.
        """
        if value is None:
            return
        series = self._samples.setdefault(name, {})
        key = tuple(labels)
        if key in series:
            raise ValueError(f"{name} has {key} twice")
        series[key] = float(value) / per_unit

    def take(self, other: "Families") -> None:
        """Add all samples of another benchmark, whose labels differ therefore."""
        for name, series in other._samples.items():
            self._samples.setdefault(name, {}).update(series)

    def all(self) -> Iterator[Metric]:
        """Give every family, also one without series: its name and help are documentation."""
        for name, (text, labels) in self._declared.items():
            family = GaugeMetricFamily(name, text, labels=[*_BENCHMARK, *labels])
            for values, value in self._samples.get(name, {}).items():
                family.add_metric(values, value)
            yield family
