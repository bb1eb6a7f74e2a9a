import pytest
from modelbench.display.canvas import grid_shape
from modelbench.display.numbers import compact, digits, interval
from modelbench.display.palette import VARIANTS, variant_colour
from modelbench.display.tables import merged_order
from modelbench.display.texts import one_line, printable

from tests.unit.made.specs import schema


def test_there_is_a_colour_for_each_variant_that_there_can_be():
    most = schema()["properties"]["spec"]["properties"]["variants"]["maxItems"] + 2
    assert len(VARIANTS) == most
    for theme in ("mark", "light", "dark"):
        assert len({getattr(colour, theme) for colour in VARIANTS}) == most
    assert variant_colour(most) == variant_colour(0)


@pytest.mark.parametrize(
    ("panels", "shape"), [(1, (1, 1)), (2, (1, 2)), (3, (1, 3)), (4, (2, 2)), (8, (3, 3))]
)
def test_panels_stand_in_rows_that_are_as_even_as_they_can_be(panels, shape):
    assert grid_shape(panels, 3) == shape


def test_a_name_stands_behind_the_one_that_it_follows_in_its_own_list():
    assert merged_order([["a", "c", "d"], ["a", "b", "c", "e"]]) == ["a", "b", "c", "e", "d"]


@pytest.mark.parametrize(
    ("ends", "text"),
    [
        ((5, 4, 6), "5 ms [4, 6]"),
        ((5, 5, 5), "5 ms"),
        ((5, None, None), "5 ms"),
        ((None, 4, None), "not known [4, open]"),
        ((None, None, None), "not known"),
    ],
)
def test_an_interval_may_have_an_open_end(ends, text):
    assert interval(*ends, unit=" ms") == text


def test_numbers_have_the_digits_that_matter():
    assert [digits(value) for value in (0.123, 1.234, 12.34, 123.4)] == [
        "0.12",
        "1.23",
        "12.3",
        "123",
    ]
    assert [compact(value) for value in (0.0012345, 1.2345, 12345.6)] == [
        "0.00123",
        "1.23",
        "12346",
    ]


def test_a_text_is_shown_without_what_steers():
    assert printable("a\tb\nc\x1b\N{NO-BREAK SPACE}") == "a?b\nc?\N{NO-BREAK SPACE}".replace(
        "?", "\N{REPLACEMENT CHARACTER}"
    )
    assert one_line("a\r\nb\tc") == "a b c"
