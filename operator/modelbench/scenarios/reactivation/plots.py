"""The plot of latency by the time since the last response."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup
from matplotlib.axes import Axes

from modelbench.api.scenarios.reactivation import GapTrial, ReactivationStatus
from modelbench.display.canvas import WIDE, Canvas, Style, fixed_ticks, log_axis, only_grid
from modelbench.display.palette import BAD, MUTED
from modelbench.display.source import Source

_STATES = {
    "Ready": "o",
    "Draining": "s",
    "Terminating": "^",
    "Zero": "D",
}


def gaps(source: Source, variant: str, identifier: str, title: str) -> Markup:
    """Each request of one variant, by its gap and by the state of the service."""
    found = source.status.variant(variant)
    status = (found.reactivation if found else None) or ReactivationStatus()
    trials = [trial for trial in source.samples.gaps if trial.variant == variant]
    places = {gap: place for place, gap in enumerate(sorted({one.gap_seconds for one in trials}))}
    colour = source.colour(variant).mark
    with Canvas(WIDE, 320) as canvas:
        ((axes,),) = canvas.axes()
        only_grid(axes, "y")
        log_axis(axes, "y", [_latency(trial) for trial in trials])
        medians = {gap.gap_seconds: gap.median_milliseconds for gap in status.gaps}
        known = [
            (places[gap], value)
            for gap, value in medians.items()
            if value is not None and gap in places
        ]
        axes.plot([at for at, _ in known], [value for _, value in known], color=colour, alpha=0.4)
        _points(axes, trials, places, colour)
        fixed_ticks(axes, places.values(), [f"{gap} s" for gap in places])
        axes.set_xlabel("since the last response", color=MUTED.mark)
        axes.set_ylabel("latency, ms")
        axes.set_title(title)
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5)
        return canvas.svg(identifier, f"Latency after a pause, {variant}", str(status.summary))


def _latency(trial: GapTrial) -> float:
    return (trial.latency_nanoseconds or 0) / 1e6


def _points(axes: Axes, trials: Sequence[GapTrial], places: Mapping[int, int], colour: str) -> None:
    for state, marker in _STATES.items():
        shown = [t for t in trials if t.state == state and t.latency_nanoseconds is not None]
        style: Style = {"markersize": 7, "color": colour, "markeredgewidth": 0}
        if shown:
            at = [places[trial.gap_seconds] for trial in shown]
            values = [_latency(trial) for trial in shown]
            axes.plot(at, values, marker, linestyle="none", label=state, **style)
    failures = [places[trial.gap_seconds] for trial in trials if trial.failure is not None]
    if failures:
        low = [axes.get_ylim()[0] * 1.1] * len(failures)
        axes.plot(failures, low, "x", color=BAD.mark, linestyle="none", label="failed")
