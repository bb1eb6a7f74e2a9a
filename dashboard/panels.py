"""The kinds of panels, as every row uses them: one look for the same thing."""

from collections.abc import Mapping
from typing import TypeVar

from grafana_foundation_sdk.builders import barchart, bargauge, common, stat, text, timeseries
from grafana_foundation_sdk.models.common import (
    BarGaugeDisplayMode,
    BigValueGraphMode,
    BigValueTextMode,
    LegendDisplayMode,
    LegendPlacement,
    SortOrder,
    TooltipDisplayMode,
    VizOrientation,
)
from grafana_foundation_sdk.models.dashboard import (
    DynamicConfigValue,
    FieldColorModeId,
    Threshold,
    ThresholdsConfig,
    ThresholdsMode,
    ValueMap,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.text import TextMode
from modelbench.api.names import CONTAINERIZED, SERVERLESS

from dashboard.variables import DATASOURCE

# Of the variants that every benchmark has. Others get one by their name, the same in every panel.
COLORS = {SERVERLESS: "blue", CONTAINERIZED: "orange"}
# The color of text: no judgement.
NEUTRAL = "text"

Steps = Mapping[float | None, str]
Shown = Mapping[str, tuple[str, str]]
Painted = TypeVar("Painted", barchart.Panel, bargauge.Panel, stat.Panel, timeseries.Panel)
_BY_NAME = DynamicConfigValue("color", {"mode": FieldColorModeId.PALETTE_CLASSIC_BY_NAME})


def words(title: str, content: str) -> text.Panel:
    """Markdown that says how to read what stands beside or under it."""
    return text.Panel().title(title).mode(TextMode.MARKDOWN).content(content)


def number(title: str, description: str, unit: str) -> stat.Panel:
    """A large present value for each series, in no color that would judge it."""
    panel = stat.Panel().title(title).description(description).datasource(DATASOURCE).unit(unit)
    panel.reduce_options(_last()).graph_mode(BigValueGraphMode.NONE)
    panel.text_mode(BigValueTextMode.VALUE_AND_NAME).orientation(VizOrientation.HORIZONTAL)
    return panel.override_by_regexp("/.*/", [painted(NEUTRAL)])


def judged(title: str, description: str, unit: str, colors: Steps) -> stat.Panel:
    """A large present value in the color of the range that it is in."""
    panel = stat.Panel().title(title).description(description).datasource(DATASOURCE).unit(unit)
    panel.reduce_options(_last()).graph_mode(BigValueGraphMode.NONE)
    panel.override_by_regexp("/.*/", list(thresholds(colors)))
    return panel.text_mode(BigValueTextMode.VALUE).orientation(VizOrientation.HORIZONTAL)


def bars(title: str, description: str, unit: str) -> bargauge.Panel:
    """A horizontal bar for each series, in the color of its variant."""
    panel = bargauge.Panel().title(title).description(description).datasource(DATASOURCE)
    panel.unit(unit).min(0).reduce_options(_last())
    panel.display_mode(BarGaugeDisplayMode.BASIC).orientation(VizOrientation.HORIZONTAL)
    return by_variant(panel)


def lines(title: str, description: str, unit: str) -> timeseries.Panel:
    """What truly changes with time. Nothing is stacked."""
    panel = timeseries.Panel().title(title).description(description).datasource(DATASOURCE)
    panel.unit(unit).min(0).line_width(1).fill_opacity(0).legend(legend())
    tooltip = common.VizTooltipOptions().mode(TooltipDisplayMode.MULTI)
    return panel.tooltip(tooltip.sort(SortOrder.DESCENDING))


def legend() -> common.VizLegendOptions:
    """The names of the series, under the drawing."""
    options = common.VizLegendOptions().display_mode(LegendDisplayMode.LIST)
    return options.placement(LegendPlacement.BOTTOM).show_legend(True)


def by_variant(panel: Painted) -> Painted:
    """The panel with each series in the color of the variant that its name begins with."""
    panel.override_by_regexp("/.*/", [_BY_NAME])
    for variant in COLORS:
        # Names of variants hold letters, digits and dashes: "serverless" is not "serverless-warm".
        panel.override_by_regexp(f"/^{variant}(?![a-z0-9-])/", [painted(variant)])
    return panel


def painted(name: str) -> DynamicConfigValue:
    """The color of a variant, or the color of that name, as a part of an override."""
    fixed = {"mode": FieldColorModeId.FIXED, "fixedColor": COLORS.get(name, name)}
    return DynamicConfigValue("color", fixed)


def thresholds(colors: Steps) -> tuple[DynamicConfigValue, DynamicConfigValue]:
    """The color from each value on (None: from the lowest), as parts of an override."""
    steps = [Threshold(value=value, color=name) for value, name in colors.items()]
    return (
        DynamicConfigValue("thresholds", ThresholdsConfig(ThresholdsMode.ABSOLUTE, steps)),
        DynamicConfigValue("color", {"mode": FieldColorModeId.THRESHOLDS}),
    )


def mappings(values: Shown) -> DynamicConfigValue:
    """The text and the color that stand for some values, as a part of an override."""
    texts = {
        value: ValueMappingResult(text=shown, color=name, index=index)
        for index, (value, (shown, name)) in enumerate(values.items())
    }
    return DynamicConfigValue("mappings", [ValueMap(texts)])


def _last() -> common.ReduceDataOptions:
    return common.ReduceDataOptions().calcs(["lastNotNull"])
