"""The plot of cost against traffic."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.decision_status import BreakEvenStatus, ProfileStatus
from modelbench.display.canvas import WIDE, Canvas, halo, log_axis
from modelbench.display.numbers import tick
from modelbench.display.palette import INK, MUTED
from modelbench.display.source import Source
from modelbench.statistics.written import count
from modelbench.view.html.cost_curves import CostCurve

_DASHES = ("-", (0, (5, 2)), (0, (1.5, 2)), (0, (6, 2, 1.5, 2)))
_MARGIN = 6.0
_HEIGHT = 440
# More labels would cover each other; the table has all.
_MOST_LABELS = 4
_LEGEND_ROWS = 6

Profiles = Sequence[ProfileStatus]


def reach(profiles: Profiles) -> tuple[float, float]:
    """The rates to show: all profiles and break-evens with some room, in requests per second."""
    evens = list(_evens(profiles))
    shown = [profile.mean_rate_per_second for profile in profiles]
    shown += [one.requests_per_second for one in evens]
    shown += [one.up_to_requests_per_second for one in evens]
    known = [float(rate) for rate in shown if rate is not None and float(rate) > 0]
    return (min(known) / _MARGIN, max(known) * 1.6) if known else (0.001, 10.0)


def _evens(profiles: Profiles) -> Iterator[BreakEvenStatus]:
    return (even for profile in profiles for even in profile.break_evens)


def cost_plot(
    source: Source, identifier: str, shape: str, curves: Sequence[CostCurve], profiles: Profiles
) -> Markup:
    """One line for each variant and sheet, with its interval as a band."""
    sheets = list(dict.fromkeys(curve.sheet for curve in curves))
    with Canvas(WIDE, _HEIGHT) as canvas:
        ((axes,),) = canvas.axes()
        amounts = [one.amount for curve in curves for one in curve.points]
        log_axis(axes, "x", [one.rate for curve in curves for one in curve.points])
        log_axis(
            axes, "y", [amount / 1.3 for amount in amounts] + [amount * 1.6 for amount in amounts]
        )
        for curve in curves:
            dashes = _DASHES[sheets.index(curve.sheet) % len(_DASHES)]
            _line(axes, curve, source.colour(curve.variant).mark, dashes)
        for number, profile in enumerate(profiles):
            _profile(axes, profile, number)
        _break_evens(axes, curves, profiles)
        axes.set_xlabel("mean requests/s")
        axes.set_ylabel(f"{curves[0].currency}/month")
        _requests_a_month(axes)
        _legend(axes, len(curves))
        text = "; ".join(f"{profile.name}: {_break_even_words(profile)}" for profile in profiles)
        return canvas.svg(identifier, f"Cost of a month, {shape}", text)


def _line(axes: Axes, curve: CostCurve, mark: str, dashes: object) -> None:
    floor = axes.get_ylim()[0]
    rates = [one.rate for one in curve.points]
    lower, upper, amounts = (
        [max(floor, getattr(one, name)) for one in curve.points]
        for name in ("lower", "upper", "amount")
    )
    axes.fill_between(rates, lower, upper, color=mark, alpha=0.22, linewidth=0)
    label = f"{curve.variant} on {curve.sheet}"
    axes.plot(rates, amounts, color=mark, linestyle=dashes, label=label)


def _legend(axes: Axes, names: int) -> None:
    """Within the axes, or below them where it would cover the lines."""
    if names <= _LEGEND_ROWS:
        axes.legend(loc="lower right")
    else:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=3)


def _profile(axes: Axes, profile: ProfileStatus, number: int) -> None:
    rate = float(profile.mean_rate_per_second or 0)
    axes.axvline(rate, color=MUTED.mark, linewidth=1.3, linestyle=(0, (1, 2.5)))
    axes.annotate(
        profile.name,
        (rate, 1),
        (5, -14 - 17 * (number % 3)),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        color=INK.mark,
        fontweight="bold",
        bbox=halo(),
    )


def _break_evens(axes: Axes, curves: Sequence[CostCurve], profiles: Profiles) -> None:
    known = {(curve.variant, curve.sheet): curve for curve in curves}
    shown = _shown(profiles, known)
    for (rate, rival), even in shown.items():
        amount = rival.amount_at(rate)
        ends = (even.requests_per_second_lower, even.requests_per_second_upper)
        bar = [float(end) for end in ends if end is not None]
        if len(bar) == len(ends):
            axes.plot(bar, [amount, amount], color=INK.mark, linewidth=7, alpha=0.35, zorder=4)
        axes.plot([rate], [amount], "D", color=INK.mark, markersize=7, zorder=5)
        if len(shown) <= _MOST_LABELS:
            told = f"break-even {count(rate * MONTH_SECONDS)} requests/month"
            _label(axes, told, rate, amount, list(shown).index((rate, rival)))


def _shown(
    profiles: Profiles, known: Mapping[tuple[str, str], CostCurve]
) -> dict[tuple[float, CostCurve], BreakEvenStatus]:
    """Each point once, though several profiles have it: those whose two curves are drawn."""
    found = {}
    for even in _evens(profiles):
        rival = known.get((even.rival_variant, even.rival_sheet))
        own = (even.variant, even.sheet) in known
        if even.requests_per_second is not None and rival is not None and own:
            found[float(even.requests_per_second), rival] = even
    return found


def _label(axes: Axes, text: str, rate: float, amount: float, number: int) -> None:
    """Each one a line above the one before, since two may be at nearly the same place."""
    axes.annotate(
        text,
        (rate, amount),
        (-8, 9 + 17 * number),
        textcoords="offset points",
        ha="right",
        color=INK.mark,
        bbox=halo(),
    )


def _break_even_words(profile: ProfileStatus) -> str:
    rates = [one.requests_per_second for one in profile.break_evens if one.requests_per_second]
    months = ", ".join(count(float(rate) * MONTH_SECONDS) for rate in rates)
    return f"break-even at {months} requests/month" if rates else "no break-even"


def _requests_a_month(axes: Axes) -> None:
    """Show the rates as requests a month, along the top."""

    def month(rate: Any) -> Any:
        return rate * MONTH_SECONDS

    def second(requests: Any) -> Any:
        return requests / MONTH_SECONDS

    top = axes.secondary_xaxis("top", functions=(month, second))
    top.set_xlabel("requests/month", color=MUTED.mark)
    top.xaxis.set_major_locator(LogLocator(numticks=20))
    top.xaxis.set_minor_locator(NullLocator())
    top.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    top.spines["top"].set_visible(False)
