"""Every quantity that Kubernetes takes is read, and as the number that it is."""

from decimal import Decimal
from fractions import Fraction

import pytest
from modelbench.api.quantity import quantity
from modelbench.api.values import FormatError

NUMBERS = ("0", "1", "7", "10", "0.5", "1.25", "100.5", ".5", "5.", "007", "0.001", "12345.678")
SIGNS = ("", "+", "-")
POWERS = {"": 0, "n": -9, "u": -6, "m": -3, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
EXPONENTS = ("0", "3", "+3", "-3", "09", "12", "-9", "+18")

LARGEST = Fraction(2**63 - 1)
FINEST = Fraction(1, 10**9)


def factors():
    """Every suffix and exponent, with the number that it multiplies by."""
    yield from ((suffix, Fraction(10) ** power) for suffix, power in POWERS.items())
    yield from ((suffix, Fraction(1024) ** power) for suffix, power in BINARY.items())
    for letter in "eE":
        for exponent in EXPONENTS:
            yield f"{letter}{exponent}", Fraction(10) ** int(exponent)


def stored(value):
    """What the API server makes of a number: capped, and whole nanos, away from zero."""
    size = -(-abs(value) // FINEST) * FINEST
    return min(size, LARGEST) * (-1 if value < 0 else 1)


def grammar():
    for sign in SIGNS:
        for number in NUMBERS:
            for suffix, factor in factors():
                exact = Fraction(number.strip(".") if number == "5." else number) * factor
                yield f"{sign}{number}{suffix}", -exact if sign == "-" else exact


def test_the_whole_grammar_is_exact():
    texts = list(grammar())
    assert len(texts) == len(SIGNS) * len(NUMBERS) * (len(POWERS) + len(BINARY) + 16)
    wrong = {text for text, exact in texts if Fraction(quantity(text)) != stored(exact)}
    assert wrong == set()


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("100.5Mi", "102912Ki"),
        ("131072Ki", "128Mi"),
        ("1.5Gi", "1536Mi"),
        ("0.5", "500m"),
        ("1000m", "1"),
        ("0.1Ki", "102400m"),
        ("123.456789k", "123456789m"),
        ("0.0001", "100u"),
        ("0.1n", "1n"),
        ("12e6", "12000000"),
        ("1E3", "1e3"),
        ("1E", "1000P"),
        ("2Ei", "2048Pi"),
        ("9Ei", "9223372036854775807"),
        ("1e99", "9223372036854775807"),
        ("1e-99", "1n"),
    ],
)
def test_what_the_api_server_makes_of_a_value_is_the_same_value(written, canonical):
    assert quantity(written) == quantity(canonical)


@pytest.mark.parametrize("text", ["1e999999999999", "-1e999999999999", "0e999999999999"])
def test_no_exponent_takes_more_than_a_moment(text):
    assert abs(quantity(text)) <= 2**63 - 1


def test_a_whole_number_is_one_too():
    assert quantity(2) == Decimal(2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 ",
        " 1",
        "1\n",
        "K",
        "1K",
        "1mi",
        "e3",
        "1e",
        "1E+",
        "1.2.3",
        ".",
        "-",
        "--1",
        "NaN",
        "inf",
        "0x1",
        "1Ki3",
        "1e3k",
        "1_0",
        "\u0661",
        "1,5",
        "1ki",
        "1mm",
    ],
)
def test_what_is_none_is_refused_by_name(text):
    with pytest.raises(FormatError, match="is not a quantity"):
        quantity(text)
