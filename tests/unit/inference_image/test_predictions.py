import json

import numpy
import pytest
from sample_service import SETOSA, VIRGINICA, ask_flask, ask_lambda, ask_small, in_every_shape

from inference_image.handler import lambda_handler
from inference_image.server import application


@in_every_shape
def test_one_vector_gets_one_class(ask):
    status, answer, _ = ask(json.dumps({"features": SETOSA}).encode())
    assert (status, answer) == (200, {"prediction": [0]})


@in_every_shape
def test_a_list_of_vectors_gets_a_class_each_in_their_order(ask):
    body = json.dumps({"features": [VIRGINICA, SETOSA, VIRGINICA]}).encode()
    assert ask(body)[1] == {"prediction": [2, 0, 2]}


@in_every_shape
def test_a_list_of_one_vector_is_a_list(ask):
    assert ask(json.dumps({"features": [VIRGINICA]}).encode())[1] == {"prediction": [2]}


@in_every_shape
def test_whole_numbers_and_other_keys_are_fine(ask):
    body = b'{"features": [5, 3, 1, 0], "identifier": "a"}'
    assert ask(body)[:2] == (200, {"prediction": [0]})


@in_every_shape
def test_a_thousand_vectors_are_answered(ask):
    status, answer, _ = ask(json.dumps({"features": [SETOSA] * 1000}).encode())
    assert (status, answer) == (200, {"prediction": [0] * 1000})


@in_every_shape
@pytest.mark.parametrize("number", [1.7e308, -1.7e308])
def test_the_largest_numbers_still_get_an_answer(ask, number):
    status, answer, _ = ask(json.dumps({"features": [number] * 4}).encode())
    assert status == 200
    assert answer["prediction"][0] in (0, 1, 2)


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", None])
def test_the_content_type_is_not_looked_at(content_type):
    body = json.dumps({"features": SETOSA})
    answer = application.test_client().post("/predict", data=body, content_type=content_type)
    assert answer.get_json() == {"prediction": [0]}


@pytest.mark.parametrize(
    "body",
    [
        b'{"features": [5.1, 3.5, 1.4, 0.2]}',
        b'{"features": [[6.3, 3.3, 6.0, 2.5], [5.1, 3.5, 1.4, 0.2]]}',
        b'{"features": [[1e3, -1e3, 0, 1e-9]]}',
    ],
)
def test_both_shapes_give_the_same_bytes(body):
    by_flask = application.test_client().post("/predict", data=body)
    by_lambda = lambda_handler({"body": body.decode()}, None)
    assert by_flask.get_data(as_text=True) == by_lambda["body"]
    assert by_flask.content_type == by_lambda["headers"]["Content-Type"] == "application/json"
    assert ask_flask(body)[:2] == ask_lambda(body)[:2]


def test_the_small_image_gives_the_same_predictions_far_around_the_data():
    rows = numpy.random.default_rng(1).uniform(-5, 15, size=(1000, 4)).tolist()
    body = json.dumps({"features": rows}).encode()
    status, answer, _ = ask_flask(body)
    assert status == 200
    assert set(answer["prediction"]) == {0, 1, 2}
    assert ask_small(body)[:2] == (status, answer)
