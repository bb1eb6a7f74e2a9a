"""Rows of tables that speak of streams: the same under steady load and with users at once."""

from collections.abc import Iterator, Sequence

from modelbench.api.scenarios.parts import LatencyPercentile
from modelbench.api.scenarios.streams import StreamStatus
from modelbench.display.numbers import UNKNOWN, tenths
from modelbench.display.tables import Row, percentile_cells

Streams = Sequence[StreamStatus | None]

_FIRST = ("50", "95", "99")
_GAPS = ("50", "99")
"""The gap that a reader sees most of the time, and the one that is a hitch."""


def stream_rows(found: Streams) -> Iterator[Row]:
    """Rows for all variants side by side; none where no response is a stream."""
    if not any(found):
        return
    known = [one or StreamStatus() for one in found]
    yield from _percentiles("first token", [one.time_to_first_token for one in known], _FIRST)
    yield from _percentiles("gap", [one.inter_token_latency for one in known], _GAPS)
    yield ("    stalls", *(_stalls(one) for one in known))
    yield ("    tokens/s of one user", *(_user(one) for one in known))
    yield ("    tokens/s of all together", *(_all(one) for one in known))
    yield ("    load generator's own share", *(_own(one) for one in known))


def stream_notes(names: Sequence[str], found: Streams) -> Iterator[str]:
    """What is to be said of how streams came, and of how tokens were counted."""
    for name, one in zip(names, found, strict=True):
        if one is None:
            continue
        if one.finding is not None:
            yield f"{name}: {one.finding}"
        if one.tokens_counted_by is not None and one.tokens_counted_by != "Usage":
            yield f"{name}: chunks with content count as tokens where the server reports no usage"
        elif one.differing_streams:
            yield (
                f"{name}: {one.differing_streams} of {one.streams} streams have different numbers "
                "of tokens and chunks with content; the reported usage counts"
            )


def _percentiles(
    what: str, known: Sequence[Sequence[LatencyPercentile]], names: Sequence[str]
) -> Iterator[Row]:
    cells = [percentile_cells(one) for one in known]
    for name in names:
        yield (f"    {what} p{name}", *(one.get(name, UNKNOWN) for one in cells))


def _stalls(one: StreamStatus) -> str:
    return UNKNOWN if one.stalls is None else f"{one.stalls} in {one.stalled_streams} streams"


def _user(one: StreamStatus) -> str:
    ends = (one.tokens_per_second_per_user_lower, one.tokens_per_second_per_user_upper)
    return _with_ends(one.tokens_per_second_per_user, *ends)


def _all(one: StreamStatus) -> str:
    ends = (one.tokens_per_second_lower, one.tokens_per_second_upper)
    return _with_ends(one.tokens_per_second, *ends)


def _with_ends(value: str | None, lower: str | None, upper: str | None) -> str:
    if value is None:
        return UNKNOWN
    return value if lower is None or upper is None else f"{value} [{lower}, {upper}]"


def _own(one: StreamStatus) -> str:
    if one.instrument_median_microseconds is None:
        return UNKNOWN
    return f"{tenths(one.instrument_median_microseconds)} in the median"
