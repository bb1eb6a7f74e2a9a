"""The first row: which path to choose for each traffic, and whether the objectives are met."""

from collections.abc import Callable, Iterator

from grafana_foundation_sdk.builders import stat, table
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.common import BigValueTextMode
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from dashboard.panels import PATHS, number, of_paths, painted, words
from dashboard.queries import by, present_value, result, scraped
from dashboard.tables import Column, Order, table_panel

TITLE = "Which path wins"
READ = """\
A benchmark runs one image on two paths: **serverless** (blue), a Knative Service that is scaled to
zero, and **containerized** (orange), a Deployment that always runs.

From top to bottom: the answer for each traffic, then what it rests on. The newest benchmark is
shown; choose another above, or in *All benchmarks*. Its results stay as long as its
`ModelBenchmark` exists. A panel without data belongs to a scenario that was not asked for, or the
sample is too small for its figure.
"""
_STATUS = {"1": ("True", "green"), "0": ("False", "red"), "2": ("Unknown", "text")}
_MET = {"1": ("met", "green"), "0": ("missed", "red")}
_NEWEST_FIRST = Order(column="Value #started", descending=True)
_TO_BENCHMARK = {
    "title": "Show its results",
    "url": "/d/${__dashboard.uid}?var-namespace=${__data.fields.Namespace}"
    "&var-benchmark=${__data.fields.Benchmark}&${datasource:queryparam}&${__url_time_range}",
}


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Three lines of panels."""
    yield words("How to read this", READ).span(8).height(8)
    yield recommendation().span(10).height(8)
    yield cold_start().span(6).height(8)
    yield objectives().span(14).height(8)
    yield conditions().span(10).height(8)
    yield all_benchmarks().span(24).height(7)


def recommendation() -> stat.Panel:
    description = (
        "The path that is recommended for each traffic profile: it misses no objective and is "
        "surely cheaper than the other path. Inconclusive: the intervals allow both."
    )
    series = by("traffic, answer", result("modelbench_recommendation", 'traffic=~"$traffic"'))
    panel = number("Recommendation for each traffic", description, "none")
    panel.text_mode(BigValueTextMode.NAME).no_value("No traffic profile, or not finished")
    panel.with_target(present_value("recommendation", f"{series} == 1", "{{traffic}}: {{answer}}"))
    panel.override_by_regexp("/: Serverless$/", [painted("serverless")])
    return panel.override_by_regexp("/: Containerized$/", [painted("containerized")])


def cold_start() -> stat.Panel:
    description = "The median cold start of each path. The row below has its interval."
    series = by("path", result("modelbench_cold_start_seconds", 'statistic="median"'))
    panel = number("Cold start, median", description, "s").decimals(3)
    return of_paths(panel.with_target(present_value("median", series, "{{path}}")))


def objectives() -> table.Panel:
    description = (
        "Met: the upper end of the figure's 95 % interval is within the bound. Missed: the lower "
        "end is above it. An objective that is not here is inconclusive."
    )
    keys = {
        "figure": "Figure",
        "rate": "Rate (1/s)",
        "traffic": "Traffic",
        "sheet": "Price sheet",
        "maximum": "At most",
    }
    series = by(", ".join(keys), result("modelbench_objective_met"))
    return table_panel("Objectives", description, keys, [Column("Verdict", series, shown=_MET)])


def conditions() -> table.Panel:
    description = "What became of each part of the benchmark; Succeeded sums it up."
    columns = [Column("Status", _status("condition", result), shown=_STATUS)]
    return table_panel("Conditions", description, {"condition": "Condition"}, columns)


def all_benchmarks() -> table.Panel:
    description = "Every benchmark that exists, in all namespaces. A name leads to its results."
    keys = {"benchmark": "Benchmark", "benchmark_namespace": "Namespace", "image": "Image"}
    one = "benchmark_namespace, benchmark"
    image = by(f"{one}, image", scraped("modelbench_benchmark_info"))
    started = by(one, scraped("modelbench_benchmark_start_timestamp_seconds"))
    columns = [
        Column("Information", image, hidden=True),
        Column("Succeeded", _status(one, scraped, 'condition="Succeeded"'), shown=_STATUS),
        Column("Started", f"1000 * {started}", "dateTimeAsIso"),
        *(Column(f"Cold start, {path}", _median(one, path), "s", 3) for path in PATHS),
    ]
    panel = table_panel("All benchmarks", description, keys, columns, _NEWEST_FIRST)
    return panel.override_by_name("Benchmark", [DynamicConfigValue("links", [_TO_BENCHMARK])])


def _median(labels: str, path: str) -> str:
    metric = "modelbench_cold_start_seconds"
    return by(labels, scraped(metric, f'path="{path}"', 'statistic="median"'))


def _status(labels: str, selector: Callable[..., str], *matchers: str) -> str:
    """The present status of conditions as the number that ``_STATUS`` shows as a word."""

    def present(status: str) -> str:
        series = selector("modelbench_benchmark_condition", *matchers, f'status="{status}"')
        return f"({by(labels, series)} == 1)"

    return f"{present('True')} or 0 * {present('False')} or 2 * {present('Unknown')}"
