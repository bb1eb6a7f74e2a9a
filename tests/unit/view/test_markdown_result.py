import re

import pytest
from modelbench.api.conditions import NODE_QUIET
from modelbench.api.reasons import Reason
from modelbench.view.markdown import code_span, escaped, result_markdown
from msgspec.structs import replace

from tests.unit.made.decided import OBJECTIVES, decided
from tests.unit.view.lines import condition, without_status


@pytest.fixture(scope="module")
def benchmark():
    return decided(objectives=OBJECTIVES)


@pytest.fixture(scope="module")
def lines(benchmark):
    return result_markdown(benchmark).splitlines()


def test_the_recommendation_comes_first(benchmark, lines):
    sentence = escaped(benchmark.status.recommendation[0].sentence)
    assert lines[:3] == ["## ModelBench: b", "", "### Recommendation"]
    assert sentence in lines


def test_every_row_of_a_table_has_as_many_cells_as_its_head(lines):
    tables = "\n".join(lines).split("\n\n")
    for table in (part.splitlines() for part in tables if part.startswith("|")):
        assert re.fullmatch(r"\| --- \|( ---: \|)+", table[1])
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in table} == {table[1].count("|")}


def test_a_row_below_another_is_indented(lines):
    assert "| rare, 1,000 requests/month |  |  |" in lines
    assert any(line.startswith("| &emsp;own-cluster, USD |") for line in lines)


def test_each_objective_has_its_verdict(lines):
    row = r"| containerized.steady.p95 at 10/s | Failure | 1 ms | 5.00 ms |"
    assert row in lines


def test_equal_statuses_give_equal_documents(benchmark):
    assert result_markdown(benchmark) == result_markdown(decided(objectives=OBJECTIVES))


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


@pytest.mark.parametrize(
    ("image", "shown"),
    [
        ("example.com/model:1", "`example.com/model:1`"),
        ("x`<img/src=//evil/p.png>`", "`` x`<img/src=//evil/p.png>` ``"),
        ("a``b", "```a``b```"),
        ("a\x1b[2J", "`a\N{REPLACEMENT CHARACTER}[2J`"),
    ],
)
def test_the_code_of_an_image_ends_where_the_image_ends(image, shown):
    assert code_span(image) == shown
    found = decided()
    model = replace(found.spec.model, image=image)
    text = result_markdown(replace(found, spec=replace(found.spec, model=model)))
    assert text.splitlines()[-1] == f"Image {shown}, namespace n"


def test_values_that_support_no_claim_are_a_warning():
    busy = condition(NODE_QUIET, "False", Reason.BUSY, "60%")
    found = without_status(conditions=(busy,))
    assert "> [!WARNING]\n> Warning: noisy node: 60%" in result_markdown(found)
