"""The plot of a rise in load: latency and pods second by second."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.units import SECOND
from modelbench.display.canvas import WIDE, Canvas, grid_shape, log_axis, only_grid
from modelbench.display.palette import MUTED
from modelbench.display.source import Source
from modelbench.display.timeline import latencies_of, latency_lines, pod_steps, points_of

_COLUMNS = 4
_HEIGHT = 440
# A longer name has its start in a second line, so that four stand beside each other.
_LONG = 15


def runs(source: Source, segments: Sequence[LoadSegment]) -> Markup:
    """A column for each run, its latency above its pods; many runs in several rows of columns."""
    blocks, columns = grid_shape(len(segments), _COLUMNS)
    values = latencies_of(segments)
    most = max((max(c.wanted, c.ready) for s in segments for c in s.scale), default=1)
    with Canvas(WIDE, _HEIGHT * blocks) as canvas:
        grid = canvas.axes(2 * blocks, columns, height_ratios=[3, 2] * blocks)
        for number, (above, below) in enumerate(_pairs(grid)):
            if number >= len(segments):
                above.set_visible(False)
                below.set_visible(False)
                continue
            is_first = number % columns == 0
            log_axis(above, "y", values)
            _run(above, below, segments[number], source.colour(segments[number].variant).mark)
            below.set_ylim(0, most + 0.6)
            below.yaxis.set_major_locator(MaxNLocator(5, integer=True))
            for axes, label in ((above, "latency, ms"), (below, "pods")):
                axes.set_ylabel(label if is_first else "")
                axes.tick_params(axis="y", labelleft=is_first)
        return canvas.svg("runs", "Load step", f"{len(segments)} runs second by second")


def _pairs(grid: Sequence[Sequence[Axes]]) -> Iterator[tuple[Axes, Axes]]:
    """The two panels of each run, in the order of reading."""
    for above, below in zip(grid[::2], grid[1::2], strict=True):
        yield from zip(above, below, strict=True)


def _run(above: Axes, below: Axes, segment: LoadSegment, mark: str) -> None:
    only_grid(above, "y")
    only_grid(below, "y")
    _peak(above, segment)
    _peak(below, segment)
    latency_lines(above, mark, points_of(segment))
    _replicas(below, segment, mark)
    above.set_xlim(below.get_xlim())
    above.tick_params(axis="x", labelbottom=False)
    name = segment.variant
    separator = "\n" if len(name) > _LONG else " "
    above.set_title(f"{name[:1].upper()}{name[1:]},{separator}from {segment.start.lower()}")
    below.set_xlabel("seconds")


def _peak(axes: Axes, segment: LoadSegment) -> None:
    ends = (segment.rise_nanoseconds / SECOND, segment.hold_end_nanoseconds / SECOND)
    axes.axvspan(*ends, color=MUTED.mark, alpha=0.12, linewidth=0)


def _replicas(axes: Axes, segment: LoadSegment, mark: str) -> None:
    end = max(len(segment.seconds), *(c.offset_nanoseconds / SECOND for c in segment.scale), 1)
    if segment.scale:
        times = [change.offset_nanoseconds / SECOND for change in segment.scale] + [end]
        pod_steps(axes, times, segment.scale, mark, 1.8)
    axes.set_xlim(0, end)
