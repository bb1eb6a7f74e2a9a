"""The latency of both paths at constant rates, and whether it differs."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import barchart, bargauge, table
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard

from dashboard.panels import bars, words
from dashboard.queries import by, present_value, result
from dashboard.tables import FAILING, Column, Order, grouped_bars, of_paths, table_panel

TITLE = "Latency under steady load"
READ = """\
Requests are sent at a constant rate, and a latency counts from the moment at which a request was to
be sent, so that a path which falls behind cannot hide it. Rounds of the two paths alternate, and
the **difference** is that of paired rounds: serverless less containerized. An interval that does
not hold 0 speaks for a true difference.
"""
_BY_RATE = Order(column="rate", is_number=True)


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Two lines of panels."""
    yield words("Steady load", READ).span(24).height(4)
    for percentile in ("50", "95", "99"):
        yield latency(percentile).span(8).height(8)
    yield difference().span(10).height(9)
    yield figures().span(14).height(9)
    yield highest_rate().span(24).height(4)


def latency(percentile: str) -> barchart.Panel:
    description = f"The {percentile}th percentile of the good answers of all rounds, at each rate."
    series = result("modelbench_steady_latency_seconds", 'path="{}"', f'percentile="{percentile}"')
    columns = of_paths(by("rate", series))
    key = ("rate", "Requests per second")
    return grouped_bars(f"Latency, p{percentile}", description, "s", key, columns, _BY_RATE)


def difference() -> table.Panel:
    description = (
        "Serverless less containerized. A lower end above 0 (orange): containerized answers "
        "sooner. An upper end below 0 (blue): serverless does. Both ends on either side: no "
        "difference was found."
    )
    keys = {"rate": "Rate (1/s)", "percentile": "Percentile"}
    columns = [
        Column("Difference", _difference("median"), "s", 4),
        Column("Interval, lower", _difference("lower"), "s", 4, {None: "text", 1e-9: "orange"}),
        Column("Interval, upper", _difference("upper"), "s", 4, {None: "blue", 0: "text"}),
    ]
    return table_panel("Difference of the paths", description, keys, columns, _BY_RATE)


def figures() -> table.Panel:
    description = "What each path did at each rate, and what its pods used together meanwhile."
    keys = {"path": "Path", "rate": "Rate (1/s)"}
    columns = [
        Column("Good answers", _of_rate("throughput_per_second"), "reqps", 1),
        Column("Failed", _of_rate("failure_ratio"), "percentunit", 2, FAILING),
        Column("CPU (cores)", _of_rate("cpu_cores"), "none", 3),
        Column("Memory", _of_rate("memory_bytes"), "bytes", 0),
        Column("Requests", _of_rate("requests")),
    ]
    return table_panel("Figures by rate", description, keys, columns, _BY_RATE)


def highest_rate() -> bargauge.Panel:
    description = (
        "The highest rate that a path held when it was raised step by step: the limit lies between "
        "it and half as much again, unless the rise ended there."
    )
    series = by("path", result("modelbench_saturation_rate_per_second"))
    panel = bars("Highest rate held", description, "reqps")
    return panel.with_target(present_value("rate", series, "{{path}}"))


def _difference(bound: str) -> str:
    series = result("modelbench_latency_difference_seconds", f'bound="{bound}"')
    return by("rate, percentile", series)


def _of_rate(figure: str) -> str:
    return by("path, rate", result(f"modelbench_steady_{figure}"))
