"""The plot of cost against traffic."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from modelbench.api.choices import MONTH_SECONDS
from modelbench.api.names import CONTAINERIZED
from modelbench.display.canvas import WIDE, Canvas, halo, log_axis, plain
from modelbench.display.palette import INK, MUTED, PATH_COLOURS
from modelbench.display.source import Fields
from modelbench.view.html.cost_curves import CostCurve

_DASHES = ("-", (0, (5, 2)), (0, (1.5, 2)), (0, (6, 2, 1.5, 2)))
_MARGIN = 6.0


def reach(profiles: Sequence[Fields]) -> tuple[float, float]:
    """The rates to show: all profiles and break-evens with some room, in requests per second."""
    evens = [even for profile in profiles for even in profile.get("breakEvens", ())]
    names = ("requestsPerSecond", "upToRequestsPerSecond")
    rates = [float(even[name]) for even in evens for name in names if name in even]
    rates += [float(profile["meanRatePerSecond"]) for profile in profiles]
    known = [rate for rate in rates if rate > 0]
    return (min(known) / _MARGIN, max(known) * 1.6) if known else (0.001, 10.0)


def cost(
    identifier: str, shape: str, curves: Sequence[CostCurve], profiles: Sequence[Fields]
) -> Markup:
    """One line for each path and sheet, with its interval as a band."""
    sheets = list(dict.fromkeys(curve.sheet for curve in curves))
    with Canvas(WIDE, 440) as canvas:
        ((axes,),) = canvas.axes()
        amounts = [one.amount for curve in curves for one in curve.points]
        log_axis(axes, "x", [one.rate for curve in curves for one in curve.points])
        log_axis(
            axes, "y", [amount / 1.3 for amount in amounts] + [amount * 1.6 for amount in amounts]
        )
        for curve in curves:
            _line(axes, curve, _DASHES[sheets.index(curve.sheet) % len(_DASHES)])
        for number, profile in enumerate(profiles):
            _profile(axes, profile, number)
        _break_evens(axes, curves, profiles)
        axes.set_xlabel("mean requests/s")
        axes.set_ylabel(f"{curves[0].currency} a month")
        _requests_a_month(axes)
        axes.legend(loc="lower right")
        text = "; ".join(f"{profile['name']}: {_break_even_words(profile)}" for profile in profiles)
        return canvas.svg(identifier, f"Cost of a month, {shape}", text)


def _line(axes: Axes, curve: CostCurve, dashes: object) -> None:
    colour = PATH_COLOURS[curve.path].mark
    floor = axes.get_ylim()[0]
    rates = [one.rate for one in curve.points]
    lower, upper, amounts = (
        [max(floor, getattr(one, name)) for one in curve.points]
        for name in ("lower", "upper", "amount")
    )
    axes.fill_between(rates, lower, upper, color=colour, alpha=0.22, linewidth=0)
    label = f"{curve.path} on {curve.sheet}"
    axes.plot(rates, amounts, color=colour, linestyle=dashes, label=label)


def _profile(axes: Axes, profile: Fields, number: int) -> None:
    rate = float(profile["meanRatePerSecond"])
    axes.axvline(rate, color=MUTED.mark, linewidth=1.3, linestyle=(0, (1, 2.5)))
    axes.annotate(
        profile["name"],
        (rate, 1),
        (5, -14 - 17 * (number % 3)),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        color=INK.mark,
        fontweight="bold",
        bbox=halo(),
    )


def _break_evens(axes: Axes, curves: Sequence[CostCurve], profiles: Sequence[Fields]) -> None:
    fixed = {curve.sheet: curve.points[0].amount for curve in curves if curve.path == CONTAINERIZED}
    evens = [even for profile in profiles for even in profile.get("breakEvens", ())]
    shown = {curve.sheet for curve in curves if curve.path != CONTAINERIZED}
    rates = {(one.get("requestsPerSecond"), *_sheets(one)): one for one in evens}
    for (known, serverless, containerized), even in rates.items():
        if known is None or containerized not in fixed or serverless not in shown:
            continue
        rate, amount = float(known), fixed[containerized]
        names = [f"requestsPerSecond{end}" for end in ("Lower", "Upper")]
        ends = [float(even[name]) for name in names if name in even]
        if len(ends) == 2:
            axes.plot(ends, [amount, amount], color=INK.mark, linewidth=7, alpha=0.35, zorder=4)
        axes.plot([rate], [amount], "D", color=INK.mark, markersize=7, zorder=5)
        axes.annotate(
            f"break-even {rate:.3g}/s",
            (rate, amount),
            (-8, 9),
            textcoords="offset points",
            ha="right",
            color=INK.mark,
            bbox=halo(),
        )


def _sheets(even: Fields) -> tuple[str, str]:
    return even["serverlessSheet"], even["containerizedSheet"]


def _break_even_words(profile: Fields) -> str:
    rates = [
        e["requestsPerSecond"] for e in profile.get("breakEvens", ()) if "requestsPerSecond" in e
    ]
    return f"break-even at {', '.join(rates)} requests a second" if rates else "no break-even"


def _requests_a_month(axes: Axes) -> None:
    """The same rates as requests a month, along the top."""

    def month(rate: Any) -> Any:
        return rate * MONTH_SECONDS

    def second(requests: Any) -> Any:
        return requests / MONTH_SECONDS

    top = axes.secondary_xaxis("top", functions=(month, second))
    top.set_xlabel("requests a month", color=MUTED.mark)
    top.xaxis.set_major_locator(LogLocator(numticks=20))
    top.xaxis.set_minor_locator(NullLocator())
    top.xaxis.set_major_formatter(FuncFormatter(lambda value, _: plain(value)))
    top.spines["top"].set_visible(False)
