"""The plot of the rise that looks for saturation."""

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup
from matplotlib.axes import Axes

from modelbench.api.scenarios.steady import SaturationStatus, StepStatus
from modelbench.display.canvas import HALF, Canvas, log_axis
from modelbench.display.palette import BAD, MUTED
from modelbench.display.source import Source


def saturation(source: Source) -> Markup | None:
    """p95 by rate, on the way up; None when it was not measured."""
    found = dict(_found(source))
    rises = {name: [s for s in one.steps if s.p95_microseconds] for name, one in found.items()}
    values = [_p95(step) for steps in rises.values() for step in steps]
    if not values:
        return None
    objective = _objective(source)
    with Canvas(HALF, 360) as canvas:
        ((axes,),) = canvas.axes()
        log_axis(axes, "x", [s.rate_per_second for one in found.values() for s in one.steps])
        log_axis(axes, "y", values if objective is None else [*values, objective])
        for name, steps in rises.items():
            _rise(axes, name, source.colour(name).mark, steps)
        if objective is not None:
            axes.axhline(objective, color=MUTED.mark, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.set_xlabel("requests/s")
        axes.set_ylabel("p95 latency, ms")
        axes.set_title("p95 latency by rate")
        axes.legend(loc="best")
        return canvas.svg("saturation", "Saturation", _held(found))


def _found(source: Source) -> Iterator[tuple[str, SaturationStatus]]:
    for variant in source.status.variants:
        if variant.steady is not None and variant.steady.saturation is not None:
            yield variant.name, variant.steady.saturation


def _objective(source: Source) -> int | None:
    steady = source.spec.scenarios.steady
    settings = None if steady is None else steady.saturation
    return None if settings is None else settings.latency_objective_milliseconds


def _p95(step: StepStatus) -> float:
    return (step.p95_microseconds or 0) / 1000


def _rise(axes: Axes, name: str, colour: str, steps: Sequence[StepStatus]) -> None:
    rates = [step.rate_per_second for step in steps]
    axes.plot(rates, [_p95(step) for step in steps], color=colour, alpha=0.4)
    for held, marker, shade in ((True, "o", colour), (False, "X", BAD.mark)):
        shown = [step for step in steps if step.held is held]
        axes.plot(
            [step.rate_per_second for step in shown],
            [_p95(step) for step in shown],
            marker,
            color=shade,
            linestyle="none",
            markersize=7 if held else 9,
            label=name if held else "_",
        )


def _held(found: Mapping[str, SaturationStatus]) -> str:
    rates = {name: one.highest_rate_per_second for name, one in found.items()}
    return "; ".join(
        f"{name} sustained {rate or 'no rate'} requests/s" for name, rate in rates.items()
    )
