"""A rise in load: how soon each variant follows, and goes back."""

from modelbench.display.content import Plot, Section, tables_and_notes
from modelbench.display.source import Source
from modelbench.scenarios.autoscale.plots import runs
from modelbench.scenarios.autoscale.summary import AUTOSCALE
from modelbench.scenarios.autoscale.view import sections

_CAPTION = (
    "Latency of each second (median and 95th percentile; a cross is a second with failures) and "
    "pods: ready (area) and wanted (line). The grey band is the peak."
)
_LEAD = (
    "How fast a variant scales up when the rate steps up, and back down. Each run is made once, so "
    "its values have no interval."
)


def page_section(source: Source) -> Section | None:
    """None when it was not measured."""
    if not source.measured("autoscale"):
        return None
    segments = [s for s in source.samples.segments if s.scenario == AUTOSCALE and s.seconds]
    segments.sort(key=lambda s: (source.variants.index(s.variant), s.start))
    plots = [Plot(runs(source, segments), _CAPTION, wide=True)] if segments else []
    shown = tables_and_notes(*sections(source.status))
    return Section("autoscale", "Load step", _LEAD, plots, *shown)
