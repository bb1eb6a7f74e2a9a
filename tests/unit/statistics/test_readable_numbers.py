from decimal import Decimal

import pytest
from modelbench.statistics.numbers import (
    decimal_milliseconds,
    known_milliseconds,
    milliseconds,
    percent,
    percentile_name,
    readable,
    rounded,
)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.05458199540368348908098554000", "0.05458"),
        ("0.0000003", "0.0000003"),
        ("2.5", "2.5"),
        ("7.3000", "7.300"),
        ("999.96", "1000"),
        ("18745.333", "18745.33"),
        ("0", "0"),
        ("0E-12", "0"),
    ],
)
def test_people_read_four_digits_and_no_exponent(number, text):
    assert readable(Decimal(number)) == text


def test_nanoseconds_become_whole_milliseconds():
    assert milliseconds(1_499_999) == 1
    assert milliseconds(1_500_001) == 2
    assert decimal_milliseconds(-1_250_001) == "-1.3"


def test_what_is_not_known_stays_so():
    assert (known_milliseconds(None), rounded(None, 3)) == (None, None)
    assert (known_milliseconds(2_000_000), rounded(1.23456, 3)) == (2, 1.235)


def test_a_ratio_is_told_in_percent():
    assert (percent(0.97851), percent(0.97851, digits=2), percent(0)) == ("97.9", "97.85", "0.0")


@pytest.mark.parametrize(("percentile", "name"), [(50.0, "50"), (99.9, "99.9"), (5, "5")])
def test_a_percentile_has_no_needless_fraction(percentile, name):
    assert percentile_name(percentile) == name
