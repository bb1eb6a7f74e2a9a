"""Users at once: what each number of them meets."""

from modelbench.display.content import Section, tables_and_notes
from modelbench.display.source import Source
from modelbench.scenarios.users.view import sections

_LEAD = (
    "Each user waits for the end of its response, thinks, and sends again. That is a closed loop: "
    "where responses are slow fewer requests are sent, and the percentiles do not show it."
)


def page_section(source: Source) -> Section | None:
    """None when no users were measured."""
    if not source.measured("users"):
        return None
    return Section("users", "Users at once", _LEAD, (), *tables_and_notes(*sections(source.status)))
