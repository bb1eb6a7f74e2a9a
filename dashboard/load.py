"""The latency of every variant at constant rates, and whether it differs."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import barchart, bargauge, table
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard

from dashboard.panels import bars, words
from dashboard.queries import by, of_variants, present_value, result
from dashboard.tables import FAILING, Column, Order, table_panel, variant_bars

TITLE = "Latency under steady load"
READ = """\
Requests are sent at a constant rate, and latency counts from when a request was due, so a variant
that falls behind cannot hide it. Rounds of the variants alternate, and the **difference** is that
of paired rounds: first variant minus second. An interval without 0 indicates a real difference.
"""
_BY_RATE = Order(column="rate", is_number=True)


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Two lines of panels."""
    yield words("Steady load", READ).span(24).height(4)
    for percentile in ("50", "95", "99"):
        yield latency(percentile).span(8).height(8)
    yield difference().span(10).height(9)
    yield rates().span(14).height(9)
    yield highest_rate().span(24).height(4)


def latency(percentile: str) -> barchart.Panel:
    description = f"The {percentile}th percentile of the successful responses, by rate."
    labels = f'percentile="{percentile}"'
    series = by("rate, variant", of_variants("modelbench_steady_latency_seconds", labels))
    key = ("rate", "Requests per second")
    return variant_bars(f"Latency, p{percentile}", description, "s", key, series, _BY_RATE)


def difference() -> table.Panel:
    description = (
        "First minus second. A lower end above 0 (orange): the second variant responds sooner. An "
        "upper end below 0 (blue): the first does. One end on either side: no difference was "
        "found. With several pairs each interval is widened so that all hold simultaneously."
    )
    keys = {"first": "First", "second": "Second", "rate": "Rate (1/s)", "percentile": "Percentile"}
    columns = [
        Column("Difference", _difference("median"), "s", 4),
        Column("Interval, lower", _difference("lower"), "s", 4, {None: "text", 1e-9: "orange"}),
        Column("Interval, upper", _difference("upper"), "s", 4, {None: "blue", 0: "text"}),
    ]
    return table_panel("First minus second", description, keys, columns, _BY_RATE)


def rates() -> table.Panel:
    description = "Throughput of each variant at each rate, and the total resource use of its pods."
    keys = {"variant": "Variant", "rate": "Rate (1/s)"}
    columns = [
        Column("Successful requests", _of_rate("throughput_per_second"), "reqps", 1),
        Column("Failed", _of_rate("failure_ratio"), "percentunit", 2, FAILING),
        Column("CPU (cores)", _of_rate("cpu_cores"), "none", 3),
        Column("Memory", _of_rate("memory_bytes"), "bytes", 0),
        Column("Requests", _of_rate("requests")),
    ]
    return table_panel("By rate", description, keys, columns, _BY_RATE)


def highest_rate() -> bargauge.Panel:
    description = (
        "The highest rate that a variant sustained as the rate was raised step by step: the limit "
        "is between it and 1.5 times it, unless the steps ended there."
    )
    series = by("variant", of_variants("modelbench_saturation_rate_per_second"))
    panel = bars("Highest sustained rate", description, "reqps")
    return panel.with_target(present_value("rate", series, "{{variant}}"))


def _difference(bound: str) -> str:
    chosen = ('first=~"$variant"', 'second=~"$variant"')
    name = "modelbench_latency_difference_seconds"
    return by("first, second, rate, percentile", result(name, *chosen, f'bound="{bound}"'))


def _of_rate(name: str) -> str:
    return by("variant, rate", of_variants(f"modelbench_steady_{name}"))
