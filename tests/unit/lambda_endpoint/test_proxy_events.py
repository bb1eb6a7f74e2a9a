"""HTTP requests as an API gateway would put them to a handler, and its results as answers."""

import base64
import json

import pytest
from modelbench.lambda_endpoint.events import (
    HttpRequest,
    MalformedResultError,
    function_error,
    proxy_answer,
    proxy_event,
)

BODY = b'{"features": [5.1, 3.5, 1.4, 0.2]}'


def event(**changes):
    fields = {
        "method": "POST",
        "target": "/predict",
        "headers": (("Host", "model.example"), ("X-Twice", "a"), ("X-Twice", "b")),
        "body": BODY,
        **changes,
    }
    return proxy_event(HttpRequest(**fields), "id-1", 1_764_042_000.25)


def answer(**result):
    return proxy_answer(json.dumps(result).encode())


def test_an_event_holds_the_request():
    found = event(target="/v1/a%20b?x=1&y=&x=2")
    assert (found["httpMethod"], found["path"]) == ("POST", "/v1/a%20b")
    assert (found["body"], found["isBase64Encoded"]) == (BODY.decode(), False)
    assert found["headers"] == {"Host": "model.example", "X-Twice": "b"}
    assert found["multiValueHeaders"]["X-Twice"] == ["a", "b"]
    assert found["queryStringParameters"] == {"x": "2", "y": ""}
    assert found["multiValueQueryStringParameters"] == {"x": ["1", "2"], "y": [""]}
    assert found["pathParameters"] == {"proxy": "v1/a b"}


def test_an_event_tells_of_its_request_in_the_context():
    context = event(headers=(("host", "h"), ("User-Agent", "curl")), client="10.0.0.1")[
        "requestContext"
    ]
    assert (context["requestId"], context["domainName"]) == ("id-1", "h")
    assert context["identity"] == {"sourceIp": "10.0.0.1", "userAgent": "curl"}
    assert context["requestTimeEpoch"] == 1_764_042_000_250
    assert context["requestTime"] == "25/Nov/2025:03:40:00 +0000"


def test_what_is_absent_is_null():
    found = event(method="GET", body=b"")
    for name in ("body", "queryStringParameters", "multiValueQueryStringParameters"):
        assert found[name] is None
    assert found["isBase64Encoded"] is False


def test_a_body_that_is_no_text_comes_in_base64():
    found = event(body=b"\xff\x00")
    assert (found["body"], found["isBase64Encoded"]) == ("/wA=", True)


def test_a_result_becomes_an_answer():
    found = answer(statusCode=201, headers={"Content-Type": "text/plain", "X-N": 1}, body="é")
    assert (found.status, found.body) == (201, "é".encode())
    assert found.headers == (("Content-Type", "text/plain"), ("X-N", "1"))


def test_a_result_in_base64_is_decoded():
    encoded = base64.b64encode(b"\xff\x00").decode()
    assert answer(statusCode=200, body=encoded, isBase64Encoded=True).body == b"\xff\x00"


def test_headers_of_many_values_take_precedence():
    several = {"set-cookie": ["a=1", "b=2"]}
    found = answer(statusCode="200", headers={"Set-Cookie": "c=3"}, multiValueHeaders=several)
    assert found.headers == (("set-cookie", "a=1"), ("set-cookie", "b=2"))


def test_headers_of_the_connection_are_the_server_s():
    headers = {"Content-Length": "9", "Connection": "close", "X-A": True}
    assert answer(statusCode=200, headers=headers).headers == (("X-A", "true"),)


MALFORMED = {
    "not JSON": (b"{", "it is not JSON"),
    "a string": (b'"ok"', "it must be an object"),
    "null": (b"null", "it must be an object"),
    "no status": (b"{}", "statusCode must be 200 to 599, is None"),
    "a boolean": (b'{"statusCode": true}', "statusCode"),
    "too low": (b'{"statusCode": 100}', "statusCode"),
    "a list of headers": (b'{"statusCode": 200, "headers": []}', "headers must be an object"),
    "an object in a header": (b'{"statusCode": 200, "headers": {"a": {}}}', "the header a"),
    "a line break": (b'{"statusCode": 200, "headers": {"a": "b\\nc"}}', "a line break"),
    "one of many": (b'{"statusCode": 200, "multiValueHeaders": {"a": "b"}}', "must be a list"),
    "beyond Latin-1": ('{"statusCode": 200, "headers": {"a": "€"}}'.encode(), "Latin-1"),
    "a body of JSON": (b'{"statusCode": 200, "body": {}}', "body must be a string"),
    "no base64": (b'{"statusCode": 200, "body": "a", "isBase64Encoded": true}', "not base64"),
}


@pytest.mark.parametrize(("payload", "problem"), MALFORMED.values(), ids=MALFORMED)
def test_a_result_that_is_none_is_refused_by_name(payload, problem):
    with pytest.raises(MalformedResultError, match=problem):
        proxy_answer(payload)


def test_an_error_is_told_in_the_runtime_s_words():
    report = {"errorType": "ValueError", "errorMessage": "no", "stackTrace": []}
    assert function_error(json.dumps(report).encode()) == "ValueError: no"
    assert function_error(b"broken") == "broken"
    assert function_error(b"") == "the runtime gave no reason"
