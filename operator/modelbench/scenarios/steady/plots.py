"""The plots of steady load: latencies by rate, and the paired differences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.axes import Axes

from modelbench.api.scenarios.parts import LatencyPercentile, SteadyDifference
from modelbench.api.status import Status
from modelbench.display.canvas import (
    HALF,
    WIDE,
    Canvas,
    Style,
    fixed_ticks,
    grid_shape,
    legend_above,
    log_axis,
    only_grid,
)
from modelbench.display.numbers import compact
from modelbench.display.palette import INK, MUTED
from modelbench.display.source import Source
from modelbench.display.tables import by_percentile
from modelbench.scenarios.steady.view import by_rate, rates_of

_COLUMNS = 3
# Two variants stand this far apart where two ticks are 1 apart; more share what room there is.
_SPREAD = 0.26
_ROOM = 0.8
_LABELLED_VARIANTS = 2
_ROW_HEIGHT = 30
_LANE_HEIGHT = 16

Latencies = Mapping[str, LatencyPercentile]


@dataclass(frozen=True)
class _Place:
    """One of several variants, and where it stands beside the others."""

    name: str
    mark: str
    shift: float
    labelled: bool


def _places(source: Source) -> list[_Place]:
    count = len(source.variants)
    step = min(_SPREAD, _ROOM / count)
    return [
        _Place(
            name,
            source.colour(name).mark,
            (number - (count - 1) / 2) * step,
            count <= _LABELLED_VARIANTS,
        )
        for number, name in enumerate(source.variants)
    ]


def latencies(source: Source) -> Markup:
    """One panel a rate, one group a percentile, the variants side by side."""
    rates = rates_of(source.status)
    places = _places(source)
    known = {(r, p.name): _known(source.status, p.name, r) for r in rates for p in places}
    names = sorted({name for found in known.values() for name in found}, key=float)
    values = [end for found in known.values() for one in found.values() for end in _ends(one)]
    rows, columns = grid_shape(len(rates), _COLUMNS)
    with Canvas(WIDE, 60 + 270 * rows) as canvas:
        grid = canvas.axes(rows, columns, sharey=True)
        panels = [axes for row in grid for axes in row]
        for axes, rate in zip(panels, rates, strict=False):
            only_grid(axes, "y")
            log_axis(axes, "y", values)
            for place in places:
                _points(axes, place, known[rate, place.name], names)
            fixed_ticks(axes, range(len(names)), [f"p{name}" for name in names])
            axes.set_xlim(-0.5, len(names) - 0.5)
            axes.set_title(f"{rate} requests/s")
        for axes in panels[len(rates) :]:
            axes.set_visible(False)
        for row in grid:
            row[0].set_ylabel("latency, ms")
        legend_above(panels[columns - 1], len(places))
        text = f"{', '.join(source.variants)} at {', '.join(map(str, rates))} requests a second"
        return canvas.svg("latencies", "Latency by rate and percentile", text)


def _known(status: Status, variant: str, rate: int) -> Latencies:
    found = by_rate(status, variant).get(rate)
    return by_percentile(() if found is None else found.latencies)


def _ends(one: LatencyPercentile) -> list[float]:
    ends = (one.microseconds, one.lower_microseconds, one.upper_microseconds)
    return [end / 1000 for end in ends if end is not None]


def _points(axes: Axes, place: _Place, known: Latencies, names: Sequence[str]) -> None:
    label = place.name
    for number, name in enumerate(names):
        if name not in known:
            continue
        at = number + place.shift
        value, *ends = _ends(known[name])
        if ends:
            axes.plot([at] * len(ends), ends, color=place.mark, linewidth=5, alpha=0.3)
        axes.plot([at], [value], "o", color=place.mark, linestyle="none", label=label)
        if place.labelled:
            _label(axes, value, at, left=place.shift < 0)
        label = "_"


def _label(axes: Axes, value: float, at: float, *, left: bool) -> None:
    style: Style = {"ha": "right" if left else "left", "va": "center", "fontsize": 10}
    offset = (-7 if left else 7, 0)
    axes.annotate(
        compact(value), (at, value), offset, textcoords="offset points", color=MUTED.mark, **style
    )


def differences(source: Source) -> Markup | None:
    """A row for each rate and percentile, in it each pair: the difference around 0."""
    known = [one for one in _all(source.status) if one.difference_microseconds is not None]
    if not known:
        return None
    rows = list(dict.fromkeys((one.rate_per_second, one.percentile) for one in known))
    others = list(dict.fromkeys(one.second for one in known))
    first = source.variants[0]
    with Canvas(HALF, 90 + max(_ROW_HEIGHT, _LANE_HEIGHT * len(others)) * len(rows)) as canvas:
        ((axes,),) = canvas.axes()
        only_grid(axes, "x")
        axes.axvline(0, color=MUTED.mark, linewidth=1.2)
        for lane, other in enumerate(others):
            mine = [one for one in known if one.second == other]
            mark = INK.mark if len(others) == 1 else source.colour(other).mark
            shift = 0.7 * ((lane + 0.5) / len(others) - 0.5)
            _difference_points(axes, mine, rows, shift, color=mark, label=other)
        axes.set_yticks(range(len(rows)), [f"{rate}/s p{name}" for rate, name in rows])
        axes.tick_params(axis="y", colors=INK.mark)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        _widen(axes)
        axes.set_xlabel(f"ms; right of 0 {first} is slower")
        than = others[0] if len(others) == 1 else "each other"
        axes.set_title(f"{first[:1].upper()}{first[1:]} minus {than}, paired by round")
        if len(others) > 1:
            axes.legend(loc="best")
        return canvas.svg("differences", "Paired differences", f"{len(known)} differences")


def _all(status: Status) -> Iterator[SteadyDifference]:
    if status.comparison is not None:
        yield from status.comparison.steady


def _difference_points(
    axes: Axes,
    found: Sequence[SteadyDifference],
    rows: Sequence[tuple[int, str]],
    shift: float,
    *,
    color: str,
    label: str,
) -> None:
    for one in found:
        at = rows.index((one.rate_per_second, one.percentile)) + shift
        value = (one.difference_microseconds or 0) / 1000
        if one.lower_microseconds is not None and one.upper_microseconds is not None:
            ends = [one.lower_microseconds / 1000, one.upper_microseconds / 1000]
            axes.plot(ends, [at, at], color=color, linewidth=5, alpha=0.3)
        axes.plot([value], [at], "o", color=color, linestyle="none", label=label)
        label = "_"


def _widen(axes: Axes) -> None:
    """Room on both sides, so that 0 is seen."""
    low, high = axes.get_xlim()
    reach = max(abs(low), abs(high), 0.001)
    axes.set_xlim(min(1.05 * low, -0.15 * reach), max(1.05 * high, 0.15 * reach))
