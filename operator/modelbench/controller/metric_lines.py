"""The lines of one benchmark in a scrape, made ready when its status changes."""

import json
import zlib
from functools import cache

from modelbench.api.benchmark import Benchmark
from modelbench.metrics import benchmark as benchmark_metrics
from modelbench.metrics import decision, load
from modelbench.metrics.families import Declared, Families
from modelbench.scenarios.registry import SCENARIOS
from modelbench.scenarios.steady.metrics import add_differences

_LEVEL = 1
"""Labels repeat, so that the fastest level shrinks the lines to a tenth already."""


def metric_lines(benchmark: Benchmark) -> dict[str, str]:
    """Give the lines by the name of their metric. ValueError when one of them cannot be given."""
    families = Families(declared())
    benchmark_metrics.add_benchmark(families, benchmark)
    for variant in benchmark.status.variants:
        for scenario in SCENARIOS:
            scenario.metrics.add(families, (*benchmark.key, variant.name), variant)
    add_differences(families, benchmark.key, benchmark.status)
    decision.add_decision(families, benchmark.key, benchmark.status)
    return families.lines()


def pack(lines: dict[str, str]) -> bytes:
    """The lines in few bytes: thousands of benchmarks are in memory."""
    return zlib.compress(json.dumps(lines).encode(), _LEVEL)


def unpack(packed: bytes) -> dict[str, str]:
    """The inverse of :func:`pack`."""
    lines: dict[str, str] = json.loads(zlib.decompress(packed))
    return lines


@cache
def declared() -> Declared:
    """The metrics of results: their names with help and labels."""
    found = {**benchmark_metrics.DECLARED, **load.DECLARED, **decision.DECLARED}
    for scenario in SCENARIOS:
        found |= scenario.metrics.DECLARED
    return found
