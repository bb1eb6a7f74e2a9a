"""Where it was measured, and whether the numbers can support a claim."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import stat, table
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard
from grafana_foundation_sdk.models.common import BigValueTextMode

from dashboard.panels import judged, number, words
from dashboard.queries import by, of_variants, present_value, result
from dashboard.tables import Column, table_panel

TITLE = "Environment"
READ = """\
A number is only as good as where it was measured. **Other work on the node**: above 50% the
condition `NodeQuiet` is false. **Load**: when the generator could not keep its schedule, the values
are invalid and nothing is recommended. Hardware and versions are in `status.environment` of the
`ModelBenchmark`, the settings of each variant in `status.variants`.
"""
_VALID = {"1": ("valid", "green"), "0": ("invalid", "red")}
_LOAD = {"variant": "Variant", "scenario": "Scenario", "rate": "Rate (1/s)", "start": "From"}
# The median from which on a load is invalid.
_LATE = {None: "text", 0.01: "red"}


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Two lines of panels."""
    yield words("Where it was measured", READ).span(8).height(6)
    yield image().span(8).height(6)
    yield busy().span(4).height(6)
    yield duration().span(4).height(6)
    yield load().span(24).height(8)


def image() -> stat.Panel:
    description = "The image that was measured, and the benchmark's namespace and name."
    series = by("benchmark_namespace, benchmark, image", result("modelbench_benchmark_info"))
    panel = number("Image", description, "none").text_mode(BigValueTextMode.NAME)
    name = "{{image}} ({{benchmark_namespace}}/{{benchmark}})"
    return panel.with_target(present_value("image", series, name))


def busy() -> stat.Panel:
    description = (
        "The share of the node's CPU that was in use while the benchmark only waited. Above 50% "
        "other work may have skewed the results."
    )
    colors = {None: "green", 0.25: "orange", 0.5: "red"}
    series = by("benchmark", result("modelbench_node_busy_ratio"))
    panel = judged("Other work on the node", description, "percentunit", colors).decimals(0)
    return panel.with_target(present_value("busy", series, "others"))


def duration() -> stat.Panel:
    description = "From the benchmark's start to its end, or to now while it runs."
    start = by("benchmark", result("modelbench_benchmark_start_timestamp_seconds"))
    end = by("benchmark", result("modelbench_benchmark_completion_timestamp_seconds"))
    panel = number("Duration", description, "dtdurations").text_mode(BigValueTextMode.VALUE)
    expression = f"{end} - {start} or time() - {start}"
    return panel.with_target(present_value("duration", expression, "duration"))


def load() -> table.Panel:
    description = (
        "Whether each load was sent as planned. Late: how long after its due time a request was "
        "sent; a median of 10 ms or more makes a load invalid."
    )
    columns = [
        Column("Load", _of_load(of_variants("modelbench_load_valid")), shown=_VALID),
        Column("Late, median", _late("50"), "s", 6, _LATE),
        Column("Late, p99", _late("99"), "s", 6),
    ]
    return table_panel("Load as planned", description, _LOAD, columns)


def _late(percentile: str) -> str:
    series = of_variants("modelbench_schedule_delay_seconds", f'percentile="{percentile}"')
    return _of_load(series)


def _of_load(series: str) -> str:
    """One series a load, each with all labels: tables are merged by those that all have."""
    filled = series
    for label in ("rate", "start"):
        filled = f'label_replace({filled}, "{label}", "-", "{label}", "")'
    return by(", ".join(_LOAD), filled)
