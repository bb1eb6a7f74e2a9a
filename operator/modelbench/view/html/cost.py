"""What a month costs on each path, and where the answer changes."""

from collections.abc import Iterator

from modelbench.display.content import Figure, Section, Table, told
from modelbench.display.numbers import NONE
from modelbench.display.source import Fields, Source
from modelbench.view.decision import break_even, cost
from modelbench.view.html import cost_plots as cost_figures
from modelbench.view.html.cost_curves import curves, shapes_of
from modelbench.view.run_cost import run_cost

_LEAD = (
    "A month of 730 hours at the prices of each sheet; serverless pods are paid while they exist, "
    "containers all month. Intervals follow from what was measured; they are not about the traffic."
)


def cost_section(source: Source) -> Section | None:
    """None when no cost was asked for, or none is known."""
    profiles = source.status.get("traffic", ())
    run = source.status.get("cost", {})
    if not profiles and not run:
        return None
    status = source.status
    tables, notes = told(cost(status), break_even(status), run_cost(status))
    if "sheets" in run:
        tables.append(_sheets(run["sheets"]))
    return Section("cost", "Cost", _LEAD, tuple(_figures(source)), tables, notes)


def _figures(source: Source) -> Iterator[Figure]:
    """A plot for each shape and currency; none without the samples on which it rests."""
    by_name = {profile["name"]: profile for profile in source.status.get("traffic", ())}
    if not by_name or not source.samples.sheets:
        return
    for number, shape in enumerate(shapes_of(source)):
        profiles = [by_name[one.name] for one in shape.profiles if one.name in by_name]
        if not profiles:
            continue
        found = curves(source, shape, *cost_figures.reach(profiles))
        for place, currency in enumerate(dict.fromkeys(curve.currency for curve in found)):
            mine = [curve for curve in found if curve.currency == currency]
            yield Figure(
                cost_figures.cost(f"cost-{number}-{place}", shape.name, mine, profiles),
                f"A month at each mean rate, {shape.name}, in {currency}. Dotted lines are your "
                "profiles; the diamond is where both paths cost the same, its bar the interval. "
                "What costs nothing lies on the lower edge.",
                wide=True,
            )


def _sheets(sheets: list[Fields]) -> Table:
    names = ("product", "region", "date", "currency", "billing", "source")
    rows = [(one["name"], *(str(one.get(name, NONE)) for name in names)) for one in sheets]
    return Table("The price sheets", ("sheet", *names), rows)
