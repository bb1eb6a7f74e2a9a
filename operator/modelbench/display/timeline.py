"""Latency and pods over the seconds, as several plots have them."""

from collections.abc import Iterable, Sequence
from math import ceil

from matplotlib.axes import Axes

from modelbench.api.scenarios.parts import LoadSegment, ScaleChange, SecondOfLoad
from modelbench.display.canvas import Style
from modelbench.display.palette import BAD

"""In nanoseconds."""

# More points than pixels show nothing more.
MOST_POINTS = 900

Points = Sequence[tuple[float, SecondOfLoad]]


def points_of(segment: LoadSegment, begin: float = 0.0, room: int = MOST_POINTS) -> Points:
    """The seconds with their offsets from ``begin``; of a long series the worst of each few."""
    each = ceil(len(segment.seconds) / max(1, room)) or 1
    points = []
    for first in range(0, len(segment.seconds), each):
        part = segment.seconds[first : first + each]
        worst = max(part, key=lambda second: (second.failures, second.p95 or 0))
        points.append((begin + first + each / 2, worst))
    return points


def latency_lines(axes: Axes, mark: str, points: Points, label: str = "_") -> None:
    """The median as a line, up to the 95th percentile as a band, a cross for failures."""
    good = [(at, s.p50, s.p95) for at, s in points if s.p50 is not None and s.p95 is not None]
    times = [at for at, _, _ in good]
    middle, high = [p50 / 1000 for _, p50, _ in good], [p95 / 1000 for _, _, p95 in good]
    axes.fill_between(times, middle, high, color=mark, alpha=0.2, linewidth=0)
    axes.plot(times, high, color=mark, linewidth=1, alpha=0.8)
    axes.plot(times, middle, color=mark, linewidth=2, label=label)
    if bad := [at for at, second in points if second.failures]:
        style: Style = {"color": BAD.mark, "markersize": 5, "clip_on": False}
        axes.plot(bad, [axes.get_ylim()[0]] * len(bad), "x", linestyle="none", **style)


def latencies_of(segments: Iterable[LoadSegment]) -> list[float]:
    """Every latency that a timeline of these segments shows, in milliseconds."""
    shown = (value for one in segments for s in one.seconds for value in (s.p50, s.p95))
    return [value / 1000 for value in shown if value is not None]


def pod_steps(
    axes: Axes, times: Sequence[float], scale: Sequence[ScaleChange], mark: str, width: float
) -> None:
    """An area for the pods that are ready, a line for those that are wanted. ``times`` are the
    seconds of the changes, at least one, and that of the end.
    """
    ready, wanted = [change.ready for change in scale], [change.wanted for change in scale]
    area = [*ready, ready[-1]]
    axes.fill_between(times, area, step="post", color=mark, alpha=0.35, linewidth=0)
    axes.step(times, [*wanted, wanted[-1]], where="post", color=mark, linewidth=width)
