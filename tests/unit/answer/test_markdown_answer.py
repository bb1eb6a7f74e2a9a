import re

import pytest
from modelbench.view.markdown import answer_markdown, escaped

from tests.unit.made.decided import OBJECTIVES, decided


@pytest.fixture(scope="module")
def document():
    return decided(objectives=OBJECTIVES)


@pytest.fixture(scope="module")
def lines(document):
    return answer_markdown(document).splitlines()


def test_the_recommendation_comes_first(document, lines):
    sentence = escaped(document["status"]["recommendation"][0]["sentence"])
    assert lines[:3] == ["## ModelBench: b", "", f"**{sentence}**"]


def test_every_row_of_a_table_has_as_many_cells_as_its_head(lines):
    tables = "\n".join(lines).split("\n\n")
    for table in (part.splitlines() for part in tables if part.startswith("|")):
        assert re.fullmatch(r"\| --- \|( ---: \|)+", table[1])
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in table} == {table[1].count("|")}


def test_a_row_below_another_is_indented(lines):
    assert "| rare, 1000 requests |  |  |" in lines
    assert any(line.startswith("| &emsp;own-cluster, USD |") for line in lines)


def test_each_objective_has_its_verdict(lines):
    row = r"| containerized.steady.p95 at 10/s | Failure | 1 ms | 5.003 ms |"
    assert row in lines


def test_equal_statuses_give_equal_documents(document):
    assert answer_markdown(document) == answer_markdown(decided(objectives=OBJECTIVES))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("<img src=x> & c", r"&lt;img src=x\> &amp; c"),
        ("*bold* _it_ `code` [l](u) #1 ~s~", r"\*bold\* \_it\_ \`code\` \[l\](u) \#1 \~s\~"),
        ("two\nlines\\", r"two lines" + "\\\\"),
        ("\x1b[31mred", "\N{REPLACEMENT CHARACTER}\\[31mred"),
    ],
)
def test_markup_in_a_message_is_shown_as_it_is(text, shown):
    assert escaped(text) == shown


def test_figures_that_support_no_claim_are_a_warning():
    condition = {"type": "NodeQuiet", "status": "False", "reason": "Busy", "message": "60 %"}
    found = {**decided(), "status": {"conditions": [condition]}}
    assert "> [!WARNING]\n> Beware, the node was busy: 60 %" in answer_markdown(found)
