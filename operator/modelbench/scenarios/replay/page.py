"""A replay: the forecast of a stretch of traffic beside what was measured."""

from modelbench.display.content import Plot, Section, tables_and_notes
from modelbench.display.source import Source
from modelbench.scenarios.replay.plots import pods
from modelbench.scenarios.replay.summary import REPLAY
from modelbench.scenarios.replay.view import sections

_CAPTION = "The pods of each variant during the replay: ready (area) and wanted (line)."
_LEAD = (
    "A stretch of traffic, replayed against each variant in turn with the same timing. The "
    "forecast is for the same requests, and uses only what the other scenarios measured."
)


def page_section(source: Source) -> Section | None:
    """None when it was not measured."""
    if not source.measured("replay"):
        return None
    segments = [s for s in source.samples.segments if s.scenario == REPLAY and s.scale]
    segments.sort(key=lambda segment: source.variants.index(segment.variant))
    plots = [Plot(pods(source, segments), _CAPTION, wide=True)] if segments else []
    shown = tables_and_notes(*sections(source.status))
    return Section("replay", "Forecast against replay", _LEAD, plots, *shown)
