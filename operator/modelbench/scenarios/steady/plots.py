"""The plots of steady load."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from matplotlib.axes import Axes

from modelbench.api.names import PATHS
from modelbench.display.canvas import HALF, WIDE, Canvas, Style, fixed_ticks, log_axis, only_grid
from modelbench.display.palette import BAD, INK, MUTED, PATH_COLOURS
from modelbench.display.source import Fields, Source

_COLUMNS = 3
_DODGE = 0.13

ByPath = Mapping[str, Mapping[int, Fields]]


def latencies(by_path: ByPath, rates: Sequence[int]) -> Markup:
    """One panel a rate, one group a percentile, both paths side by side."""
    columns = min(_COLUMNS, len(rates))
    rows = -(-len(rates) // columns)
    names = list(
        dict.fromkeys(name for r in rates for p in PATHS for name in _known(by_path, p, r))
    )
    names.sort(key=float)
    values = [
        end
        for r in rates
        for p in PATHS
        for one in _known(by_path, p, r).values()
        for end in _ends(one)
    ]
    with Canvas(WIDE, 60 + 270 * rows) as canvas:
        grid = [axes for row in canvas.axes(rows, columns, sharey=True) for axes in row]
        for axes, rate in zip(grid, rates, strict=False):
            only_grid(axes, "y")
            log_axis(axes, "y", values)
            for path, shift in zip(PATHS, (-_DODGE, _DODGE), strict=True):
                _points(axes, path, _known(by_path, path, rate), names, shift)
            fixed_ticks(axes, range(len(names)), [f"p{name}" for name in names])
            axes.set_xlim(-0.5, len(names) - 0.5)
            axes.set_title(f"{rate} requests/s")
        for axes in grid[len(rates) :]:
            axes.set_visible(False)
        for number in range(0, len(grid), columns):
            grid[number].set_ylabel("latency, ms")
        grid[columns - 1].legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
        return canvas.svg("latencies", "Latency by rate and percentile", _described(by_path))


def _described(by_path: ByPath) -> str:
    rates = sorted({rate for known in by_path.values() for rate in known})
    return f"Both paths at {', '.join(str(rate) for rate in rates)} requests a second"


def _known(by_path: ByPath, path: str, rate: int) -> dict[str, Fields]:
    found = by_path[path].get(rate, {}).get("latencies", ())
    return {one["percentile"]: one for one in found}


def _ends(one: Fields) -> list[float]:
    names = ("microseconds", "lowerMicroseconds", "upperMicroseconds")
    return [one[name] / 1000 for name in names if name in one]


def _points(
    axes: Axes, path: str, known: Mapping[str, Fields], names: Sequence[str], shift: float
) -> None:
    colour = PATH_COLOURS[path].mark
    label = path
    for place, name in enumerate(names):
        if name not in known:
            continue
        value, *ends = _ends(known[name])
        if ends:
            axes.plot([place + shift] * 2, ends, color=colour, linewidth=5, alpha=0.3)
        axes.plot([place + shift], [value], "o", color=colour, linestyle="none", label=label)
        text: Style = {"ha": "right" if shift < 0 else "left", "va": "center", "fontsize": 10}
        axes.annotate(
            f"{value:.3g}" if value < 1000 else f"{value:.0f}",
            (place + shift, value),
            (-7 if shift < 0 else 7, 0),
            textcoords="offset points",
            color=MUTED.mark,
            **text,
        )
        label = "_"


def differences(found: Sequence[Fields]) -> Markup:
    """A row for each rate and percentile: the difference and its interval around 0."""
    with Canvas(HALF, 90 + 30 * len(found)) as canvas:
        ((axes,),) = canvas.axes()
        only_grid(axes, "x")
        axes.axvline(0, color=MUTED.mark, linewidth=1.2)
        for row, one in enumerate(found):
            value = one["differenceMicroseconds"] / 1000
            if "lowerMicroseconds" in one:
                ends = [one[name] / 1000 for name in ("lowerMicroseconds", "upperMicroseconds")]
                axes.plot(ends, [row, row], color=INK.mark, linewidth=5, alpha=0.3)
            axes.plot([value], [row], "o", color=INK.mark, linestyle="none")
        labels = [f"{one['ratePerSecond']}/s p{one['percentile']}" for one in found]
        axes.set_yticks(range(len(found)), labels)
        axes.tick_params(axis="y", colors=INK.mark)
        axes.set_ylim(len(found) - 0.4, -0.6)
        low, high = axes.get_xlim()
        reach = max(abs(low), abs(high), 0.001)
        axes.set_xlim(min(1.05 * low, -0.15 * reach), max(1.05 * high, 0.15 * reach))
        axes.set_xlabel("ms; right of 0 serverless is slower")
        axes.set_title("Serverless less containerized, paired by round")
        return canvas.svg("differences", "Paired differences", f"{len(found)} differences")


def saturation(source: Source) -> Markup | None:
    """p95 by rate, on the way up; None when it was not measured."""
    rises = {
        path: source.of(path, "steady").get("saturation", {}).get("steps", ()) for path in PATHS
    }
    steps = [step for found in rises.values() for step in found]
    known = [step for step in steps if "p95Microseconds" in step]
    if not known:
        return None
    settings = source.spec.get("scenarios", {}).get("steady", {}).get("saturation", {})
    objective = settings.get("latencyObjectiveMilliseconds")
    values = [step["p95Microseconds"] / 1000 for step in known]
    with Canvas(HALF, 360) as canvas:
        ((axes,),) = canvas.axes()
        log_axis(axes, "x", [step["ratePerSecond"] for step in steps])
        log_axis(axes, "y", values if objective is None else [*values, objective])
        for path, found in rises.items():
            _rise(axes, path, [step for step in found if "p95Microseconds" in step])
        if objective is not None:
            axes.axhline(objective, color=MUTED.mark, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.set_xlabel("requests/s")
        axes.set_ylabel("p95 latency, ms")
        axes.set_title("Until a path no longer holds the rate")
        axes.legend(loc="upper left")
        return canvas.svg("saturation", "Saturation", _held(source))


def _rise(axes: Axes, path: str, steps: Sequence[Fields]) -> None:
    colour = PATH_COLOURS[path].mark
    rates = [step["ratePerSecond"] for step in steps]
    axes.plot(rates, [step["p95Microseconds"] / 1000 for step in steps], color=colour, alpha=0.4)
    for held, marker, shade in ((True, "o", colour), (False, "X", BAD.mark)):
        shown = [step for step in steps if step["held"] is held]
        axes.plot(
            [step["ratePerSecond"] for step in shown],
            [step["p95Microseconds"] / 1000 for step in shown],
            marker,
            color=colour if held else shade,
            linestyle="none",
            markersize=7 if held else 9,
            label=path if held else "_",
        )


def _held(source: Source) -> str:
    parts = []
    for path in PATHS:
        found = source.of(path, "steady").get("saturation", {})
        if found:
            parts.append(f"{path} held {found.get('highestRatePerSecond', 'no rate')} requests/s")
    return "; ".join(parts)
