"""The plot of bursts."""

from collections.abc import Sequence

from markupsafe import Markup
from matplotlib.axes import Axes

from modelbench.api.scenarios.burst import BurstTrial
from modelbench.display.canvas import WIDE, Canvas, Style, from_zero, legend_above, only_grid
from modelbench.display.source import Source


def bursts(source: Source, trials: Sequence[BurstTrial]) -> Markup:
    """How many requests of each burst were answered after so long. Every trial has responses."""
    last = max(trial.latencies_nanoseconds[-1] for trial in trials) / 1e6
    variants = list(dict.fromkeys(trial.variant for trial in trials))
    with Canvas(WIDE, 300) as canvas:
        ((axes,),) = canvas.axes()
        only_grid(axes, "y")
        for name in variants:
            mine = [trial for trial in trials if trial.variant == name]
            for number, trial in enumerate(mine):
                style: Style = {"label": "_" if number else name, "color": source.colour(name).mark}
                _steps(axes, trial, last * 1.04, style)
        axes.set_xlim(0, last * 1.04)
        from_zero(axes, max(trial.requests for trial in trials))
        axes.set_xlabel("ms since all were due")
        axes.set_title("Requests answered")
        legend_above(axes, len(variants))
        return canvas.svg("bursts", "Responses of each burst", f"{len(trials)} bursts")


def _steps(axes: Axes, trial: BurstTrial, end: float, style: Style) -> None:
    values = [value / 1e6 for value in trial.latencies_nanoseconds]
    counts = [0, *range(1, len(values) + 1), len(values)]
    axes.step([0, *values, end], counts, where="post", alpha=0.75, linewidth=1.6, **style)
