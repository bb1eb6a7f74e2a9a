import gzip
import json

import pytest
from modelbench.segments.content import LIMIT_BYTES, content_failure, parse_json_path

GOOD = b'{"label": 1}'


def failure(body, expression="$.label"):
    return content_failure(parse_json_path(expression), body)


def large(size):
    return GOOD[:-1] + b', "pad": "' + b"x" * (size - len(GOOD) - 11) + b'"}'


def test_the_largest_response_is_judged_and_a_larger_one_cannot_be():
    assert len(large(LIMIT_BYTES)) <= LIMIT_BYTES
    assert failure(large(LIMIT_BYTES)) is None
    assert failure(large(LIMIT_BYTES + 20)[: LIMIT_BYTES + 1]) == "unjudgeable response"


def test_a_response_that_is_packed_by_gzip_is_judged_by_what_is_in_it():
    assert failure(gzip.compress(GOOD)) is None
    assert failure(gzip.compress(b'{"error": 1}')) == "wrong response"
    assert failure(gzip.compress(GOOD)[:-9]) == "wrong response"
    assert failure(b"\x1f\x8b no gzip") == "wrong response"


def test_a_small_response_that_unpacks_to_a_large_one_cannot_be_judged():
    assert failure(gzip.compress(b"[" + b" " * 2**26 + b"]")) == "unjudgeable response"


@pytest.mark.parametrize(
    ("body", "expression"),
    [
        (b"[" * 2**20, "$.label"),
        (GOOD, "$.`parent`"),
        (b"1" * 5000, "$.label"),
        (json.dumps({"a": [1]}).encode(), "$.a.b.c"),
        (b"", "$"),
    ],
)
def test_whatever_a_model_makes_up_is_a_wrong_response_at_most(body, expression):
    assert failure(body, expression) == "wrong response"


@pytest.mark.parametrize("expression", ["$[", "$.a b", "$.x[", "$" + "(" * 255])
def test_what_is_no_json_path_is_refused_before_anything_is_sent(expression):
    with pytest.raises(ValueError, match="not a JSON path"):
        parse_json_path(expression)
