import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sample_service import SETOSA

from inference_image.handler import lambda_handler

BODY = json.dumps({"features": SETOSA})
REPOSITORY = Path(__file__).parents[3]
ENCODED = base64.b64encode(BODY.encode()).decode()


def test_the_answer_is_a_proxy_answer():
    answer = lambda_handler({"body": BODY}, object())
    assert set(answer) == {"statusCode", "headers", "body", "isBase64Encoded"}
    assert answer["statusCode"] == 200
    assert answer["isBase64Encoded"] is False
    assert json.loads(answer["body"]) == {"prediction": [0]}
    assert all(isinstance(value, str) for value in answer["headers"].values())


def test_a_body_in_base64_is_decoded_when_the_event_says_so():
    assert lambda_handler({"body": ENCODED, "isBase64Encoded": True}, None)["statusCode"] == 200
    assert lambda_handler({"body": ENCODED, "isBase64Encoded": False}, None)["statusCode"] == 400


REFUSED = {
    "no body": ({}, "the body is empty"),
    "null": ({"body": None}, "the body is empty"),
    "an object": ({"body": {"features": SETOSA}}, "the event's body must be a string"),
    "an empty object": ({"body": {}}, "the event's body must be a string"),
    "a number": ({"body": 0}, "the event's body must be a string"),
    "bad base64": ({"body": "{}", "isBase64Encoded": True}, "the event's body is not base64"),
    "not ASCII": ({"body": "é", "isBase64Encoded": True}, "the event's body is not base64"),
    "half of base64": ({"body": "abc", "isBase64Encoded": True}, "the event's body is not base64"),
    "base64 of no text": ({"body": "/w==", "isBase64Encoded": True}, "the body is not UTF-8"),
    "half a character": ({"body": "\ud800"}, "the body is not UTF-8"),
    "no event": (None, "the event must be an object with the key body"),
    "a list": ([], "the event must be an object with the key body"),
}


@pytest.mark.parametrize(("event", "problem"), REFUSED.values(), ids=REFUSED)
def test_an_event_without_a_readable_body_is_refused_by_name(event, problem):
    answer = lambda_handler(event, None)
    assert answer["statusCode"] == 400
    assert problem in json.loads(answer["body"])["error"]


def test_the_handler_needs_neither_flask_nor_a_server():
    program = "import sys, inference_image.handler; print({'flask', 'gunicorn'} & {*sys.modules})"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
