"""Latency and replicas second by second: steady segments, and a rise in load."""

from collections.abc import Iterator, Sequence
from math import ceil

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from modelbench.api.load_samples import LoadSegment, SecondOfLoad
from modelbench.api.names import PATHS
from modelbench.display.canvas import WIDE, Canvas, Style, log_axis, only_grid
from modelbench.display.content import Figure, Section, Table, told
from modelbench.display.palette import BAD, MUTED, PATH_COLOURS
from modelbench.display.source import Source
from modelbench.scenarios.autoscale.summary import AUTOSCALE
from modelbench.scenarios.loads_view import autoscale
from modelbench.scenarios.steady.summary import STEADY

_SECOND = 1_000_000_000
# More points than pixels show nothing more.
_POINTS = 900
Points = list[tuple[float, SecondOfLoad]]


def _seconds(segment: LoadSegment, begin: float = 0.0, room: int = _POINTS) -> Points:
    """The seconds with their offsets; of a long series the worst of each few."""
    each = ceil(len(segment.seconds) / max(1, room)) or 1
    points = []
    for first in range(0, len(segment.seconds), each):
        part = segment.seconds[first : first + each]
        worst = max(part, key=lambda second: (second.failures, second.p95 or 0))
        points.append((begin + first + each / 2, worst))
    return points


def _latency_lines(axes: Axes, path: str, points: Points, label: str = "_") -> None:
    colour = PATH_COLOURS[path].mark
    good = [(at, s) for at, s in points if s.p50 is not None and s.p95 is not None]
    times = [at for at, _ in good]
    middle, high = ([(getattr(s, name) or 0) / 1000 for _, s in good] for name in ("p50", "p95"))
    axes.fill_between(times, middle, high, color=colour, alpha=0.2, linewidth=0)
    axes.plot(times, high, color=colour, linewidth=1, alpha=0.8)
    axes.plot(times, middle, color=colour, linewidth=2, label=label)
    if bad := [at for at, second in points if second.failures]:
        style: Style = {"color": BAD.mark, "markersize": 5, "clip_on": False}
        axes.plot(bad, [axes.get_ylim()[0]] * len(bad), "x", linestyle="none", **style)


def _values(seconds: Sequence[SecondOfLoad]) -> list[float]:
    return [v / 1000 for s in seconds for v in (s.p50, s.p95) if v is not None]


def steady_figures(source: Source) -> Iterator[Figure]:
    """All segments of the steady rates on one time axis, a panel for each rate."""
    segments = [s for s in source.samples.segments if s.scenario == STEADY and s.seconds]
    if not segments:
        return
    yield Figure(
        _steady_figure(segments),
        "The median (line) and the 95th percentile (edge of the band) of each second, in the order "
        "measured. Both paths should stay level: a trend is the machine's, not the paths'.",
        _segment_table(segments),
        wide=True,
    )


def _steady_figure(segments: Sequence[LoadSegment]) -> Markup:
    rates = sorted({segment.rate for segment in segments})
    with Canvas(WIDE, 70 + 190 * len(rates)) as canvas:
        panels = [row[0] for row in canvas.axes(rows=len(rates))]
        for axes, rate in zip(panels, rates, strict=True):
            mine = [segment for segment in segments if segment.rate == rate]
            only_grid(axes, "y")
            log_axis(axes, "y", [v for segment in mine for v in _values(segment.seconds)])
            begin = min(segment.started_nanoseconds for segment in mine)
            named: set[str] = set()
            for segment in mine:
                label = "_" if segment.path in named else segment.path
                named.add(segment.path)
                offset = (segment.started_nanoseconds - begin) / _SECOND
                points = _seconds(segment, offset, _POINTS // len(mine))
                _latency_lines(axes, segment.path, points, label)
            axes.set_title(f"{rate} requests/s")
            axes.set_ylabel("latency, ms")
        panels[0].legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
        panels[-1].set_xlabel("seconds since the first segment of the rate")
        text = f"{len(segments)} segments at {len(rates)} rates"
        return canvas.svg("steady-seconds", "Latency second by second", text)


def _segment_table(segments: Sequence[LoadSegment]) -> Table:
    rows = [
        (f"{s.rate}/s round {s.round}", s.path, str(s.requests), str(s.failed), _worst(s))
        for s in segments
    ]
    head = ("segment", "path", "requests", "failed", "p95 of the worst second")
    return Table("Every segment", head, rows)


def _worst(segment: LoadSegment) -> str:
    known = [second.p95 for second in segment.seconds if second.p95 is not None]
    return f"{max(known) / 1000:.1f} ms" if known else "none"


def autoscale_section(source: Source) -> Section | None:
    """How each path follows a rise in load; None when it was not measured."""
    if not source.measured("autoscale"):
        return None
    segments = [s for s in source.samples.segments if s.scenario == AUTOSCALE and s.seconds]
    segments.sort(key=lambda s: (PATHS.index(s.path), s.start))
    caption = (
        "Latency of each second (median and 95th percentile; a cross is a second with failures) "
        "and pods: the area is ready, the line is wanted. The grey band is the peak."
    )
    figures = [Figure(_run_figure(segments), caption, wide=True)] if segments else []
    return Section(
        "autoscale",
        "A rise in load",
        "How soon a path follows when the rate rises, and goes back. Each run was made once, so "
        "its figures have no interval.",
        figures,
        *told(autoscale(source.status)),
    )


def _run_figure(segments: Sequence[LoadSegment]) -> Markup:
    values = [value for segment in segments for value in _values(segment.seconds)]
    columns = len(segments)
    options = {"sharex": "col", "sharey": "row", "height_ratios": [3, 2]}
    with Canvas(WIDE, 440) as canvas:
        above, below = canvas.axes(2, columns, **options)
        for latency, pods, segment in zip(above, below, segments, strict=True):
            only_grid(latency, "y")
            only_grid(pods, "y")
            log_axis(latency, "y", values)
            _peak(latency, segment)
            _peak(pods, segment)
            _latency_lines(latency, segment.path, _seconds(segment))
            _replicas(pods, segment)
            latency.set_title(f"{segment.path.capitalize()}, from {segment.start.lower()}")
            pods.set_xlabel("seconds")
        most = max((max(c.wanted, c.ready) for s in segments for c in s.scale), default=1)
        below[0].set_ylim(0, most + 0.6)
        below[0].yaxis.set_major_locator(MaxNLocator(5, integer=True))
        above[0].set_ylabel("latency, ms")
        below[0].set_ylabel("pods")
        return canvas.svg("runs", "A rise in load", f"{len(segments)} runs second by second")


def _peak(axes: Axes, segment: LoadSegment) -> None:
    ends = (segment.rise_nanoseconds / _SECOND, segment.hold_end_nanoseconds / _SECOND)
    axes.axvspan(*ends, color=MUTED.mark, alpha=0.12, linewidth=0)


def _replicas(axes: Axes, segment: LoadSegment) -> None:
    end = max(len(segment.seconds), *(c.offset_nanoseconds / _SECOND for c in segment.scale), 1)
    times = [change.offset_nanoseconds / _SECOND for change in segment.scale] + [end]
    colour = PATH_COLOURS[segment.path].mark
    ready, wanted = (
        [getattr(change, name) for change in segment.scale] for name in ("ready", "wanted")
    )
    if segment.scale:
        axes.fill_between(
            times, [*ready, ready[-1]], step="post", color=colour, alpha=0.35, linewidth=0
        )
        axes.step(times, [*wanted, wanted[-1]], where="post", color=colour, linewidth=1.8)
    axes.set_xlim(0, end)
