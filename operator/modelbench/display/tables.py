"""Sections of an answer, and the cells that several of them share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from modelbench.api.names import PATHS as PATHS

UNKNOWN = "not known"
# Of the latencies that a table has room for.
PERCENTILES = ("50", "95", "99")

Row = tuple[str, ...]
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A table and remarks on it.

    The first row has the title and the names of the columns. Spaces before a row's label say that
    it belongs to a row above; a row may have fewer cells than there are columns.
    """

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def milliseconds(fields: Fields, name: str) -> str:
    """A field of milliseconds."""
    return f"{fields[name]} ms" if name in fields else UNKNOWN


def percentiles(fields: Fields, name: str = "latencies") -> dict[str, str]:
    """A list of percentiles of a status, by percentile."""
    found = fields.get(name, ())
    return {item["percentile"]: f"{item['microseconds'] / 1000:.1f} ms" for item in found}


def failed(fields: Fields) -> str:
    """The share of failed requests, and how many of each kind they were."""
    if "failurePercent" not in fields:
        return UNKNOWN
    kinds = [f"{item['count']} {item['kind']}" for item in fields.get("failures", ())]
    share = f"{fields['failurePercent']} %"
    return f"{share} ({', '.join(kinds)})" if kinds else share


def validity_row(label: str, paths: Sequence[Fields]) -> Iterator[Row]:
    """Which path's load was sent as planned, unless that holds of all."""
    valid = [one.get("valid", True) for one in paths]
    if not all(valid):
        yield (label, *("yes" if one else "no" for one in valid))


def printable(text: str) -> str:
    """Without what would steer a terminal or is no XML: a container's last words may have it."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def interval(fields: Fields, name: str, lower: str, upper: str, unit: str = "") -> str:
    """A value with its interval, unless that is the value itself; an end may be open."""
    if name not in fields and lower not in fields:
        return UNKNOWN
    value = f"{fields[name]}{unit}" if name in fields else UNKNOWN
    low, high = fields.get(lower), fields.get(upper)
    if (low is None and high is None) or low == high == fields.get(name):
        return value
    ends = ("open" if end is None else str(end) for end in (low, high))
    return f"{value} [{', '.join(ends)}]"
