"""The plot of where the time of a cold start goes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.axes import Axes

from modelbench.api.scenarios.cold_start import PhaseStatus
from modelbench.display.canvas import HALF, Canvas, Style, only_grid
from modelbench.display.palette import INK, MUTED
from modelbench.display.source import Source
from modelbench.display.tables import merged_order
from modelbench.display.texts import printable
from modelbench.scenarios.cold_start.phases import INITIALIZATION
from modelbench.scenarios.cold_start.vague_phases import bound_of
from modelbench.scenarios.cold_start.view import shown

# As much as lets the numbers of two bars stand one below the other.
_BAR_HEIGHT = 17
_LEAST_HEIGHT = 420

# Paler than a part of a phase: of what may be next to nothing.
_VAGUE = 0.25

Phases = Mapping[str, PhaseStatus]


@dataclass(frozen=True)
class _Bar:
    name: str
    begin: float
    length: int
    nested: bool
    bound: int | None


def phases(source: Source) -> Markup:
    """Each phase as a bar that begins where the one before it ends, all variants in each row."""
    found = _by_variant(source)
    nested = _rows(found.values())
    names = list(nested)
    height = _BAR_HEIGHT * max(2, len(found)) * len(names) + 60
    with Canvas(HALF, max(_LEAST_HEIGHT, height)) as canvas:
        ((axes,),) = canvas.axes()
        only_grid(axes, "x")
        end = 0.0
        for place, (variant, by_name) in enumerate(found.items()):
            bars, last = _bars(by_name)
            end = max(end, last)
            shown = [bar for bar in bars if bar.name in nested]
            _draw(axes, source.colour(variant).mark, shown, names, (place, len(found)))
        axes.set_xlim(0, end * 1.2 or 1)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_yticks(range(len(names)), [_label(*row) for row in nested.items()])
        axes.tick_params(axis="y", colors=INK.mark)
        axes.set_xlabel("ms since the request was due")
        axes.set_title("Where the time goes: medians of the phases")
        return canvas.svg("phases", "Phases of a cold start", _described(found))


def _by_variant(source: Source) -> dict[str, Phases]:
    known = {one.name: one.cold_start for one in source.status.variants}
    return {
        name: {phase.name: phase for phase in status.phases}
        for name, status in known.items()
        if status is not None and status.phases
    }


def _rows(variants: Iterable[Phases]) -> dict[str, bool]:
    """The phases that took any time, and whether each is a part of another."""
    found = list(variants)
    rows: dict[str, bool] = {}
    for name in merged_order([list(by_name) for by_name in found]):
        same = [by_name[name] for by_name in found if name in by_name]
        if any(_length(phase) for phase in same):
            rows[name] = same[0].parent is not None
    return rows


def _length(phase: PhaseStatus) -> int:
    return max(0, phase.median_milliseconds or 0)


def _label(name: str, nested: bool) -> str:
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return printable(f"· {words}" if nested else words)


def _bars(by_name: Phases) -> tuple[list[_Bar], float]:
    """The bars of one variant, and where the last one ends. Parts run inside their whole.

    A Lambda function's initialization spans the first of the other parts.
    """
    bars = []
    clock = whole = inner = 0.0
    for name, phase in by_name.items():
        length = _length(phase)
        nested = phase.parent is not None
        begin = whole if name == INITIALIZATION else inner if nested else clock
        if not nested:
            whole, inner, clock = clock, clock, clock + length
        elif name != INITIALIZATION:
            inner += length
        if phase.median_milliseconds is not None:
            bars.append(_Bar(name, begin, length, nested, bound_of(phase)))
    return bars, clock


def _draw(
    axes: Axes, mark: str, bars: Sequence[_Bar], names: Sequence[str], place: tuple[int, int]
) -> None:
    """The bars of one variant; ``place`` is its number, and of how many."""
    height = 0.7 / place[1]
    for bar in bars:
        row = names.index(bar.name) - 0.35 + height * (place[0] + 0.5)
        alpha = _VAGUE if bar.bound is not None else 0.5 if bar.nested else 1
        style: Style = {"color": mark, "alpha": alpha}
        axes.barh(row, bar.length, height * 0.86, left=bar.begin, linewidth=0, **style)
        text: Style = {"va": "center", "fontsize": 11, "color": MUTED.mark}
        end = (bar.begin + bar.length, row)
        value = str(bar.length) if bar.bound is None else f"\N{LESS-THAN OR EQUAL TO} {bar.bound}"
        axes.annotate(value, end, (4, 0), textcoords="offset points", **text)


def _described(found: Mapping[str, Phases]) -> str:
    parts = []
    for variant, by_name in found.items():
        whole = [f"{name} {shown(p)}" for name, p in by_name.items() if p.parent is None]
        parts.append(f"{variant}: {', '.join(whole)}")
    return "; ".join(parts)
