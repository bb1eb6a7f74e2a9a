"""What the operator says of itself at its /metrics."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from tests.bench.operator_pod import metrics_text

REQUESTS = "modelbench_api_requests_total"
_CPU = "process_cpu_seconds_total"
_MEMORY = "process_resident_memory_bytes"
_BENCHMARKS = "modelbench_benchmark_info"


@dataclass(frozen=True)
class Scrape:
    """One scrape. ``writes`` is None when the operator does not count its requests.

    ``benchmarks`` is how many it knows, in all namespaces.
    """

    at: float
    cpu_seconds: float
    resident_bytes: float
    writes: float | None
    benchmarks: int


def scrape(pod: str) -> Scrape:
    """The present values of the operator's pod."""
    return parse(metrics_text(pod), time.monotonic())


def parse(text: str, at: float) -> Scrape:
    """Read the exposition format. LookupError when the process's own metrics are not in it."""
    families = list(text_string_to_metric_families(text))
    by_method = list(_values(families, REQUESTS, without_method="GET"))
    counted = any(family.name in (REQUESTS, REQUESTS.removesuffix("_total")) for family in families)
    return Scrape(
        at=at,
        cpu_seconds=_one(families, _CPU),
        resident_bytes=_one(families, _MEMORY),
        writes=sum(by_method) if counted else None,
        benchmarks=len(list(_values(families, _BENCHMARKS))),
    )


def _one(families: list[Metric], name: str) -> float:
    values = list(_values(families, name))
    if not values:
        raise LookupError(f"the operator's /metrics has no {name}")
    return values[0]


def _values(families: list[Metric], name: str, without_method: str = "") -> Iterator[float]:
    for family in families:
        for sample in family.samples:
            if sample.name == name and sample.labels.get("method", "-") != without_method:
                yield sample.value
