"""Concurrent users as a table."""

from collections.abc import Iterator

from modelbench.api.scenarios.users import UserCountStatus
from modelbench.api.status import Status
from modelbench.display.numbers import UNKNOWN
from modelbench.display.tables import Row, Section, failed, names_of, validity_row
from modelbench.scenarios.stream_view import stream_notes, stream_rows
from modelbench.scenarios.usage_view import usage_rows


def sections(status: Status) -> Iterator[Section]:
    """All variants side by side, a block for each number of users."""
    numbers = sorted({count.users for v in status.variants if v.users for count in v.users.counts})
    if not numbers:
        return
    rows: list[Row] = [("Concurrent users", *names_of(status))]
    notes: list[str] = []
    for users in numbers:
        found = [_with(status, name, users) for name in names_of(status)]
        rows.extend(_rows(users, found))
        streams = [one.stream if one else None for one in found]
        notes.extend(stream_notes([f"{n} with {users}" for n in names_of(status)], streams))
        notes.extend(one.closed_loop_note for one in found if one and one.closed_loop_note)
    yield Section(tuple(rows), tuple(dict.fromkeys(notes)))


def _with(status: Status, name: str, users: int) -> UserCountStatus | None:
    variant = status.variant(name)
    counts = () if variant is None or variant.users is None else variant.users.counts
    return next((count for count in counts if count.users == users), None)


def _rows(users: int, found: list[UserCountStatus | None]) -> Iterator[Row]:
    label = f"  {users} user" if users == 1 else f"  {users} users"
    yield (f"{label}, requests", *(UNKNOWN if one is None else str(one.requests) for one in found))
    yield from stream_rows([one.stream if one else None for one in found])
    yield ("    failed", *(failed(one) for one in found))
    yield from usage_rows(found)
    yield from validity_row("    valid", found)
