"""Concurrent users: what each number of them meets."""

from modelbench.display.content import Section, tables_and_notes
from modelbench.display.source import Source
from modelbench.scenarios.users.view import sections

_LEAD = (
    "Each user waits for the end of the response, thinks, and sends again. This is a closed loop: "
    "slow responses mean fewer requests, which the percentiles do not show."
)


def page_section(source: Source) -> Section | None:
    """None when no users were measured."""
    if not source.measured("users"):
        return None
    return Section(
        "users", "Concurrent users", _LEAD, (), *tables_and_notes(*sections(source.status))
    )
