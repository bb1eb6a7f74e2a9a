"""The plot of steady load second by second."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from matplotlib.axes import Axes

from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.units import SECOND
from modelbench.display.canvas import WIDE, Canvas, legend_above, log_axis, only_grid
from modelbench.display.content import Plot, Table
from modelbench.display.numbers import tenths
from modelbench.display.source import Source
from modelbench.display.timeline import (
    MOST_POINTS,
    latencies_of,
    latency_lines,
    points_of,
)
from modelbench.scenarios.steady.rates import STEADY


def timelines(source: Source) -> Iterator[Plot]:
    """All segments of the steady rates on one time axis, a panel for each rate."""
    segments = [s for s in source.samples.segments if s.scenario == STEADY and s.seconds]
    if not segments:
        return
    yield Plot(
        _drawn(source, segments),
        "The median (line) and the 95th percentile (edge of the band) of each second, in the "
        "order measured. All variants should stay level: a trend in all of them comes from the "
        "machine.",
        _segment_table(segments),
        wide=True,
    )


def _drawn(source: Source, segments: Sequence[LoadSegment]) -> Markup:
    rates = sorted({segment.rate for segment in segments})
    with Canvas(WIDE, 70 + 190 * len(rates)) as canvas:
        panels = [row[0] for row in canvas.axes(rows=len(rates))]
        for axes, rate in zip(panels, rates, strict=True):
            _panel(axes, source, [segment for segment in segments if segment.rate == rate])
            axes.set_title(f"{rate} requests/s")
            axes.set_ylabel("latency, ms")
        legend_above(panels[0], len(source.variants))
        panels[-1].set_xlabel("seconds since the first segment of the rate")
        text = f"{len(segments)} segments at {len(rates)} rates"
        return canvas.svg("steady-seconds", "Latency second by second", text)


def _panel(axes: Axes, source: Source, segments: Sequence[LoadSegment]) -> None:
    only_grid(axes, "y")
    log_axis(axes, "y", latencies_of(segments))
    begin = min(segment.started_nanoseconds for segment in segments)
    named: set[str] = set()
    for segment in segments:
        label = "_" if segment.variant in named else segment.variant
        named.add(segment.variant)
        offset = (segment.started_nanoseconds - begin) / SECOND
        points = points_of(segment, offset, MOST_POINTS // len(segments))
        latency_lines(axes, source.colour(segment.variant).mark, points, label)


def _segment_table(segments: Sequence[LoadSegment]) -> Table:
    rows = [
        (f"{s.rate}/s round {s.round}", s.variant, str(s.requests), str(s.failed), _worst(s))
        for s in segments
    ]
    head = ("segment", "variant", "requests", "failed", "p95 of the worst second")
    return Table("Every segment", head, rows)


def _worst(segment: LoadSegment) -> str:
    known = [second.p95 for second in segment.seconds if second.p95 is not None]
    return tenths(max(known)) if known else "none"
