"""Numbers as the page shows them."""

from modelbench.display.tables import UNKNOWN, Fields, interval

NONE = "–"  # noqa: RUF001, a table's empty cell


def microseconds(value: float) -> str:
    """Microseconds as milliseconds with the digits that matter."""
    size = abs(value) / 1000
    return (
        f"{value / 1000:.0f} ms" if size >= 100 else f"{value / 1000:.{1 if size >= 10 else 2}f} ms"
    )


def median_interval(cold_start: Fields) -> str:
    """The median of cold starts with its interval."""
    names = ("medianMilliseconds", "medianLowerMilliseconds", "medianUpperMilliseconds")
    return interval(cold_start, *names, unit=" ms")


def percentile_cell(fields: Fields | None) -> str:
    """A latency of the status with its interval."""
    if fields is None:
        return UNKNOWN
    text = microseconds(fields["microseconds"])
    if "lowerMicroseconds" not in fields:
        return text
    ends = (fields["lowerMicroseconds"], fields["upperMicroseconds"])
    return f"{text} [{', '.join(microseconds(end).removesuffix(' ms') for end in ends)}]"


def grouped(count: int) -> str:
    """12 345 678, with spaces that do not break."""
    return f"{count:,}".replace(",", "\N{NO-BREAK SPACE}")
