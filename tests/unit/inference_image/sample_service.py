"""The sample service, asked in each of its two shapes."""

import json

import pytest

from inference_image.application import application
from inference_image.handler import lambda_handler

SETOSA = [5.1, 3.5, 1.4, 0.2]
VIRGINICA = [6.3, 3.3, 6.0, 2.5]


def ask_flask(body):
    """The status, the JSON answer and the headers of a request with this body."""
    answer = application.test_client().post("/predict", data=body)
    return answer.status_code, answer.get_json(), answer.headers


def ask_lambda(body, **event):
    """The same of a proxy event with this body, which is bytes or None."""
    text = body if body is None else body.decode("utf-8")
    answer = lambda_handler({"body": text, "isBase64Encoded": False, **event}, None)
    return answer["statusCode"], json.loads(answer["body"]), answer["headers"]


in_both_shapes = pytest.mark.parametrize("ask", [ask_flask, ask_lambda], ids=["flask", "lambda"])
