"""The cost curve of a sweep as a small plot of characters."""

from collections.abc import Sequence
from math import log10

from modelbench.view.price_rows import PricedProfile

_WIDTH = 60
_HEIGHT = 14
_MARKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LEAST_AMOUNT = 0.01
"""Of a currency: what costs less lies on the lower edge, since a logarithm has no 0."""

Curve = list[tuple[int, float]]


def price_plot(
    profiles: Sequence[PricedProfile], currency: str, break_evens: Sequence[int] = ()
) -> str:
    """All options in one currency, amounts and requests in the logarithm; empty without any.

    A letter stands for each option; where two are in one place, ``*`` does. ``^`` marks requests a
    month at which two of them cost the same.
    """
    curves = _curves(profiles, currency)
    amounts = [max(_LEAST_AMOUNT, amount) for curve in curves.values() for _, amount in curve]
    if not amounts or len(profiles) < 2:
        return ""
    low, high = min(amounts), max(max(amounts), min(amounts) * 10)
    rows = [[" "] * _WIDTH for _ in range(_HEIGHT)]
    names = [profile.profile.requests_per_month or 1 for profile in profiles]
    for mark, curve in zip(_MARKS, curves.values(), strict=False):
        for requests, amount in curve:
            column = _place(requests, names[0], names[-1], _WIDTH)
            row = _HEIGHT - 1 - _place(max(_LEAST_AMOUNT, amount), low, high, _HEIGHT)
            rows[row][column] = mark if rows[row][column] in (" ", mark) else "*"
    labels = [f"{high:.4g}", *[""] * (_HEIGHT - 2), f"{low:.4g}"]
    lines = [f"{label:>9} |{''.join(row)}" for label, row in zip(labels, rows, strict=True)]
    foot = f"{names[0]:,}".ljust(_WIDTH - len(f"{names[-1]:,}")) + f"{names[-1]:,}"
    legend = [
        f"{mark}  {variant} on {sheet}"
        for mark, (variant, sheet) in zip(_MARKS, curves, strict=False)
    ]
    title = f"{currency}/month, over requests/month"
    axis = ["-"] * _WIDTH
    for requests in break_evens:
        if names[0] <= requests <= names[-1]:
            axis[_place(requests, names[0], names[-1], _WIDTH)] = "^"
    if "^" in axis:
        legend.append("^  break-even")
    return "\n".join([title, *lines, f"{'':>9} +{''.join(axis)}", f"{'':>11}{foot}", *legend])


def _curves(profiles: Sequence[PricedProfile], currency: str) -> dict[tuple[str, str], Curve]:
    found: dict[tuple[str, str], Curve] = {}
    for priced in profiles:
        for one in priced.profile.costs:
            if one.per_month is not None and one.currency == currency:
                point = (priced.profile.requests_per_month or 1, float(one.per_month))
                found.setdefault((one.variant, one.sheet), []).append(point)
    return found


def _place(value: float, low: float, high: float, count: int) -> int:
    span = log10(high) - log10(low) or 1.0
    return round((log10(value) - log10(low)) / span * (count - 1))
