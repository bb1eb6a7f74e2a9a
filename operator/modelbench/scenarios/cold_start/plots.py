"""The plots of cold starts as wholes: every trial, and the distributions."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from modelbench.api.scenarios.cold_start import ColdStartStatus, ColdTrial, TrialKind
from modelbench.display.canvas import (
    HALF,
    WIDE,
    Canvas,
    Style,
    from_zero,
    grid_shape,
    only_grid,
)
from modelbench.display.numbers import median_interval
from modelbench.display.palette import BAD, SURFACE, Colour
from modelbench.display.source import Source
from modelbench.scenarios.cold_start.summary import accepted_trials

_COLUMNS = 3
_HEADLESS = 40
_ROW_HEIGHT = 280


def _milliseconds(trials: Sequence[ColdTrial]) -> list[float]:
    return [trial.total_nanoseconds / 1e6 for trial in trials]


def _statuses(source: Source) -> Mapping[str, ColdStartStatus]:
    return {one.name: one.cold_start for one in source.status.variants if one.cold_start}


def trials(source: Source) -> Markup:
    """Each trial as a point by its order, one panel for each variant on the same scale."""
    shown = [name for name in source.variants if source.samples.of(name)]
    accepted = [t for name in shown for t in source.samples.of(name) if t.accepted]
    rows, columns = grid_shape(len(shown), _COLUMNS)
    with Canvas(WIDE, _HEADLESS + _ROW_HEIGHT * rows) as canvas:
        grid = canvas.axes(rows, columns, sharey=True)
        panels = [axes for row in grid for axes in row]
        for axes, name in zip(panels, shown, strict=False):
            only_grid(axes, "y")
            from_zero(axes, max(_milliseconds(accepted), default=0))
            _trial_panel(axes, source, name, separator=" " if columns < _COLUMNS else "\n")
        for axes in panels[len(shown) :]:
            axes.set_visible(False)
        for row in grid:
            row[0].set_ylabel("cold start, ms")
        return canvas.svg("trials", "Every cold start", _described(source))


def _trial_panel(axes: Axes, source: Source, name: str, separator: str) -> None:
    status = _statuses(source).get(name, ColdStartStatus(trials=0))
    _median_band(axes, source.colour(name), status)
    _trial_points(axes, source.colour(name), source.samples.of(name))
    values = f"{median_interval(status)}, n = {status.trials}"
    axes.set_title(f"{name[:1].upper()}{name[1:]}:{separator}{values}")
    axes.set_xlabel("trial, in order")


def _described(source: Source) -> str:
    parts = (
        f"{name}: median {median_interval(status)} of {status.trials} trials"
        for name, status in _statuses(source).items()
    )
    return "; ".join(parts)


def _median_band(axes: Axes, colour: Colour, status: ColdStartStatus) -> None:
    lower, upper = status.median_lower_milliseconds, status.median_upper_milliseconds
    if lower is not None and upper is not None:
        axes.axhspan(lower, upper, color=colour.mark, alpha=0.16, linewidth=0)
    if status.median_milliseconds is not None:
        axes.axhline(status.median_milliseconds, color=colour.mark, linewidth=1.6)


def _trial_points(axes: Axes, colour: Colour, trials: Sequence[ColdTrial]) -> None:
    numbers = {id(trial): number for number, trial in enumerate(trials, 1)}
    warm_ups = [t for t in trials if t.accepted and t.kind is TrialKind.WARM_UP]
    rejected = [numbers[id(t)] for t in trials if not t.accepted]
    for found, face in ((accepted_trials(trials), colour.mark), (warm_ups, SURFACE.mark)):
        orders = [numbers[id(trial)] for trial in found]
        style: Style = {"markersize": 5.5, "color": colour.mark, "markerfacecolor": face}
        axes.plot(orders, _milliseconds(found), "o", linestyle="none", **style)
    style = {"markersize": 6, "markeredgewidth": 1.8, "color": BAD.mark}
    low = axes.get_ylim()[1] * 0.03
    axes.plot(rejected, [low] * len(rejected), "x", linestyle="none", **style)
    # Trials are counted from 1: no tick at 0, which would stand beside the other axis' own.
    axes.set_xlim(0.5, len(trials) + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))


def distribution(source: Source) -> Markup:
    """The empirical distribution of every variant."""
    counted = {name: accepted_trials(source.samples.of(name)) for name in source.variants}
    known = {name: sorted(_milliseconds(trials)) for name, trials in counted.items() if trials}
    end = 1.06 * max(values[-1] for values in known.values())
    statuses = _statuses(source)
    with Canvas(HALF, 420) as canvas:
        ((axes,),) = canvas.axes()
        for name, values in known.items():
            _steps(axes, name, source.colour(name), values, end)
            _median_bar(axes, source.colour(name), statuses.get(name))
        axes.set_xlim(0, end)
        axes.set_ylim(0, 1.02)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
        axes.set_xlabel("cold start, ms")
        axes.set_title("Cold start CDF")
        axes.legend(loc="upper left")
        return canvas.svg("distribution", "Distribution of cold starts", _described(source))


def _steps(axes: Axes, name: str, colour: Colour, values: Sequence[float], end: float) -> None:
    shares = [number / len(values) for number in range(1, len(values) + 1)]
    axes.step(
        [values[0], *values, end], [0, *shares, 1], where="post", color=colour.mark, label=name
    )


def _median_bar(axes: Axes, colour: Colour, status: ColdStartStatus | None) -> None:
    if status is None or status.median_lower_milliseconds is None:
        return
    ends = [status.median_lower_milliseconds, status.median_upper_milliseconds or 0]
    axes.plot(ends, [0.5, 0.5], color=colour.mark, linewidth=7, alpha=0.4)
