from decimal import Decimal

import pytest
from modelbench.statistics.numbers import readable


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
