"""The sample service, asked in each of its two shapes, and the small image's."""

import json

import pytest
from small_image.application import application as small_application

from inference_image.handler import lambda_handler
from inference_image.server import application

SETOSA = [5.1, 3.5, 1.4, 0.2]
VIRGINICA = [6.3, 3.3, 6.0, 2.5]


def ask_flask(body):
    """The status, the JSON answer and the headers of a request with this body."""
    return _asked(application, body)


def ask_small(body):
    """The same of the small image's service."""
    return _asked(small_application, body)


def _asked(service, body):
    answer = service.test_client().post("/predict", data=body)
    return answer.status_code, answer.get_json(), answer.headers


def ask_lambda(body, **event):
    """The same of a proxy event with this body, which is bytes or None."""
    text = body if body is None else body.decode("utf-8")
    answer = lambda_handler({"body": text, "isBase64Encoded": False, **event}, None)
    return answer["statusCode"], json.loads(answer["body"]), answer["headers"]


in_every_shape = pytest.mark.parametrize(
    "ask", [ask_flask, ask_lambda, ask_small], ids=["flask", "lambda", "small image"]
)
