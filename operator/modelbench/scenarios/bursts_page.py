"""Bursts and reactivations: what requests meet that come at once, or some time after the last."""

from collections.abc import Sequence

from markupsafe import Markup

from modelbench.api.load_samples import BurstTrial, GapTrial
from modelbench.api.names import SERVERLESS
from modelbench.display.canvas import (
    WIDE,
    Canvas,
    Style,
    fixed_ticks,
    from_zero,
    log_axis,
    only_grid,
)
from modelbench.display.content import Figure, Section, Table, told
from modelbench.display.numbers import NONE
from modelbench.display.palette import BAD, MUTED, PATH_COLOURS
from modelbench.display.source import Fields, Source
from modelbench.scenarios.trials_view import burst, reactivation

_STATES = {
    "Ready": "o",
    "Draining": "s",
    "Terminating": "^",
    "Zero": "D",
}


def burst_section(source: Source) -> Section | None:
    """None when no burst was measured."""
    if not source.measured("burst"):
        return None
    accepted = [trial for trial in source.samples.bursts if trial.rejection is None]
    answered = [trial for trial in accepted if trial.latencies_nanoseconds]
    figures = []
    if answered:
        caption = (
            "One line a burst: how many of its requests were answered after so long. The "
            "containerized path takes a burst with the pods that it has."
        )
        figures = [Figure(_burst_figure(answered), caption, _burst_trials(accepted), wide=True)]
    return Section(
        "burst",
        "Burst from zero",
        "Requests that are all due at the same instant, on the serverless path when it has no pod.",
        figures,
        *told(burst(source.status)),
    )


def _burst_trials(trials: Sequence[BurstTrial]) -> Table:
    rows = [
        (
            f"{trial.path} {trial.order}",
            f"{trial.latencies_nanoseconds[0] / 1e6:.0f} ms"
            if trial.latencies_nanoseconds
            else NONE,
            f"{trial.latencies_nanoseconds[-1] / 1e6:.0f} ms"
            if trial.latencies_nanoseconds
            else NONE,
            str(sum(trial.failures.values())),
        )
        for trial in trials
    ]
    return Table("Every burst", ("burst", "first answer", "last answer", "failed"), rows)


def _burst_figure(trials: Sequence[BurstTrial]) -> Markup:
    with Canvas(WIDE, 300) as canvas:
        ((axes,),) = canvas.axes()
        only_grid(axes, "y")
        last = max(trial.latencies_nanoseconds[-1] for trial in trials) / 1e6
        named: set[str] = set()
        for trial in trials:
            values = [value / 1e6 for value in trial.latencies_nanoseconds]
            label = None if trial.path in named else trial.path
            named.add(trial.path)
            axes.step(
                [0, *values, last * 1.04],
                [0, *range(1, len(values) + 1), len(values)],
                where="post",
                color=PATH_COLOURS[trial.path].mark,
                alpha=0.75,
                linewidth=1.6,
                label=label,
            )
        axes.set_xlim(0, last * 1.04)
        from_zero(axes, max(trial.requests for trial in trials))
        axes.set_xlabel("ms since all were due")
        axes.set_title("Requests answered")
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
        return canvas.svg("bursts", "Answers of each burst", f"{len(trials)} bursts")


def reactivation_section(source: Source) -> Section | None:
    """None when it was not measured."""
    fields = source.of(SERVERLESS, "reactivation")
    if not fields:
        return None
    figures = []
    if source.samples.gaps:
        caption = (
            "Each request by the time since the last answer of the same service; the mark says "
            "what the service had when the request was sent. The line joins the medians."
        )
        figures = [Figure(_gap_figure(fields, source.samples.gaps), caption, wide=True)]
    return Section(
        "reactivation",
        "Requests on the way to zero",
        f"Serverless, {fields['summary']}.",
        figures,
        *told(reactivation(source.status)),
    )


def _gap_figure(fields: Fields, trials: Sequence[GapTrial]) -> Markup:
    colour = PATH_COLOURS[SERVERLESS].mark
    medians = {
        g["gapSeconds"]: g["medianMilliseconds"]
        for g in fields["gaps"]
        if "medianMilliseconds" in g
    }
    gaps = [gap["gapSeconds"] for gap in fields["gaps"]]
    with Canvas(WIDE, 320) as canvas:
        ((axes,),) = canvas.axes()
        only_grid(axes, "y")
        good = [trial for trial in trials if trial.latency_nanoseconds is not None]
        log_axis(axes, "y", [(trial.latency_nanoseconds or 0) / 1e6 for trial in good])
        positions = {gap: place for place, gap in enumerate(gaps)}
        axes.plot(
            [positions[gap] for gap in medians], list(medians.values()), color=colour, alpha=0.4
        )
        for state, marker in _STATES.items():
            shown = [trial for trial in good if trial.state == state]
            places = [positions[trial.gap_seconds] for trial in shown]
            values = [(trial.latency_nanoseconds or 0) / 1e6 for trial in shown]
            style: Style = {"markersize": 7, "color": colour, "markeredgewidth": 0}
            if shown:
                axes.plot(places, values, marker, linestyle="none", label=state, **style)
        failures = [positions[trial.gap_seconds] for trial in trials if trial.failure is not None]
        if failures:
            low = [axes.get_ylim()[0] * 1.1] * len(failures)
            axes.plot(failures, low, "x", color=BAD.mark, linestyle="none", label="failed")
        fixed_ticks(axes, positions.values(), [f"{gap} s" for gap in gaps])
        axes.set_xlabel("since the last answer", color=MUTED.mark)
        axes.set_ylabel("latency, ms")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=5)
        return canvas.svg("gaps", "Latency after a pause", str(fields["summary"]))
