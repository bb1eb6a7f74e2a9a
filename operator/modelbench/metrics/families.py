"""Gauges as the lines of Prometheus' text format, made once for each state of a benchmark."""

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client.utils import floatToGoString

Labels = Sequence[str]
Declared = Mapping[str, tuple[str, Labels]]

# How many of a value's units make one of the base units that Prometheus has.
MILLI = 1000
MICRO = 1_000_000
PERCENT = 100
MEBI = 1 / (1 << 20)

_BENCHMARK = ("benchmark_namespace", "benchmark")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


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

    def lines(self) -> dict[str, str]:
        """The lines of all samples, by the name of their metric."""
        return {name: "".join(self._of(name)) for name in self._samples}

    def _of(self, name: str) -> Iterator[str]:
        labels = (*_BENCHMARK, *self._declared[name][1])
        for values, value in self._samples[name].items():
            pairs = zip(labels, values, strict=True)
            text = ",".join(f'{label}="{one.translate(_ESCAPES)}"' for label, one in pairs)
            yield f"{name}{{{text}}} {floatToGoString(value)}\n"


def gauge(name: str, text: str, lines: str = "") -> str:
    """A whole family. One without series has a help all the same: that is documentation."""
    return f"# HELP {name} {text}\n# TYPE {name} gauge\n{lines}"
