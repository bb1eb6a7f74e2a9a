"""Every response is judged alike, and what is told of it has no secret and no control character."""

import gzip

import pytest
from modelbench.api.reasons import Rejection
from modelbench.instruments.http_request import Response
from modelbench.instruments.judged_response import judge

from tests.unit.made.requests import prepared

AUTHORIZATION = {
    "name": "Authorization",
    "valueFrom": {"secretKeyRef": {"name": "tokens", "key": "t"}},
}
JUDGED = prepared(expectedJSONPath="$.label")


def judged(body=b"", request=JUDGED, **fields):
    return judge(Response(0, 1, **{"status_code": 200, "body": body, **fields}), request)


def test_a_response_is_good_when_the_path_finds_something():
    assert judged(b'{"label": 1}') == (None, "")
    assert judged(gzip.compress(b'{"label": 1}'), headers={"Content-Encoding": "gzip"}) == (
        None,
        "",
    )


def test_content_is_not_looked_at_without_a_path():
    assert judged(b"\xff", prepared()) == (None, "")


def test_an_error_with_status_200_is_a_wrong_response():
    rejection, words = judged(b'{"error": "no GPU"}')
    assert rejection == "WrongResponse"
    assert words == (
        'spec.model.request.expectedJSONPath finds nothing in the response: {"error": "no GPU"}'
    )


@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        (b"x" * (2**20 + 1), {}, "it has 1048577 bytes"),
        (b"\x0b\x02\x80", {"content-encoding": "br"}, "it has 3 bytes of br"),
    ],
)
def test_what_cannot_be_judged_is_told_as_such(body, headers, words):
    rejection, message = judged(body, headers=headers)
    assert rejection == "UnjudgeableResponse"
    assert message.endswith(words)


def test_the_words_of_a_response_are_one_line_without_control_characters():
    _, words = judged(b"a\r\nb\x1b[31mc\x00", status_code=500)
    assert words == "status 500 instead of 200: a  b [31mc"
    assert judged(error="X: \x1b]0;title\x07")[1] == "X:  ]0;title"


def test_an_echo_of_a_secret_is_blotted_out_wherever_it_would_be_cut():
    files = {"/etc/modelbench/secrets/tokens/t": b"Bearer s3cr3t-t0ken"}
    request = prepared(headers=[AUTHORIZATION], secrets=files)
    for before in (0, 190, 195, 199):
        body = b"x" * before + b" denied: Bearer s3cr3t-t0ken, s3cr3t-t0ken"
        _, words = judged(body, request, status_code=401)
        assert "s3cr" not in words
    assert "s3cr" not in judged(request=request, error="BadStatusLine: s3cr3t-t0ken")[1]


def test_queue_proxy_s_words_of_an_http2_server_are_told_plainly():
    body = rb'net/http: HTTP/1.x transport connection broken: malformed HTTP response "\x00\x00\x12'
    assert "only speaks HTTP/2 (as gRPC does)" in judged(body, status_code=502)[1]


def test_a_redirect_shows_where_it_leads():
    headers = {"Location": "https://models.example/predict/"}
    _, words = judged(b"moved", status_code=301, headers=headers)
    assert words == (
        "status 301 instead of 200, which redirects to https://models.example/predict/: moved"
    )


def test_an_ingress_that_waits_no_longer_is_told_apart_from_the_model():
    assert "the ingress gateway timed out" in judged(b"stream timeout", status_code=504)[1]
    assert "ingress" not in judged(b"the model took too long", status_code=504)[1]


def test_words_of_any_length_are_cut_when_no_secret_is_in_them_any_more():
    rejection, words = judged(b"", status_code=None, error="BadStatusLine: " + "x" * 65_536)
    assert rejection is Rejection.REQUEST_FAILED
    assert len(words) == 1000
