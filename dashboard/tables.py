"""Tables and grouped bars: the present values of several queries, as the columns of one table."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grafana_foundation_sdk.builders import barchart, table
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.models.common import VisibilityMode, VizOrientation
from grafana_foundation_sdk.models.dashboard import DataTransformerConfig, DynamicConfigValue

from dashboard.panels import Shown, Steps, by_variant, legend, mappings, thresholds
from dashboard.queries import table_query
from dashboard.variables import DATASOURCE

FAILING: Steps = {None: "text", 0.0001: "orange", 0.01: "red"}

_ORDER = "order"
_VARIANT = "variant"


@dataclass(frozen=True)
class Column:
    """The values of one query.

    ``steps`` gives a cell's color from a value on, ``shown`` a text and a color instead of some
    values. The values of a ``hidden`` column are not shown: it is there for its labels.
    """

    title: str
    expression: str
    unit: str = "none"
    decimals: int | None = None
    steps: Steps = field(default_factory=dict)
    shown: Shown = field(default_factory=dict)
    hidden: bool = False

    @property
    def reference(self) -> str:
        """The name of the query."""
        return "_".join("".join(c if c.isalnum() else " " for c in self.title.lower()).split())


@dataclass(frozen=True)
class Order:
    """What sorts the rows: the values of a query, or a column, which may hold numbers as text."""

    expression: str = ""
    column: str = ""
    is_number: bool = False
    descending: bool = False


def table_panel(
    title: str,
    description: str,
    keys: Mapping[str, str],
    columns: Sequence[Column],
    order: Order | None = None,
) -> table.Panel:
    """A row for each combination of the labels in ``keys``, which says how they are called."""
    panel = table.Panel().title(title).description(description).datasource(DATASOURCE)
    panel.unit("none").show_header(True)
    panel.targets(list(_queries(columns, order)))
    panel.transformations(list(_transformations(keys, columns, order)))
    for column in columns:
        if not column.hidden:
            panel.override_by_name(column.title, list(_properties(column)))
    return panel


def grouped_bars(
    title: str,
    description: str,
    unit: str,
    key: tuple[str, str],
    columns: Sequence[Column],
    order: Order | None = None,
) -> barchart.Panel:
    """A group of bars for each value of a label, in it a bar for each column.

    ``key`` is the label and what it is called.
    """
    panel = _bars(title, description, unit, key[1])
    panel.targets(list(_queries(columns, order)))
    return panel.transformations(list(_transformations(dict([key]), columns, order, as_text=True)))


def variant_bars(
    title: str,
    description: str,
    unit: str,
    key: tuple[str, str],
    expression: str,
    order: Order | None = None,
) -> barchart.Panel:
    """A group of bars for each value of a label, in it a bar for each variant.

    ``expression`` gives one series for each value of the label in ``key`` and of ``variant``.
    """
    values = Column("Values", expression)
    panel = by_variant(_bars(title, description, unit, key[1]))
    panel.targets(list(_queries([values], order)))
    return panel.transformations(list(_matrix(key, values, order)))


def _bars(title: str, description: str, unit: str, x_field: str) -> barchart.Panel:
    panel = barchart.Panel().title(title).description(description).datasource(DATASOURCE)
    panel.unit(unit).min(0).x_field(x_field).orientation(VizOrientation.AUTO)
    panel.show_value(VisibilityMode.AUTO).group_width(0.8).bar_width(0.95).fill_opacity(80)
    return panel.legend(legend())


def _queries(columns: Sequence[Column], order: Order | None) -> Iterator[Dataquery]:
    for column in columns:
        yield table_query(column.reference, column.expression)
    if order is not None and order.expression:
        yield table_query(_ORDER, order.expression)


def _transformations(
    keys: Mapping[str, str],
    columns: Sequence[Column],
    order: Order | None,
    as_text: bool = False,
) -> Iterator[DataTransformerConfig]:
    """One table of all queries, sorted, its columns in order and with names for people."""
    yield DataTransformerConfig("merge", options={})
    if order is not None:
        yield from _sorted(order, as_text)
    # A query that is alone has its values in a column that does not say its name.
    alone = len(list(_queries(columns, order))) == 1
    values = {"Value" if alone else f"Value #{column.reference}": column for column in columns}
    names = {**keys, **{name: one.title for name, one in values.items() if not one.hidden}}
    unseen = ["Time", f"Value #{_ORDER}", *(name for name, one in values.items() if one.hidden)]
    options = {
        "excludeByName": dict.fromkeys(unseen, True),
        "indexByName": {name: index for index, name in enumerate(names)},
        "renameByName": names,
    }
    yield DataTransformerConfig("organize", options=options)


def _matrix(
    key: tuple[str, str], values: Column, order: Order | None
) -> Iterator[DataTransformerConfig]:
    """A row for each value of the label, a column for each variant by its name."""
    label, title = key
    yield DataTransformerConfig("merge", options={})
    yield _sorted_by(_VARIANT)
    yield from _sorted(order or Order(column=label), as_text=True)
    alone = order is None or not order.expression
    options = {
        "rowField": label,
        "columnField": _VARIANT,
        "valueField": "Value" if alone else f"Value #{values.reference}",
        "emptyValue": "null",
    }
    yield DataTransformerConfig("groupingToMatrix", options=options)
    renamed = {f"{label}\\{_VARIANT}": title}
    yield DataTransformerConfig("organize", options={"renameByName": renamed})


def _sorted(order: Order, as_text: bool) -> Iterator[DataTransformerConfig]:
    name = order.column or f"Value #{_ORDER}"
    if order.is_number:
        yield _converted(name, "number")
    yield _sorted_by(name, order.descending)
    if order.is_number and as_text:
        yield _converted(name, "string")


def _sorted_by(name: str, descending: bool = False) -> DataTransformerConfig:
    by = {"field": name, "desc": descending}
    return DataTransformerConfig("sortBy", options={"fields": {}, "sort": [by]})


def _converted(name: str, kind: str) -> DataTransformerConfig:
    conversions = [{"targetField": name, "destinationType": kind}]
    options = {"conversions": conversions, "fields": {}}
    return DataTransformerConfig("convertFieldType", options=options)


def _properties(column: Column) -> Iterator[DynamicConfigValue]:
    yield DynamicConfigValue("unit", column.unit)
    if column.decimals is not None:
        yield DynamicConfigValue("decimals", column.decimals)
    if column.shown:
        yield mappings(column.shown)
    if column.steps:
        yield from thresholds(column.steps)
    if column.steps or column.shown:
        yield DynamicConfigValue("custom.cellOptions", {"type": "color-text"})
