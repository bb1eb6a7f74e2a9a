"""The first row: which variant to choose for each traffic, and whether the objectives are met."""

from collections.abc import Callable, Iterator

from grafana_foundation_sdk.builders import stat, table
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.common import BigValueTextMode
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from dashboard.panels import COLORS, by_variant, number, painted, words
from dashboard.queries import by, of_variants, present_value, result, scraped
from dashboard.tables import Column, Order, table_panel

TITLE = "Which variant to choose"
READ = """\
A benchmark runs one model in several **variants**: **serverless** (blue), a Knative Service that is
scaled to zero, **containerized** (orange), a Deployment that always runs, and what `spec.variants`
adds, each in a color of its own.

From top to bottom: the recommendation for each traffic, then what it is based on. The newest
benchmark is shown; choose another above, or in *All benchmarks*. Results stay as long as their
`ModelBenchmark` exists. A panel has no data if its scenario was not requested, or the sample is too
small.
"""
_STATUS = {"1": ("True", "green"), "0": ("False", "red"), "2": ("Unknown", "text")}
_MET = {"1": ("met", "green"), "0": ("missed", "red")}
_COLD_START, _MEDIAN = "modelbench_cold_start_seconds", 'statistic="median"'
_NEWEST_FIRST = Order(column="Value #started", descending=True)
_TO_BENCHMARK = {
    "title": "Show its results",
    "url": "/d/${__dashboard.uid}?var-namespace=${__data.fields.Namespace}"
    "&var-benchmark=${__data.fields.Benchmark}&${datasource:queryparam}&${__url_time_range}",
}


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Four lines of panels."""
    yield words("How to read this", READ).span(8).height(8)
    yield recommendation().span(10).height(8)
    yield cold_start().span(6).height(8)
    yield answer().span(24).height(7)
    yield objectives().span(14).height(8)
    yield conditions().span(10).height(8)
    yield all_benchmarks().span(24).height(7)


def recommendation() -> stat.Panel:
    description = (
        "The variant that is recommended for each traffic profile: it misses no objective, and its "
        "cost interval lies below that of every other variant. Inconclusive: several remain "
        "possible."
    )
    series = by("traffic, choice", result("modelbench_recommendation", 'traffic=~"$traffic"'))
    panel = number("Recommendation for each traffic", description, "none")
    panel.text_mode(BigValueTextMode.NAME).no_value("No traffic profile, or not finished")
    panel.with_target(present_value("recommendation", f"{series} == 1", "{{traffic}}: {{choice}}"))
    for variant in COLORS:
        panel.override_by_regexp(f"/: {variant}$/", [painted(variant)])
    return panel


def answer() -> table.Panel:
    description = (
        "What each variant costs at each traffic, and what users see: the share of requests that "
        "wait for a start, and latencies over all requests of a month, on a cluster. Costs are "
        "those of the cheapest price sheet in the selected currency."
    )
    keys = {"traffic": "Traffic", "variant": "Variant"}
    one = ", ".join(keys)
    users = "modelbench_forecast_latency_seconds"
    traffic, value = 'traffic=~"$traffic"', 'bound="value"'

    def latency(percentile: str) -> str:
        return by(one, of_variants(users, traffic, value, f'percentile="{percentile}"'))

    money = 'sheet=~"$sheet"', 'currency="$currency"'
    month = of_variants("modelbench_cost_per_month", traffic, value, *money)
    cold = of_variants("modelbench_forecast_cold_ratio", traffic, value)
    columns = [
        Column("Cheapest month", f"min by ({one}) ({month})", "none", 2),
        Column("Cold requests", by(one, cold), "percentunit", 1),
        Column("Median of users", latency("50"), "s", 3),
        Column("p99 of users", latency("99"), "s", 3),
    ]
    return table_panel("Money ($currency) and latency", description, keys, columns)


def cold_start() -> stat.Panel:
    description = "The median cold start of each variant. The row below has its interval."
    series = by("variant", of_variants(_COLD_START, _MEDIAN))
    panel = number("Cold start, median", description, "s").decimals(3)
    return by_variant(panel.with_target(present_value("median", series, "{{variant}}")))


def objectives() -> table.Panel:
    description = (
        "Met: the upper end of the metric's 95% interval is within the limit. Missed: the lower "
        "end is above it. An objective that is not listed is inconclusive."
    )
    keys = {
        "metric": "Metric",
        "rate": "Rate (1/s)",
        "traffic": "Traffic",
        "sheet": "Price sheet",
        "maximum": "Limit",
    }
    series = by(", ".join(keys), result("modelbench_objective_met"))
    return table_panel("Objectives", description, keys, [Column("Verdict", series, shown=_MET)])


def conditions() -> table.Panel:
    description = "The outcome of each part of the benchmark; Succeeded summarizes it."
    columns = [Column("Status", _status("condition", result), shown=_STATUS)]
    return table_panel("Conditions", description, {"condition": "Condition"}, columns)


def all_benchmarks() -> table.Panel:
    description = (
        "All existing benchmarks, in all namespaces. A name links to its results. The shortest and "
        "the longest cold start are medians, each of one variant."
    )
    keys = {"benchmark": "Benchmark", "benchmark_namespace": "Namespace", "image": "Image"}
    one = "benchmark_namespace, benchmark"
    image = by(f"{one}, image", scraped("modelbench_benchmark_info"))
    started = by(one, scraped("modelbench_benchmark_start_timestamp_seconds"))
    medians = scraped(_COLD_START, _MEDIAN)
    columns = [
        Column("Information", image, hidden=True),
        Column("Succeeded", _status(one, scraped, 'condition="Succeeded"'), shown=_STATUS),
        Column("Started", f"1000 * {started}", "dateTimeAsIso"),
        Column("Shortest cold start", f"min by ({one}) ({medians})", "s", 3),
        Column("Longest cold start", f"max by ({one}) ({medians})", "s", 3),
    ]
    panel = table_panel("All benchmarks", description, keys, columns, _NEWEST_FIRST)
    return panel.override_by_name("Benchmark", [DynamicConfigValue("links", [_TO_BENCHMARK])])


def _status(labels: str, selector: Callable[..., str], *matchers: str) -> str:
    """The present status of conditions as the number that ``_STATUS`` shows as a word."""

    def present(status: str) -> str:
        series = selector("modelbench_benchmark_condition", *matchers, f'status="{status}"')
        return f"({by(labels, series)} == 1)"

    return f"{present('True')} or 0 * {present('False')} or 2 * {present('Unknown')}"
