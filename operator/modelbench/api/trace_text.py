"""Reads a trace from text: a line for each request, or for each interval."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

from modelbench.api.trace import MOST_ENTRIES, MOST_REQUESTS, Trace
from modelbench.api.values import FormatError

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]{1,2})?")
_TIME_NAMES = ("timestamp", "time", "instant", "ts")
_COUNT_NAMES = ("count", "counts", "requests", "value")
_MOST_SECONDS = 10**11
"""The year 5138: a larger number of seconds was meant in milliseconds or nanoseconds."""

_FINER_UNITS = (
    (10**18, "nanoseconds", 10**9),
    (10**15, "microseconds", 10**6),
    (_MOST_SECONDS, "milliseconds", 1000),
)
"""What a larger number than the first was meant in, if it is an instant of these years, and how
many of them make a second."""

_SEPARATORS = {";": "semicolons", "\t": "tabs"}
"""What stands between columns elsewhere."""

_LONGEST_SECONDS = 366 * 86_400
"""A trace is a pattern that repeats itself to a month; one of years is another mistake of units."""


@dataclass(frozen=True)
class _Line:
    number: int
    fields: tuple[str, ...]


def parse_trace(
    text: str,
    interval_seconds: int | None = None,
    duration_seconds: int | None = None,
    most_entries: int = MOST_ENTRIES,
) -> Trace:
    """Read CSV with or without a header, in one of three forms.

    A timestamp a line (seconds as decimals, or RFC 3339; without an offset it is UTC): in any
    order. ``timestamp,count``: ascending, each the begin of an interval; intervals that lack had no
    request. One count a line: then ``interval_seconds`` is needed, and without it one column is
    timestamps. ``duration_seconds`` is how long was recorded: by default from the first to the last
    request and a mean gap more, or all the intervals.

    FormatError names the line and the field.
    """
    lines = list(_lines(text, most_entries))
    header = _header(lines)
    rows = lines[1:] if header else lines
    if not rows:
        raise FormatError("it has no lines")
    if len(rows) > most_entries:
        raise FormatError(f"it has more than {most_entries:,} lines")
    columns = len(rows[0].fields)
    _check_columns(rows, header, columns)
    if columns == 2:
        return _counts_at(rows, interval_seconds, duration_seconds)
    if interval_seconds is not None and not header:
        return _counts(rows, interval_seconds, duration_seconds)
    return _of_one_column(rows, header, interval_seconds, duration_seconds)


def trace_of_counts(
    counts: Sequence[int], interval_milliseconds: int, duration_seconds: int | None = None
) -> Trace:
    """Counts of intervals that follow one another. FormatError without a request, or with a
    duration that is not as many intervals, or more, in whole numbers.
    """
    total = sum(counts)
    if not total:
        raise FormatError("it has no requests")
    if total > MOST_REQUESTS:
        raise FormatError(f"it has more than {MOST_REQUESTS:,} requests")
    period = len(counts) * interval_milliseconds
    if duration_seconds is not None:
        period = _longer(period, duration_seconds)
        if period % interval_milliseconds:
            raise FormatError(
                f"durationSeconds {duration_seconds} is not a whole number of intervals of "
                f"{interval_milliseconds / 1000:g} s"
            )
    _check_length(period)
    quiet = period // interval_milliseconds - len(counts)
    return Trace(period, (), (*counts, *(0,) * quiet), interval_milliseconds)


def trace_of_instants(milliseconds: Sequence[int], duration_seconds: int | None = None) -> Trace:
    """Instants in any order; the first is the period's begin. FormatError when they tell no period,
    or one that is shorter than they are.
    """
    ordered = sorted(milliseconds)
    span = ordered[-1] - ordered[0]
    gaps = (0, *(after - before for before, after in pairwise(ordered)))
    if duration_seconds is not None:
        period = _longer(span, duration_seconds)
    elif not span:
        raise FormatError("all timestamps are the same: set durationSeconds")
    else:
        period = round(span * len(ordered) / (len(ordered) - 1))
    _check_length(period)
    return Trace(period, gaps)


def _longer(milliseconds: int, duration_seconds: int) -> int:
    if duration_seconds * 1000 < milliseconds:
        raise FormatError(
            f"durationSeconds {duration_seconds} is shorter than what was recorded, "
            f"{milliseconds / 1000:g} s"
        )
    return duration_seconds * 1000


def _check_length(period_milliseconds: int) -> None:
    if not 1000 <= period_milliseconds <= _LONGEST_SECONDS * 1000:
        seconds = period_milliseconds / 1000
        raise FormatError(f"it lasts {seconds:g} s: a trace lasts from 1 s to 366 days")


def _lines(text: str, most: int) -> Iterator[_Line]:
    """Those that hold something, with their number in the text: comments and empty ones do not."""
    kept = 0
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        content = line.strip()
        if content and not content.startswith("#"):
            yield _Line(number, tuple(part.strip().strip('"') for part in content.split(",")))
            kept += 1
        if kept > most + 1:
            return


def _header(lines: Sequence[_Line]) -> tuple[str, ...]:
    """The names in the first line, if it has letters where a number or a date would stand."""
    first = lines[0].fields if lines else ()
    names = tuple(field.lower() for field in first)
    is_header = all(re.fullmatch(r"[a-z_][^0-9]*", name) for name in names)
    return names if is_header else ()


def _check_columns(rows: Sequence[_Line], header: tuple[str, ...], columns: int) -> None:
    for mark, name in _SEPARATORS.items():
        if columns == 1 and mark in rows[0].fields[0]:
            raise FormatError(f"line {rows[0].number}: {name} divide its columns: expected commas")
    if columns > 2 or len(header) not in (0, columns):
        raise FormatError(
            f"line {rows[0].number}: it has {columns} columns: expected timestamp, or count, or "
            "timestamp,count"
        )
    known = (_TIME_NAMES, _COUNT_NAMES) if columns == 2 else (_TIME_NAMES + _COUNT_NAMES,)
    for name, names in zip(header, known, strict=bool(header)):
        if name not in names:
            raise FormatError(f"line 1: column {name}: expected {' or '.join(names)}")
    for row in rows:
        if len(row.fields) != columns:
            found = len(row.fields)
            raise FormatError(f"line {row.number}: it has {found} columns, the first has {columns}")


def _of_one_column(
    rows: Sequence[_Line],
    header: tuple[str, ...],
    interval_seconds: int | None,
    duration_seconds: int | None,
) -> Trace:
    if header and header[0] in _COUNT_NAMES:
        if interval_seconds is None:
            raise FormatError("line 1: column count without timestamps needs intervalSeconds")
        return _counts(rows, interval_seconds, duration_seconds)
    if interval_seconds is not None:
        raise FormatError("line 1: column timestamp: single requests have no intervalSeconds")
    return trace_of_instants([_milliseconds(row) for row in rows], duration_seconds)


def _counts(rows: Sequence[_Line], interval_seconds: int, duration: int | None) -> Trace:
    return trace_of_counts([_count(row, 0) for row in rows], interval_seconds * 1000, duration)


def _counts_at(
    rows: Sequence[_Line], interval_seconds: int | None, duration_seconds: int | None
) -> Trace:
    """Counts at the begin of their intervals, of which some may lack."""
    starts = [_milliseconds(row) for row in rows]
    steps = [after - before for before, after in pairwise(starts)]
    if interval_seconds is None and not steps:
        raise FormatError(f"line {rows[0].number}: a single line needs intervalSeconds")
    for row, step in zip(rows[1:], steps, strict=True):
        if step <= 0:
            raise FormatError(
                f"line {row.number}: timestamp {row.fields[0]}: it must be later than that of the "
                "line before"
            )
    interval = min(steps) if interval_seconds is None else interval_seconds * 1000
    places = [0]
    for row, start in zip(rows[1:], starts[1:], strict=True):
        place, rest = divmod(start - starts[0], interval) if interval > 0 else (0, 0)
        if rest or place <= places[-1]:
            raise FormatError(
                f"line {row.number}: timestamp {row.fields[0]}: it must follow the previous line "
                f"by whole intervals of {interval / 1000:g} s"
            )
        places.append(place)
    if places[-1] >= MOST_ENTRIES:
        raise FormatError(
            f"line {rows[-1].number}: it has {places[-1] + 1:,} intervals, of which "
            f"{MOST_ENTRIES:,} are allowed"
        )
    counts = [0] * (places[-1] + 1)
    for place, row in zip(places, rows, strict=True):
        counts[place] = _count(row, 1)
    return trace_of_counts(counts, interval, duration_seconds)


def _milliseconds(row: _Line) -> int:
    text = row.fields[0]
    if _NUMBER.fullmatch(text):
        seconds = Decimal(text)
        if abs(seconds) > _MOST_SECONDS:
            raise FormatError(f"line {row.number}: timestamp {text} {_too_large(seconds)}")
        return round(seconds * 1000)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise FormatError(
            f"line {row.number}: timestamp {text[:40]} is neither seconds nor a time like "
            "2026-01-31T08:00:00Z"
        ) from error
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    return round(Decimal(str(aware.timestamp())) * 1000)


def _too_large(number: Decimal) -> str:
    """Why so large a number is no timestamp: it has another unit."""
    units = ((name, a_second) for least, name, a_second in _FINER_UNITS if abs(number) > least)
    name, a_second = next(units)
    return f"is too large for seconds: it looks like {name}, so divide it by {a_second:,}"


def _count(row: _Line, column: int) -> int:
    text = row.fields[column]
    count = Decimal(text) if _NUMBER.fullmatch(text) else Decimal(-1)
    if count < 0 or count != count.to_integral_value() or count > MOST_REQUESTS:
        raise FormatError(f"line {row.number}: count {text[:40]} is not a whole number, 0 or more")
    return int(count)
