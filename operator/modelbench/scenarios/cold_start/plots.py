"""The plots of cold starts."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup
from matplotlib.axes import Axes

from modelbench.api.names import PATHS
from modelbench.api.samples import ColdTrial, TrialKind
from modelbench.display.canvas import HALF, WIDE, Canvas, Style, from_zero, only_grid
from modelbench.display.numbers import median_interval
from modelbench.display.palette import BAD, INK, MUTED, PATH_COLOURS, SURFACE
from modelbench.display.source import Fields, Source
from modelbench.scenarios.cold_start.phases import INITIALIZATION
from modelbench.scenarios.cold_start.summary import accepted_trials

Trials = Mapping[str, Sequence[ColdTrial]]


def _milliseconds(trials: Sequence[ColdTrial]) -> list[float]:
    return [trial.total_nanoseconds / 1e6 for trial in trials]


def trials(source: Source, trials: Trials) -> Markup:
    """Each trial as a point by its order, one panel for each path on the same scale."""
    shown = [path for path in PATHS if trials[path]]
    greatest = max(
        max(_milliseconds([t for t in trials[p] if t.accepted]), default=0) for p in shown
    )
    with Canvas(WIDE, 320) as canvas:
        (panels,) = canvas.axes(columns=len(shown), sharey=True)
        for axes, path in zip(panels, shown, strict=True):
            fields = source.of(path, "coldStart")
            only_grid(axes, "y")
            from_zero(axes, greatest)
            _median_band(axes, path, fields)
            _trial_points(axes, path, trials[path])
            axes.set_title(
                f"{path.capitalize()}: {median_interval(fields)}, n = {fields['trials']}"
            )
            axes.set_xlabel("trial, in the order made")
        panels[0].set_ylabel("cold start, ms")
        return canvas.svg("trials", "Every cold start", _described(source))


def _described(source: Source) -> str:
    parts = (
        f"{path}: median {median_interval(fields)} of {fields['trials']} trials"
        for path in source.measured("coldStart")
        if (fields := source.of(path, "coldStart"))
    )
    return "; ".join(parts)


def _median_band(axes: Axes, path: str, fields: Fields) -> None:
    colour = PATH_COLOURS[path].mark
    if "medianLowerMilliseconds" in fields:
        ends = (fields["medianLowerMilliseconds"], fields["medianUpperMilliseconds"])
        axes.axhspan(*ends, color=colour, alpha=0.16, linewidth=0)
    if "medianMilliseconds" in fields:
        axes.axhline(fields["medianMilliseconds"], color=colour, linewidth=1.6)


def _trial_points(axes: Axes, path: str, trials: Sequence[ColdTrial]) -> None:
    colour = PATH_COLOURS[path].mark
    numbers = {id(trial): number for number, trial in enumerate(trials, 1)}
    counted = accepted_trials(trials)
    warm_ups = [t for t in trials if t.accepted and t.kind is TrialKind.WARM_UP]
    rejected = [numbers[id(t)] for t in trials if not t.accepted]
    for found, face in ((counted, colour), (warm_ups, SURFACE.mark)):
        orders = [numbers[id(trial)] for trial in found]
        style: Style = {"markersize": 5.5, "color": colour, "markerfacecolor": face}
        axes.plot(orders, _milliseconds(found), "o", linestyle="none", **style)
    style = {"markersize": 6, "markeredgewidth": 1.8, "color": BAD.mark}
    low = axes.get_ylim()[1] * 0.03
    axes.plot(rejected, [low] * len(rejected), "x", linestyle="none", **style)
    axes.set_xlim(0, len(trials) + 1)


def distribution(source: Source, trials: Trials) -> Markup:
    """The empirical distribution of both paths."""
    with Canvas(HALF, 420) as canvas:
        ((axes,),) = canvas.axes()
        known = {path: sorted(_milliseconds(accepted_trials(trials[path]))) for path in PATHS}
        greatest = max(values[-1] for values in known.values() if values)
        for path, values in known.items():
            if values:
                _steps(axes, path, values, greatest * 1.06)
                _median_bar(axes, path, source.of(path, "coldStart"))
        axes.set_xlim(0, greatest * 1.06)
        axes.set_ylim(0, 1.02)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
        axes.set_xlabel("cold start, ms")
        axes.set_title("Share of cold starts that took at most")
        axes.legend(loc="lower right")
        return canvas.svg("distribution", "Distribution of cold starts", _described(source))


def _steps(axes: Axes, path: str, values: Sequence[float], end: float) -> None:
    shares = [number / len(values) for number in range(1, len(values) + 1)]
    axes.step(
        [values[0], *values, end],
        [0, *shares, 1],
        where="post",
        color=PATH_COLOURS[path].mark,
        label=path,
    )


def _median_bar(axes: Axes, path: str, fields: Fields) -> None:
    if "medianLowerMilliseconds" in fields:
        ends = [fields["medianLowerMilliseconds"], fields["medianUpperMilliseconds"]]
        axes.plot(ends, [0.5, 0.5], color=PATH_COLOURS[path].mark, linewidth=7, alpha=0.4)


def phases(source: Source) -> Markup:
    """Each phase as a bar that begins where the phase before it ends, both paths in each row."""
    found = {path: _by_name(source, path) for path in source.measured("coldStart")}
    rows = [
        (n, f) for n, f in _rows(found.values()) if any(_length(p.get(n)) for p in found.values())
    ]
    names = [name for name, _ in rows]
    with Canvas(HALF, max(420, 34 * len(names) + 60)) as canvas:
        ((axes,),) = canvas.axes()
        only_grid(axes, "x")
        end = 0.0
        for lane, (path, by_name) in enumerate(found.items()):
            end = max(end, _path_bars(axes, path, by_name, names, lane, len(found)))
        axes.set_xlim(0, end * 1.2 or 1)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_yticks(range(len(names)), [_label(name, nested) for name, nested in rows])
        axes.tick_params(axis="y", colors=INK.mark)
        axes.set_xlabel("ms since the request was due")
        axes.set_title("Where the time goes: medians of the phases")
        return canvas.svg("phases", "Phases of a cold start", _phases_described(found))


def _by_name(source: Source, path: str) -> dict[str, Fields]:
    return {phase["name"]: phase for phase in source.of(path, "coldStart").get("phases", ())}


def _rows(paths: Iterable[dict[str, Fields]]) -> list[tuple[str, bool]]:
    names: dict[str, bool] = {}
    for by_name in paths:
        names |= {name: "parent" in phase for name, phase in by_name.items() if name not in names}
    return list(names.items())


def _length(phase: Fields | None) -> int:
    return 0 if phase is None else max(0, phase.get("medianMilliseconds", 0))


def _label(name: str, nested: bool) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return f"· {words}" if nested else words


def _path_bars(
    axes: Axes, path: str, by_name: dict[str, Fields], names: Sequence[str], lane: int, lanes: int
) -> float:
    """Draw them; where the last one ends. The parts of a phase run inside their whole.

    A Lambda function's initialization spans the first of the other parts.
    """
    height = 0.7 / lanes
    clock = whole = inner = 0.0
    for name, phase in by_name.items():
        length = _length(phase)
        nested = "parent" in phase
        begin = whole if name == INITIALIZATION else inner if nested else clock
        if not nested:
            whole, inner, clock = clock, clock, clock + length
        elif name != INITIALIZATION:
            inner += length
        if name in names and "medianMilliseconds" in phase:
            row = names.index(name) - 0.35 + height * (lane + 0.5)
            style: Style = {"color": PATH_COLOURS[path].mark, "alpha": 0.5 if nested else 1}
            axes.barh(row, length, height * 0.86, left=begin, linewidth=0, **style)
            text: Style = {"va": "center", "fontsize": 11, "color": MUTED.mark}
            axes.annotate(
                str(length), (begin + length, row), (4, 0), textcoords="offset points", **text
            )
    return clock


def _phases_described(found: Mapping[str, Mapping[str, Fields]]) -> str:
    parts = []
    for path, by_name in found.items():
        whole = [(name, _length(p)) for name, p in by_name.items() if "parent" not in p]
        text = ", ".join(f"{name} {length} ms" for name, length in whole)
        parts.append(f"{path}: {text}")
    return "; ".join(parts)
