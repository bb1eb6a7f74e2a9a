"""What a month costs with each variant, and where the choice changes."""

from collections.abc import Iterator, Sequence

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.decision_status import ProfileStatus, SheetStatus
from modelbench.display.content import Download, Plot, Section, Table, tables_and_notes
from modelbench.display.numbers import NONE
from modelbench.display.source import Source
from modelbench.view.decision import break_even, cost
from modelbench.view.html.cost_curves import CostCurve, Shape, curves, shapes_of
from modelbench.view.html.cost_plots import cost_plot, reach
from modelbench.view.run_cost import run_cost

_LEAD = (
    "A 730-hour month at the prices of each sheet: pods that scale are paid for while they exist, "
    "pods kept ready all month. Intervals reflect measurement uncertainty, not uncertain traffic."
)


_CURVE_COLUMNS = (
    "shape",
    "variant",
    "sheet",
    "currency",
    "requests_per_second",
    "requests_per_month",
    "per_month",
    "per_month_lower",
    "per_month_upper",
)

Drawn = tuple[Shape, list[ProfileStatus], list[CostCurve]]


def cost_section(source: Source) -> Section | None:
    """None when no cost was asked for, or none is known."""
    status = source.status
    if not status.traffic and status.cost is None:
        return None
    tables, notes = tables_and_notes(cost(status), *break_even(status), run_cost(status))
    if status.cost is not None and status.cost.sheets:
        tables.append(_sheets(status.cost.sheets))
    drawn = list(_drawn(source))
    plots = tuple(_plots(source, drawn))
    return Section("cost", "Cost", _LEAD, plots, tables, notes, list(_downloads(source, drawn)))


def _drawn(source: Source) -> Iterator[Drawn]:
    """The curves of each shape, with its profiles; none without the samples they rest on."""
    by_name = {profile.name: profile for profile in source.status.traffic}
    if not by_name or not source.samples.sheets:
        return
    for shape in shapes_of(source):
        profiles = [by_name[one.name] for one in shape.profiles if one.name in by_name]
        if profiles:
            yield shape, profiles, curves(source, shape, *reach(profiles))


def _downloads(source: Source, drawn: Sequence[Drawn]) -> Iterator[Download]:
    """The points of all curves in one file."""
    rows = [
        (
            shape.name,
            curve.variant,
            curve.sheet,
            curve.currency,
            f"{point.rate:.6f}",
            str(round(point.rate * MONTH_SECONDS)),
            *(f"{amount:.4f}" for amount in (point.amount, point.lower, point.upper)),
        )
        for shape, _, found in drawn
        for curve in found
        for point in curve.points
    ]
    if rows:
        yield Download(f"{source.name}-costs.csv", "The curves as CSV", [_CURVE_COLUMNS, *rows])


def _plots(source: Source, drawn: Sequence[Drawn]) -> Iterator[Plot]:
    """A plot for each shape and currency."""
    for number, (shape, profiles, found) in enumerate(drawn):
        for place, currency in enumerate(dict.fromkeys(curve.currency for curve in found)):
            mine = [curve for curve in found if curve.currency == currency]
            yield Plot(
                cost_plot(source, f"cost-{number}-{place}", shape.name, mine, profiles),
                f"Monthly cost at each mean rate, {shape.name}, in {currency}. Dotted lines are "
                "your profiles; a diamond is a break-even, its bar the interval. Zero costs are "
                "drawn on the lower edge.",
                wide=True,
            )


def _sheets(sheets: Sequence[SheetStatus]) -> Table:
    names = ("product", "region", "date", "currency", "billing", "source")
    rows = [(one.name, *(getattr(one, name) or NONE for name in names)) for one in sheets]
    return Table("The price sheets", ("sheet", *names), rows)
