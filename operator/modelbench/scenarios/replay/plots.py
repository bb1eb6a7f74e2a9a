"""The plot of the pods of each variant in a replay."""

from collections.abc import Sequence

from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from modelbench.api.scenarios.parts import LoadSegment
from modelbench.api.units import SECOND
from modelbench.display.canvas import WIDE, Canvas, only_grid
from modelbench.display.source import Source
from modelbench.display.timeline import pod_steps

_HEIGHT = 150
"""Of each variant: a few pods need no more."""


def pods(source: Source, segments: Sequence[LoadSegment]) -> Markup:
    """A row for each variant, all over the same seconds. Every segment has recorded its pods."""
    end = max(_end(segment) for segment in segments)
    most = max(max(c.wanted, c.ready) for segment in segments for c in segment.scale)
    with Canvas(WIDE, _HEIGHT * len(segments)) as canvas:
        for number, (axes,) in enumerate(canvas.axes(len(segments), 1)):
            segment, is_last = segments[number], number == len(segments) - 1
            only_grid(axes, "y")
            times = [max(0.0, one.offset_nanoseconds / SECOND) for one in segment.scale] + [end]
            pod_steps(axes, times, segment.scale, source.colour(segment.variant).mark, 1.4)
            axes.set_xlim(0, end)
            axes.set_ylim(0, most + 0.6)
            axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
            axes.set_title(segment.variant)
            axes.tick_params(axis="x", labelbottom=is_last)
            axes.set_xlabel("seconds" if is_last else "")
        return canvas.svg("replay", "Pods in the replay", f"{len(segments)} variants")


def _end(segment: LoadSegment) -> float:
    replay = segment.replay
    ended = 0 if replay is None else max(replay.duration_nanoseconds, replay.ended_nanoseconds)
    return max(ended, *(change.offset_nanoseconds for change in segment.scale)) / SECOND
