"""Whether the operator itself is well: a board of its own."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import stat, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.common import BigValueTextMode

from dashboard.panels import judged, lines, number, words
from dashboard.queries import by, over_time, present_value, scraped

TITLE = "The operator's health"
READ = """\
About the operator, not about a benchmark. A sync reconciles one benchmark once. A failed sync is
retried: a few do no harm, a rate that stays above 0 is a problem. Syncs that take seconds mean a
slow Kubernetes API.
"""
_ALIVE = scraped("modelbench_reconcile_duration_seconds_count")


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Three lines of panels."""
    yield words("The operator", READ).span(10).height(5)
    yield operators().span(4).height(5)
    yield version().span(4).height(5)
    yield benchmarks().span(6).height(5)
    yield durations().span(8).height(8)
    yield errors().span(8).height(8)
    yield requests().span(8).height(8)
    yield finished().span(8).height(8)
    yield memory().span(8).height(8)
    yield processor().span(8).height(8)


def operators() -> stat.Panel:
    description = "How many operators Prometheus scrapes: it should be one."
    colors = {None: "red", 1.0: "green", 2.0: "red"}
    panel = judged("Operators scraped", description, "none", colors)
    return panel.with_target(
        present_value("operators", f"count({_ALIVE}) or vector(0)", "operators")
    )


def version() -> stat.Panel:
    description = "The version of each operator that Prometheus scrapes."
    series = by("version", scraped("modelbench_build_info"))
    panel = number("Version", description, "none").text_mode(BigValueTextMode.NAME)
    return panel.with_target(present_value("version", series, "{{version}}"))


def benchmarks() -> stat.Panel:
    description = "Number of benchmarks by the status of their Succeeded condition."
    succeeded = scraped("modelbench_benchmark_condition", 'condition="Succeeded"')
    series = f"sum by (status) ({by('benchmark_namespace, benchmark, status', succeeded)})"
    panel = number("Benchmarks, Succeeded is", description, "none")
    return panel.with_target(present_value("benchmarks", series, "{{status}}"))


def durations() -> timeseries.Panel:
    description = "Duration of the syncs of a benchmark: median and 99th percentile."
    panel = lines("Duration of syncs", description, "s")
    buckets = f"sum by (le) ({_rate('modelbench_reconcile_duration_seconds_bucket')})"
    for percentile in ("50", "99"):
        share = f"histogram_quantile(0.{percentile}, {buckets})"
        panel.with_target(over_time(f"p{percentile}", share, f"p{percentile}"))
    return panel


def errors() -> timeseries.Panel:
    description = "Syncs per second, and those that failed and were retried."
    panel = lines("Syncs", description, "ops")
    syncs = f"sum({_rate('modelbench_reconcile_duration_seconds_count')})"
    failed = f"sum({_rate('modelbench_reconcile_errors_total')})"
    panel.with_target(over_time("syncs", syncs, "syncs"))
    return panel.with_target(over_time("failed", failed, "failed"))


def requests() -> timeseries.Panel:
    description = "Requests of the operator's syncs to the Kubernetes API, without its watch."
    series = f"sum by (method) ({_rate('modelbench_api_requests_total')})"
    panel = lines("Requests to the Kubernetes API", description, "reqps")
    return panel.with_target(over_time("requests", series, "{{method}}"))


def finished() -> timeseries.Panel:
    description = "Benchmarks that finished in each interval, by reason."
    ended = scraped("modelbench_benchmarks_finished_total")
    series = f"sum by (reason) (increase({ended}[$__rate_interval]))"
    panel = lines("Benchmarks finished", description, "none").decimals(0)
    return panel.with_target(over_time("finished", series, "{{reason}}"))


def memory() -> timeseries.Panel:
    description = "Resident memory of the operator's process."
    series = f"max by (instance) ({_of_operator(scraped('process_resident_memory_bytes'))})"
    panel = lines("Memory", description, "bytes")
    return panel.with_target(over_time("memory", series, "{{instance}}"))


def processor() -> timeseries.Panel:
    description = "CPU use of the operator's process."
    used = _of_operator(_rate("process_cpu_seconds_total"))
    panel = lines("CPU (cores)", description, "none")
    return panel.with_target(over_time("cpu", f"max by (instance) ({used})", "{{instance}}"))


def _rate(metric: str) -> str:
    return f"rate({scraped(metric)}[$__rate_interval])"


def _of_operator(expression: str) -> str:
    """Leave out the processes of other jobs, which have metrics of the same names."""
    return f"{expression} and on (job, instance) {_ALIVE}"
