"""Every reason has its entry in docs/troubleshooting.md, and every entry is of a reason."""

import re

import pytest
from modelbench.api.reasons import Reason, Rejection

from tests.unit.docs.pages import ROOT, headings

PAGE = ROOT / "docs" / "troubleshooting.md"
REASONS = {str(reason) for reason in (*Reason, *Rejection)}


def entries():
    """The text of each entry, by its heading of the third level."""
    parts = re.split(r"^### (.+)$|^## .+$", PAGE.read_text(), flags=re.MULTILINE)
    return {
        heading: text for heading, text in zip(parts[1::2], parts[2::2], strict=True) if heading
    }


def test_every_reason_has_one_entry_and_there_are_no_others():
    found = [text for level, text in headings(PAGE) if level == 3]
    assert sorted(found) == sorted(REASONS)


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_an_entry_says_what_is_seen_why_and_what_to_do(reason):
    text = entries()[reason]
    assert re.match(r"\n\n    \S", text), "it begins with a message"
    assert "**Why.** " in text
    assert "**Do.** " in text


@pytest.mark.parametrize("reason", sorted(map(str, Reason)))
def test_the_entry_of_a_condition_tells_how_to_look(reason):
    assert "kubectl " in entries()[reason]
