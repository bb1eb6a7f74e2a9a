"""What each variant costs at each traffic, and where the cheaper one changes."""

from collections.abc import Iterator

from grafana_foundation_sdk.builders import barchart, bargauge, table
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.models import dashboard

from dashboard.panels import bars, words
from dashboard.queries import by, of_variants, present_value, result
from dashboard.tables import Column, Order, table_panel, variant_bars

TITLE = "Cost and break-even"
READ = """\
A month of each traffic profile, priced by the benchmark's price sheets; the bounds follow from the
measured intervals. The **break-even** of a variant that scales to zero and a rival that does not is
the mean rate, at the profile's shape, above which the rival is cheaper. Amounts are in the currency
selected above; do not add those of different sheets.
"""
_OPTION = {
    "traffic": "Traffic",
    "variant": "Variant",
    "sheet": "Price sheet",
}
_PAIR = {
    "traffic": "Traffic",
    "variant": "Variant",
    "sheet": "Its price sheet",
    "rival_variant": "Rival",
    "rival_sheet": "The rival's price sheet",
}
_TRAFFIC = 'traffic=~"$traffic"'
_SHEET = 'sheet=~"$sheet"'
_CURRENCY = 'currency="$currency"'
_RIVAL = 'rival_variant=~"$variant"', 'rival_sheet=~"$sheet"'
_RATE = by("traffic", result("modelbench_traffic_requests_per_second", _TRAFFIC))
_BY_TRAFFIC = Order(column="traffic")
# Under 1 the traffic is below the break-even, and the variant that scales to zero is cheaper.
_CHEAPER = {None: "blue", 1.0: "orange"}


def panels() -> Iterator[Builder[dashboard.Panel]]:
    """Two lines of panels."""
    yield words("Costs of a month", READ).span(24).height(4)
    yield months().span(10).height(9)
    yield costs().span(14).height(9)
    yield break_evens().span(14).height(8)
    yield run().span(10).height(8)


def months() -> barchart.Panel:
    description = "Monthly cost of each traffic with each variant, by price sheet."
    key = ("option", "Traffic, price sheet")
    labels = '"option", ", ", "traffic", "sheet"'
    series = by("option, variant", f"label_join({_cost('value')}, {labels})")
    return variant_bars("Cost per month ($currency)", description, "none", key, series)


def costs() -> table.Panel:
    description = (
        "The bounds follow from the measured intervals. Cold: the share of requests that hit a "
        "cold start; only a variant that scales to zero has any."
    )
    labels = ", ".join(_OPTION)
    millions = of_variants("modelbench_cost_per_million_requests", _TRAFFIC, _SHEET, _CURRENCY)
    columns = [
        Column("Per month", by(labels, _cost("value")), "none", 4),
        Column("Lower", by(labels, _cost("lower")), "none", 4),
        Column("Upper", by(labels, _cost("upper")), "none", 4),
        Column("Per million requests", by(labels, millions), "none", 4),
        Column("Cold", _cold(), "percentunit", 3),
    ]
    return table_panel("Costs ($currency)", description, _OPTION, columns, _BY_TRAFFIC)


def break_evens() -> table.Panel:
    description = (
        "Above the break-even the rival is cheaper. Traffic / break-even under 1 (blue): the "
        "variant is cheaper at this traffic; above 1 (orange): its rival is."
    )
    labels = ", ".join(_PAIR)
    even = by(labels, _even("value"))
    columns = [
        Column("Traffic (1/s)", f"0 * {even} + on (traffic) group_left () {_RATE}", "reqps", 6),
        Column("Break-even", even, "reqps", 6),
        Column("Lower", by(labels, _even("lower")), "reqps", 6),
        Column("Upper", by(labels, _even("upper")), "reqps", 6),
        Column("Traffic / break-even", _share(even), "none", 3, _CHEAPER),
    ]
    return table_panel("Break-even", description, _PAIR, columns, _BY_TRAFFIC)


def run() -> bargauge.Panel:
    description = "Cost of the benchmark itself, by price sheet: total, and each variant."
    whole = by("sheet", result("modelbench_run_cost", _SHEET, _CURRENCY))
    each = by("variant, sheet", of_variants("modelbench_variant_run_cost", _SHEET, _CURRENCY))
    panel = bars("Cost of the benchmark itself ($currency)", description, "none").decimals(5)
    panel.with_target(present_value("whole", whole, "all, {{sheet}}"))
    return panel.with_target(present_value("each", each, "{{variant}}, {{sheet}}"))


def _cost(bound: str) -> str:
    bounds = f'bound="{bound}"'
    return of_variants("modelbench_cost_per_month", _TRAFFIC, _SHEET, _CURRENCY, bounds)


def _cold() -> str:
    labels = "traffic, variant, sheet"
    ratio = of_variants("modelbench_cold_request_ratio", _TRAFFIC, _SHEET, 'bound="value"')
    cost = by(", ".join(_OPTION), _cost("value"))
    return f"0 * {cost} + on ({labels}) group_left () {by(labels, ratio)}"


def _even(bound: str) -> str:
    name, bounds = "modelbench_break_even_requests_per_second", f'bound="{bound}"'
    return of_variants(name, _TRAFFIC, _SHEET, *_RIVAL, bounds)


def _share(even: str) -> str:
    return f"{_RATE} / on (traffic) group_right () {even}"
