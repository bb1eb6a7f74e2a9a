"""Each bad body is answered with 400 and a message that names the problem, in every shape alike."""

import json

import pytest
from sample_service import SETOSA, ask_flask, ask_lambda, ask_small

from inference_image.validation import MAXIMUM_BODY_BYTES, InvalidInput, rows_of

REFUSED = {
    "empty": (b"", "the body is empty"),
    "only white space": (b" \n", "the body is empty"),
    "no JSON": (b"features=1,2,3,4", "the body is not JSON"),
    "half of it": (b'{"features": [5.1, 3.5', "the body is not JSON"),
    "a list": (b"[5.1, 3.5, 1.4, 0.2]", "the body must be a JSON object with the key features"),
    "null": (b"null", "the body must be a JSON object with the key features"),
    "no key": (b"{}", "the key features is missing"),
    "another key": (b'{"Features": [1, 2, 3, 4]}', "the key features is missing"),
    "null features": (b'{"features": null}', "features must be a list"),
    "text features": (b'{"features": "1,2,3,4"}', "features must be a list"),
    "an object": (b'{"features": {"a": 1}}', "features must be a list"),
    "no features": (b'{"features": []}', "features is empty"),
    "too few": (b'{"features": [1, 2, 3]}', "features has 3 values; the model takes 4"),
    "too many": (b'{"features": [1, 2, 3, 4, 5]}', "features has 5 values; the model takes 4"),
    "an empty vector": (b'{"features": [[]]}', "features[0] has 0 values; the model takes 4"),
    "one bad vector": (b'{"features": [[1,2,3,4], [1]]}', "features[1] has 1 values"),
    "a mixture": (b'{"features": [[1, 2, 3, 4], 5]}', "features[1] must be a list of numbers"),
    "lists too deep": (b'{"features": [[[1], 2, 3, 4]]}', "features[0][0] must be a number"),
    "text": (b'{"features": [1, 2, 3, "4"]}', "features[3] must be a number"),
    "nothing": (b'{"features": [1, null, 3, 4]}', "features[1] must be a number"),
    "a truth value": (b'{"features": [1, 2, true, 4]}', "features[2] must be a number"),
    "NaN": (b'{"features": [1, 2, 3, NaN]}', "NaN is not a JSON number"),
    "infinity": (b'{"features": [1, 2, 3, Infinity]}', "Infinity is not a JSON number"),
    "its opposite": (b'{"features": [1, 2, 3, -Infinity]}', "-Infinity is not a JSON number"),
    "beyond a float": (b'{"features": [1, 2, 3, 1e999]}', "features[3] is too large"),
    "a whole one": (b'{"features": [1' + b"0" * 400 + b", 2, 3, 4]}", "features[0] is too large"),
    "many digits": (b'{"features": [' + b"9" * 5000 + b"]}", "a number with too many digits"),
    "nested": (b"[" * 100_000, "the body is nested too deeply"),
    "too many vectors": (
        json.dumps({"features": [SETOSA] * 1001}).encode(),
        "features has 1001 vectors; at most 1000 are allowed",
    ),
    "too large": (b" " * (256 * 1024 + 1), "the body has more than 262144 bytes"),
}


@pytest.mark.parametrize(("body", "problem"), REFUSED.values(), ids=REFUSED)
def test_a_bad_body_is_refused_by_name_in_every_shape(body, problem):
    status, answer, _ = ask_flask(body)
    assert status == 400
    assert problem in answer["error"]
    assert ask_lambda(body)[:2] == ask_small(body)[:2] == (status, answer)


def test_a_body_that_is_not_utf8_is_refused():
    assert ask_flask(b'{"features": "\xff"}')[:2] == (400, {"error": "the body is not UTF-8"})


def test_a_large_body_without_a_length_is_refused_too():
    with pytest.raises(InvalidInput, match="more than 262144 bytes"):
        rows_of(b"1" * (MAXIMUM_BODY_BYTES + 1), 4)


def test_the_service_goes_on_after_a_refusal():
    ask_flask(b"")
    assert ask_flask(json.dumps({"features": SETOSA}).encode())[0] == 200
