"""The runs of the chosen benchmark's series, from the oldest to the newest."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import barchart, timeseries
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard

from dashboard.panels import by_variant, lines, words
from dashboard.queries import CHOSEN, by, over_time, recorded, scraped
from dashboard.tables import Order, variant_bars

TITLE = "Trend over the runs of a series"
READ = """\
The benchmarks of a namespace with the same value in the label `modelbench.dev/series` are the runs
of one series: the same model, measured again and again. The bars are the runs that still exist,
oldest first; the line also has those that were deleted, as long as Prometheus keeps its data. A
benchmark without that label has no trend.
"""
_SERIES = 'benchmark_namespace="$namespace"', 'series="$series"', 'series!=""'
_NAMESPACE = 'benchmark_namespace="$namespace"'
_RUNS = by("benchmark", scraped("modelbench_benchmark_info", *_SERIES))
_ENDS = by("benchmark", scraped("modelbench_benchmark_completion_timestamp_seconds", _NAMESPACE))
_COLD_START = "modelbench_cold_start_seconds"
# A series runs once a day or a commit: an hour, the range of the board, would show no trend.
_RANGE = "30d"


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Three lines of panels."""
    yield words("Runs of a series", READ).span(24).height(4)
    yield cold_starts().span(12).height(9)
    yield newest().span(12).height(9)
    yield costs().span(12).height(9)
    yield latencies().span(12).height(9)


def cold_starts() -> barchart.Panel:
    description = "The median cold start of each run, in the order in which the runs finished."
    medians = scraped(_COLD_START, _NAMESPACE, CHOSEN, 'statistic="median"')
    return _by_run("Cold start by run", description, "s", by("benchmark, variant", medians))


def newest() -> timeseries.Panel:
    description = (
        "The median of the newest run at each time, and its interval; it steps when a run "
        "finishes. From the recording rules in manifests/monitoring."
    )
    bounds = 'statistic=~"median|median_lower|median_upper"'
    series = recorded("series:modelbench_cold_start_seconds:newest", *_SERIES, CHOSEN, bounds)
    panel = lines("Cold start of the newest run over time", description, "s").time_from(_RANGE)
    medians = by("variant, statistic", series)
    return by_variant(panel.with_target(over_time("newest", medians, "{{variant}} {{statistic}}")))


def costs() -> barchart.Panel:
    description = (
        "Monthly cost of each variant by its cheapest price sheet, summed over the selected "
        "traffic profiles. Runs with other profiles are not comparable."
    )
    matchers = 'traffic=~"$traffic"', 'sheet=~"$sheet"', 'currency="$currency"', 'bound="value"'
    month = scraped("modelbench_cost_per_month", _NAMESPACE, CHOSEN, *matchers)
    cheapest = f"min by (benchmark, variant, traffic) ({month})"
    series = f"sum by (benchmark, variant) ({cheapest})"
    return _by_run("Cost per month by run ($currency)", description, "none", series)


def latencies() -> barchart.Panel:
    description = (
        "The 99th percentile that users see at the worst of the selected traffic profiles."
    )
    matchers = 'traffic=~"$traffic"', 'percentile="99"', 'bound="value"'
    users = scraped("modelbench_forecast_latency_seconds", _NAMESPACE, CHOSEN, *matchers)
    return _by_run("p99 of users by run", description, "s", by("benchmark, variant", users))


def _by_run(title: str, description: str, unit: str, series: str) -> barchart.Panel:
    """``series`` has one value for each benchmark and variant; those of the series are kept."""
    kept = f"({series} and on (benchmark) {_RUNS})"
    order = Order(f"0 * {kept} + on (benchmark) group_left () {_ENDS}")
    return variant_bars(title, description, unit, ("benchmark", "Run"), kept, order)
