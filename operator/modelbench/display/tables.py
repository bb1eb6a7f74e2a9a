"""Sections of a result, and the cells that several of them share."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from modelbench.api.scenarios.parts import LatencyPercentile, LoadStatus, RejectedTrials
from modelbench.api.status import Status
from modelbench.display.numbers import UNKNOWN, tenths

# Of the latencies that a table has room for.
PERCENTILES = ("50", "95", "99")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A table and remarks on it.

    The first row has the title and the names of the columns. Spaces before a row's label say that
    it belongs to a row above; a row may have fewer cells than there are columns.
    """

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def names_of(status: Status) -> Row:
    """The variants: the columns of most tables."""
    return tuple(variant.name for variant in status.variants)


def by_percentile(latencies: Iterable[LatencyPercentile]) -> dict[str, LatencyPercentile]:
    """Percentiles of a status by name."""
    return {one.percentile: one for one in latencies}


def percentile_cells(latencies: Iterable[LatencyPercentile]) -> dict[str, str]:
    """Write percentiles of a status as text, by name."""
    return {one.percentile: tenths(one.microseconds) for one in latencies}


def rejections(rejected: Iterable[RejectedTrials]) -> str:
    """How many trials were rejected, by reason."""
    return ", ".join(f"{one.count} {one.reason}" for one in rejected) or "0"


def failed(status: LoadStatus | None) -> str:
    """The share of failed requests, and how many of each kind they were."""
    if status is None or status.failure_percent is None:
        return UNKNOWN
    kinds = [f"{one.count} {one.kind}" for one in status.failures]
    share = f"{status.failure_percent}%"
    return f"{share} ({', '.join(kinds)})" if kinds else share


def validity_row(label: str, statuses: Sequence[LoadStatus | None]) -> Iterator[Row]:
    """Say whose load was sent as planned, unless that holds of all."""
    valid = [one is None or one.valid is not False for one in statuses]
    if not all(valid):
        yield (label, *("yes" if one else "no" for one in valid))


def merged_order(lists: Iterable[Sequence[str]]) -> list[str]:
    """All names once, each behind the one that it follows in its own list."""
    found: list[str] = []
    for names in lists:
        place = 0
        for name in names:
            if name in found:
                place = found.index(name) + 1
            else:
                found.insert(place, name)
                place += 1
    return found
