import pytest
from modelbench.api.decision_status import (
    AnswerOptionStatus,
    Effect,
    EvidenceStatus,
    RecommendationStatus,
)
from modelbench.api.status import Status
from modelbench.view.answer import answer_lines
from modelbench.view.columns import table_lines
from modelbench.view.text import result_text
from msgspec.structs import replace

from tests.unit.made.decided import decided

ROWS = [
    ("Title", "first", "second", "third"),
    ("  short", "a" * 20, "b" * 20, "c" * 20),
    ("  alone",),
    ("  only the first", "x"),
]


def test_without_a_width_a_row_is_a_line():
    lines = list(table_lines(ROWS, None))
    assert len(lines) == 4
    assert max(map(len, lines)) == 32 + 3 * 22


def test_columns_that_do_not_fit_go_below_with_their_labels():
    lines = list(table_lines(ROWS, 64))
    assert max(map(len, lines)) <= 64
    assert lines[4:] == [f"{'Title':16}  third", f"{'  short':16}  {'c' * 20}"]


def test_a_cell_that_is_longer_than_the_room_goes_on_in_the_next_line_between_words():
    rows = [("Title", "value"), ("  label", "some words that are long together")]
    lines = list(table_lines(rows, 30))
    assert lines[1:] == ["  label  some words that are", "         long together"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_result_is_within_the_width_and_loses_no_word(width):
    benchmark = decided()
    narrow = result_text(benchmark, width)
    assert max(map(len, narrow.splitlines())) <= width
    assert set(result_text(benchmark).split()) == set(narrow.split())


def test_the_answer_is_a_line_for_each_profile_the_choice_first():
    option = AnswerOptionStatus("containerized", "s", currency="USD", per_month="0.6548")
    cheaper = replace(option, variant="serverless", per_month="0.0440", cold_percent="97.65")
    status = Status(
        recommendation=(
            RecommendationStatus("rare", "serverless", sheet="s", options=(option, cheaper)),
            RecommendationStatus("unknown", "Inconclusive"),
        ),
    )
    assert answer_lines(status) == [
        "rare     Serverless    $0.04 vs $0.65/month  98% cold",
        "unknown  Inconclusive",
    ]


def test_an_open_trade_shows_its_two_sides_whatever_lies_between():
    names = ("small", "middle", "fast")
    options = tuple(
        AnswerOptionStatus(
            name, "s", currency="USD", per_month=f"0.{n}", p99_milliseconds=f"{9 - n}"
        )
        for n, name in enumerate(names, 1)
    )
    trade = EvidenceStatus(Effect.LEAVES_OPEN, "trade", "small", message="trade: ...")
    found = RecommendationStatus(
        "rare",
        "Inconclusive",
        cheapest="small",
        fastest="fast",
        options=options,
        evidence=(trade,),
    )
    line = "rare  Inconclusive  $0.10 vs $0.30/month  p99 8 ms vs 6 ms"
    assert answer_lines(Status(recommendation=(found,))) == [line]


def test_without_a_recommendation_there_is_no_answer():
    assert answer_lines(Status()) == []


def test_columns_that_go_below_keep_the_row_that_names_those_under_it():
    rows = [
        ("Title", "first", "second"),
        ("  rare, 1,000",),
        ("    sheet", "a" * 20, "b" * 20),
        ("  busy, 2,000",),
        ("    sheet", "a" * 20),
    ]
    lines = list(table_lines(rows, 40))
    assert lines[5:] == [f"{'Title':13}  second", "  rare, 1,000", f"{'    sheet':13}  {'b' * 20}"]
