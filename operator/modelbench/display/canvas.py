"""Plots of one look, drawn without matplotlib's global state."""

from collections.abc import Iterable
from io import StringIO
from math import ceil
from typing import Any

from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator

from modelbench.display.numbers import tick
from modelbench.display.palette import GRID, INK, MUTED, SURFACE
from modelbench.display.svg import embeddable
from modelbench.display.texts import printable

HALF = 528
WIDE = 1080
_DPI = 72
_LEAST_SPAN = 6.0
# More names would run into the title of the axes.
_LEGEND_BESIDE_TITLE = 2
# Names of thirty letters still fit.
_LEGEND_COLUMNS = 4

_LOOK: Any = {
    "svg.fonttype": "none",
    # Identifiers follow from it: the same plot is the same bytes.
    "svg.hashsalt": "modelbench",
    "text.parse_math": False,
    "font.size": 12,
    "axes.titlesize": 12.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 9,
    "axes.titlecolor": INK.mark,
    "axes.labelcolor": MUTED.mark,
    "axes.edgecolor": MUTED.mark,
    "axes.linewidth": 0.8,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "grid.color": GRID.mark,
    "grid.linewidth": 1,
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "legend.frameon": False,
    "legend.labelcolor": INK.mark,
    "text.color": INK.mark,
    "xtick.color": MUTED.mark,
    "ytick.color": MUTED.mark,
    "xtick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
    "lines.linewidth": 2,
    "lines.solid_capstyle": "round",
    "path.simplify_threshold": 0.4,
}


# Keywords of a matplotlib call.
Style = dict[str, Any]


class Canvas:
    """A drawing of so many pixels. To be used with ``with``: the look holds only within it."""

    def __init__(self, width: int, height: int) -> None:
        self._size = (width / _DPI, height / _DPI)
        self._context = rc_context(_LOOK)

    def __enter__(self) -> "Canvas":
        self._context.__enter__()
        self.figure = Figure(figsize=self._size, dpi=_DPI, layout="constrained")
        FigureCanvasSVG(self.figure)
        return self

    def __exit__(self, *exception: Any) -> None:
        self._context.__exit__(*exception)

    def axes(self, rows: int = 1, columns: int = 1, **options: Any) -> list[list[Axes]]:
        """A grid of axes, row by row."""
        grid: list[list[Axes]] = self.figure.subplots(
            rows, columns, squeeze=False, **options
        ).tolist()
        return grid

    def svg(self, identifier: str, title: str, description: str) -> Markup:
        """What was drawn, as an element of the page."""
        for found in self.figure.findobj(Text):
            found.set_text(printable(found.get_text()))
        text = StringIO()
        self.figure.savefig(text, format="svg", metadata={"Date": None})
        return embeddable(text.getvalue(), identifier, printable(title), printable(description))


def only_grid(axes: Axes, direction: str) -> None:
    """Grid lines across one direction alone: "x" or "y"."""
    axes.grid(visible=False)
    axes.grid(visible=True, axis="x" if direction == "x" else "y")
    if direction == "x":
        axes.spines["bottom"].set_visible(False)


def from_zero(axes: Axes, greatest: float) -> None:
    """A y axis that begins at 0 and has some room above the greatest value."""
    axes.set_ylim(0, greatest * 1.08 or 1)


def log_axis(axes: Axes, direction: str, values: Iterable[float]) -> None:
    """A logarithmic axis over the positive values, with ticks in plain numbers at 1, 2, 5."""
    known = [value for value in values if value > 0]
    low, high = (min(known) * 0.8, max(known) * 1.25) if known else (0.1, 1.0)
    # At least this much, so that two ticks of 1, 2, 5 lie within.
    widen = max(1.0, _LEAST_SPAN * low / high) ** 0.5
    low, high = low / widen, high * widen
    axis = axes.xaxis if direction == "x" else axes.yaxis
    if direction == "x":
        axes.set_xscale("log")
        axes.set_xlim(low, high)
    else:
        axes.set_yscale("log")
        axes.set_ylim(low, high)
    steps = (1.0,) if high / low > 300 else (1.0, 2.0, 5.0)
    axis.set_major_locator(LogLocator(subs=steps, numticks=20))
    axis.set_minor_locator(NullLocator())
    axis.set_minor_formatter(NullFormatter())
    axis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))


def fixed_ticks(axes: Axes, positions: Iterable[float], labels: Iterable[str]) -> None:
    """An x axis with these ticks alone."""
    axes.xaxis.set_major_locator(FixedLocator(list(positions)))
    axes.set_xticklabels(list(labels))


def grid_shape(panels: int, most_columns: int) -> tuple[int, int]:
    """Rows and columns for so many panels, in rows that are as even as they can be."""
    rows = ceil(panels / most_columns)
    return rows, ceil(panels / rows)


def legend_above(axes: Axes, names: int) -> None:
    """The legend at the right end above the axes; of many names, above the whole drawing."""
    if names <= _LEGEND_BESIDE_TITLE:
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=names)
        return
    handles, labels = axes.get_legend_handles_labels()
    columns = min(names, _LEGEND_COLUMNS)
    axes.figure.legend(handles, labels, loc="outside upper right", ncols=columns)


def halo() -> Style:
    """A box in the page's colour, so that a label can be read across lines."""
    return {"facecolor": SURFACE.mark, "edgecolor": "none", "pad": 1.5, "alpha": 0.85}
