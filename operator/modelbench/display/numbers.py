"""The one place where numbers become text, for the terminal, Markdown and the page."""

from datetime import datetime

from modelbench.api.scenarios.cold_start import ColdStartStatus
from modelbench.api.scenarios.parts import LatencyPercentile
from modelbench.api.status import Status

UNKNOWN = "not known"
ABSENT = "-"
"""A cell of a table that has nothing to say."""

NONE = "–"  # noqa: RUF001
"""What the page shows instead."""

Number = str | int | None
"""A number of a status: decimal text or an integer; None when it is not known."""


def milliseconds(value: int | None) -> str:
    """Whole milliseconds."""
    return UNKNOWN if value is None else f"{value} ms"


def range_of(minimum: int | None, maximum: int | None) -> str:
    """From the least to the greatest, in milliseconds."""
    return ABSENT if minimum is None or maximum is None else f"{minimum} to {maximum} ms"


def tenths(microseconds: int) -> str:
    """Microseconds as milliseconds with one decimal."""
    return f"{microseconds / 1000:.1f} ms"


def digits(value: float) -> str:
    """A number with the three digits that matter: 0.12, 1.23, 12.3, 123, 1234."""
    size = abs(value)
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def signed(value: float) -> str:
    """A difference with its sign."""
    return f"{value:+.{0 if abs(value) >= 100 else 2}f}"


def compact(value: float) -> str:
    """Three significant digits, all digits of the whole part: 0.00123, 1.23, 1234."""
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def latency(microseconds: float) -> str:
    """Microseconds as milliseconds with the digits that matter."""
    return f"{digits(microseconds / 1000)} ms"


def seconds(milliseconds: int | None) -> str:
    """Milliseconds as seconds; "none" when it never came to that."""
    return "none" if milliseconds is None else f"{milliseconds / 1000:.1f} s"


def interval(value: Number, lower: Number, upper: Number, unit: str = "") -> str:
    """A value with its interval, unless that is the value itself; an end may be open."""
    if value is None and lower is None:
        return UNKNOWN
    text = UNKNOWN if value is None else f"{value}{unit}"
    if (lower is None and upper is None) or lower == upper == value:
        return text
    ends = ("open" if end is None else str(end) for end in (lower, upper))
    return f"{text} [{', '.join(ends)}]"


def median_interval(status: ColdStartStatus) -> str:
    """The median of cold starts with its interval."""
    ends = (status.median_lower_milliseconds, status.median_upper_milliseconds)
    return interval(status.median_milliseconds, *ends, unit=" ms")


def percentile(status: LatencyPercentile | None) -> str:
    """A latency with its interval."""
    if status is None:
        return UNKNOWN
    text = latency(status.microseconds)
    lower, upper = status.lower_microseconds, status.upper_microseconds
    if lower is None or upper is None:
        return text
    return f"{text} [{', '.join(digits(end / 1000) for end in (lower, upper))}]"


def grouped(count: int) -> str:
    """12,345,678."""
    return f"{count:,}"


def tick(value: float) -> str:
    """A tick of an axis: 0.001, 0.5, 20, 1500, 20 k, 3 M."""
    for size, name in ((1e9, " G"), (1e6, " M"), (1e4, " k")):
        if abs(value) >= size:
            return f"{value / (1e3 if size == 1e4 else size):g}{name}"
    return f"{value:.10g}" if abs(value) >= 1e-4 or value == 0 else f"{value:.0e}"


def run_seconds(status: Status) -> float | None:
    """How long a benchmark took; None when it has not ended."""
    if status.start_time is None or status.completion_time is None:
        return None
    begin, end = map(datetime.fromisoformat, (status.start_time, status.completion_time))
    return (end - begin).total_seconds()


def took(status: Status) -> str:
    """Say in words how long it took; empty when it has not ended."""
    passed = run_seconds(status)
    if passed is None:
        return ""
    minutes, rest = divmod(round(passed), 60)
    return f"{minutes} min {rest} s"
