"""Steady load, saturation and the comparison of the variants as gauges."""

from modelbench.api.scenarios.parts import SteadyDifference
from modelbench.api.scenarios.steady import RateStatus
from modelbench.api.status import Status, VariantStatus
from modelbench.metrics.families import MEBI, MICRO, MILLI, PERCENT, Declared, Families, Labels
from modelbench.metrics.load import add_validity
from modelbench.scenarios.stream_metrics import DECLARED as STREAMS
from modelbench.scenarios.stream_metrics import add_streams

_RATE = ("variant", "rate")

DECLARED: Declared = {
    **STREAMS,
    "modelbench_steady_latency_seconds": (
        "Percentile of the successful responses at a steady rate, from the intended send time.",
        (*_RATE, "percentile"),
    ),
    "modelbench_steady_throughput_per_second": (
        "Successful responses per second at a steady rate, until the last response.",
        _RATE,
    ),
    "modelbench_steady_held": (
        "1 when a variant sustained a steady rate, 0 when requests failed or a queue grew.",
        _RATE,
    ),
    "modelbench_steady_requests": (
        "Requests sent at a steady rate, without the warm-up.",
        _RATE,
    ),
    "modelbench_steady_failure_ratio": (
        "Share of the requests at a steady rate that failed.",
        _RATE,
    ),
    "modelbench_steady_cpu_cores": (
        "Mean CPU use of all pods of a variant at a steady rate.",
        _RATE,
    ),
    "modelbench_steady_cpu_limit_ratio": (
        "Share of its CPU limit that the model's container used at a steady rate, the mean.",
        _RATE,
    ),
    "modelbench_steady_memory_bytes": (
        "Mean memory use of all pods of a variant at a steady rate.",
        _RATE,
    ),
    "modelbench_saturation_rate_per_second": (
        "Highest rate that a variant sustained; no series when it sustained none.",
        ("variant",),
    ),
    "modelbench_latency_difference_seconds": (
        "Latency of the first variant minus that of the second: the median of the paired rounds "
        "and its interval.",
        ("first", "second", "rate", "percentile", "bound"),
    ),
}


def add(families: Families, labels: Labels, status: VariantStatus) -> None:
    """Add the rates of one variant; ``labels`` are the benchmark's and the variant's."""
    found = status.steady
    if found is None:
        return
    for rate in found.rates:
        _add_rate(families, labels, rate)
    if found.saturation is not None:
        highest = found.saturation.highest_rate_per_second
        families.add("modelbench_saturation_rate_per_second", labels, highest)


def add_differences(families: Families, benchmark: Labels, status: Status) -> None:
    """Add the variants against the first one; ``benchmark`` are the benchmark's labels."""
    for difference in status.comparison.steady if status.comparison else ():
        _add_difference(families, benchmark, difference)


def _add_rate(families: Families, variant: Labels, rate: RateStatus) -> None:
    number = str(rate.rate_per_second)
    labels = (*variant, number)
    for latency in rate.latencies:
        place = (*labels, latency.percentile)
        families.add("modelbench_steady_latency_seconds", place, latency.microseconds, MICRO)
    throughput = rate.throughput_per_second
    families.add("modelbench_steady_throughput_per_second", labels, throughput)
    families.add("modelbench_steady_held", labels, rate.held)
    families.add("modelbench_steady_requests", labels, rate.requests)
    families.add("modelbench_steady_failure_ratio", labels, rate.failure_percent, PERCENT)
    families.add("modelbench_steady_cpu_cores", labels, rate.cpu_millicores, MILLI)
    families.add("modelbench_steady_cpu_limit_ratio", labels, rate.cpu_limit_percent, PERCENT)
    families.add("modelbench_steady_memory_bytes", labels, rate.memory_mebibytes, MEBI)
    p99 = rate.schedule_delay_p99_microseconds
    add_validity(families, variant, "steady", rate, rate=number, p99_microseconds=p99)
    add_streams(families, variant, rate.stream, number)


def _add_difference(families: Families, benchmark: Labels, found: SteadyDifference) -> None:
    pair = (found.first, found.second)
    labels = (*benchmark, *pair, str(found.rate_per_second), found.percentile)
    bounds = {
        "median": found.difference_microseconds,
        "lower": found.lower_microseconds,
        "upper": found.upper_microseconds,
    }
    for bound, value in bounds.items():
        families.add("modelbench_latency_difference_seconds", (*labels, bound), value, MICRO)
