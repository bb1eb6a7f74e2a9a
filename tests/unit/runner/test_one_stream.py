"""One request of the runner whose response is a stream: its turns, and what is wrong with it."""

import contextlib
import socket
import threading
import time

import pytest
from modelbench.api.reasons import Rejection
from modelbench.instruments.clock import Clock
from modelbench.instruments.http_request import Target, send
from modelbench.instruments.judged_response import judge

from tests.unit.made.requests import prepared
from tests.unit.made.streams import STREAM

MILLISECOND = 1_000_000
HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
TOKEN = b'data: {"choices":[{"delta":{"content":"t"}}]}\n\n'
ROLE = b'data: {"choices":[{"delta":{"role":"assistant"}}]}\n\n'
DONE = b"data: [DONE]\n\n"
END = b"0\r\n\r\n"


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


@pytest.fixture
def ask():
    """What comes of a request for a stream of these parts; None waits."""
    server = socket.create_server(("127.0.0.1", 0))

    def send_to(*parts, timeout_seconds=5.0):
        threading.Thread(target=_serve, args=(server, parts), daemon=True).start()
        target = Target("127.0.0.1", server.getsockname()[1], "model.example")
        request = prepared(stream=STREAM)
        response = send(target, request, timeout_seconds, Clock())
        return response, judge(response, request)

    yield send_to
    server.close()


def _serve(server, parts):
    with contextlib.suppress(OSError), server.accept()[0] as connection:
        connection.recv(65536)
        for part in parts:
            time.sleep(0.1 if part is None else 0)
            connection.sendall(part or b"")


def test_headers_and_a_role_are_no_first_token(ask):
    parts = (HEAD, chunk(ROLE), None, chunk(TOKEN), None, chunk(DONE), END)
    response, (rejection, _) = ask(*parts)
    assert rejection is None
    sent = response.sent_nanoseconds
    first = response.first_token_nanoseconds - sent
    assert response.headers_nanoseconds - sent < 90 * MILLISECOND
    assert 100 * MILLISECOND <= first < 190 * MILLISECOND
    assert response.ended_nanoseconds - sent >= 200 * MILLISECOND


def test_of_a_chunk_that_comes_in_two_parts_each_token_has_its_own_time(ask):
    whole = chunk(TOKEN + TOKEN + DONE)
    response, (rejection, _) = ask(
        HEAD, whole[: len(TOKEN) + 9], None, whole[len(TOKEN) + 9 :], END
    )
    assert rejection is None
    assert response.first_token_nanoseconds - response.sent_nanoseconds < 90 * MILLISECOND


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ((HEAD, chunk(TOKEN), b"f0\r\ndata"), "stream cut off"),
        ((HEAD, chunk(TOKEN), END), "stream cut off"),
        ((HEAD, chunk(ROLE), b"f0\r\ndata"), "stream cut off before content"),
        ((HEAD, chunk(b'data: {"error": "out of memory"}\n\n')), "out of memory"),
        ((HEAD, chunk(ROLE + DONE), END), "stream without content"),
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",), "stream cut off"),
        ((HEAD, chunk(TOKEN), *[None] * 20), "stream did not end"),
    ],
)
def test_a_stream_that_is_no_whole_one_is_a_wrong_response_in_words(ask, parts, words):
    response, (rejection, message) = ask(*parts, timeout_seconds=0.4)
    assert rejection is Rejection.WRONG_RESPONSE
    assert words in message
    assert response.status_code == 200


def test_another_status_is_read_as_ever(ask):
    error = b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"
    _, (rejection, message) = ask(error)
    assert rejection is Rejection.UNEXPECTED_STATUS
    assert "busy" in message
