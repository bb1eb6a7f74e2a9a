"""One request of the runner: its response lasts to the last byte, and has one deadline."""

import contextlib
import itertools
import socket
import threading
import time

import pytest
from modelbench.instruments.clock import Clock
from modelbench.instruments.http2 import SPEAKS_HTTP2, speaks_http2
from modelbench.instruments.http_request import Target, send
from modelbench.instruments.prepared_request import PreparedRequest

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
STREAM = b"HTTP/1.1 200 OK\r\n\r\n"
MILLISECOND = 1_000_000
LIMIT = 1 << 20


@pytest.fixture
def ask():
    """What comes of a request to a server that sends these parts, and waits where one is None."""
    server = socket.create_server(("127.0.0.1", 0))

    def send_to(parts, timeout_seconds=5.0, path="/predict"):
        threading.Thread(target=_serve, args=(server, parts), daemon=True).start()
        target = Target("127.0.0.1", server.getsockname()[1], "model.example")
        return send(target, PreparedRequest("POST", path, 200), timeout_seconds, Clock())

    yield send_to
    server.close()


def _serve(server, parts):
    """Until the one who asks has gone."""
    with contextlib.suppress(OSError), server.accept()[0] as connection:
        connection.recv(65536)
        for part in parts:
            time.sleep(0.2 if part is None else 0)
            connection.sendall(part or b"")


def milliseconds(response):
    return (response.ended_nanoseconds - response.sent_nanoseconds) / MILLISECOND


@pytest.mark.parametrize(
    "parts",
    [
        [HEAD % 5, b"ready"],
        [CHUNKED, b"2\r\nre\r\n", b"3\r\nady\r\n0\r\n\r\n"],
        [STREAM, b"rea", b"dy"],
    ],
)
def test_a_whole_response_is_one_however_its_end_is_told(ask, parts):
    found = ask(parts)
    assert (found.status_code, found.body, found.error) == (200, b"ready", None)
    assert milliseconds(found) < 200


def test_a_response_without_a_body_is_whole(ask):
    found = ask([b"HTTP/1.1 204 No Content\r\n\r\n"])
    assert (found.status_code, found.body, found.error) == (204, b"", None)


def test_a_large_response_lasts_to_its_last_byte_and_its_first_part_is_kept(ask):
    found = ask([HEAD % (2 * LIMIT + 1), b"x" * (2 * LIMIT), None, b"y"])
    assert (found.error, found.body) == (None, b"x" * (LIMIT + 1))
    assert 200 <= milliseconds(found) < 2000


@pytest.mark.parametrize(
    "parts",
    [
        [HEAD % 9, b"cut"],
        [HEAD % (2 * LIMIT), b"x" * (LIMIT + 1)],
        [CHUNKED, b"9\r\ncut"],
        [CHUNKED, b"-5\r\nready\r\n"],
    ],
)
def test_a_response_that_is_cut_off_is_an_error(ask, parts):
    found = ask(parts)
    assert found.status_code is None
    assert "IncompleteRead" in found.error


@pytest.mark.parametrize("begin", [STREAM, b"HTTP/1.1 200 OK\r\nX-A: "])
def test_a_response_that_trickles_has_no_longer_than_one_that_does_not_come(ask, begin):
    trickle = itertools.chain([begin], itertools.cycle([None, b"x"]))
    found = ask(trickle, timeout_seconds=0.5)
    assert "TimeoutError" in found.error
    assert 500 <= milliseconds(found) < 1500


def test_a_path_that_cannot_be_sent_is_an_error_of_the_request(ask):
    assert "UnicodeEncodeError" in ask([], path="/prédire").error


@pytest.mark.parametrize("status", [100, 102, 103])
def test_informational_responses_are_not_the_response(ask, status):
    """The load program skips them as well."""
    early = b"HTTP/1.1 %d Early\r\nLink: </a>\r\n\r\n" % status
    found = ask([early, None, early + HEAD % 5, b"ready"])
    assert (found.status_code, found.error) == (200, None)
    assert "Link" not in found.headers


def test_switching_protocols_ends_a_response_as_in_the_load_program(ask):
    assert ask([b"HTTP/1.1 101 Switching\r\n\r\n"]).status_code == 101


def test_a_flood_of_informational_responses_has_an_end(ask):
    flood = itertools.repeat(b"HTTP/1.1 102 Processing\r\n\r\n" * 100)
    found = ask(flood)
    assert "informational" in found.error
    assert milliseconds(found) < 2000


def test_headers_and_a_body_of_any_bytes_are_sent_as_they_are():
    body = bytes(range(256))
    seen = []
    server = socket.create_server(("127.0.0.1", 0))

    def answer():
        with server.accept()[0] as connection:
            while not seen or not seen[-1].endswith(body):
                seen.append(b"".join(seen[-1:]) + connection.recv(65536))
            connection.sendall(HEAD % 0)

    threading.Thread(target=answer, daemon=True).start()
    target = Target("127.0.0.1", server.getsockname()[1], "model.example")
    asked = PreparedRequest("POST", "/predict", 200, {"X-Key": "a b"}, (body, b"another"))
    assert send(target, asked, 5, Clock()).status_code == 200
    server.close()
    assert b"\r\nX-Key: a b\r\n" in seen[-1]
    assert b"\r\nHost: model.example\r\n" in seen[-1]


@pytest.mark.parametrize(
    "frame", [b"\0\0\x12\x04\0\0\0\0\0" + b"\0" * 18, b"\0\0\x08\x07\0\0\0\0\0"]
)
def test_a_server_of_http2_alone_is_told_in_plain_words(ask, frame):
    """A gRPC server begins with its settings, or ends the connection by GOAWAY."""
    found = ask([frame])
    assert found.error == SPEAKS_HTTP2
    assert found.error.isprintable()


@pytest.mark.parametrize(
    ("first", "speaks"), [(b"\0\0\0\x04\0\0\0\0\0", True), (b"HTTP/1.1 400", False)]
)
def test_a_silent_server_is_asked_by_the_preface_of_http2(first, speaks):
    server = socket.create_server(("127.0.0.1", 0))

    def answer():
        with server.accept()[0] as connection:
            if connection.recv(65536).startswith(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
                connection.sendall(first)

    threading.Thread(target=answer, daemon=True).start()
    assert speaks_http2("127.0.0.1", server.getsockname()[1], 5) is speaks
    server.close()


def test_a_chunk_of_less_than_nothing_is_not_the_whole_rest_without_end(ask):
    found = ask([CHUNKED, b"-1\r\n", *[None, b"x"] * 20])
    assert "IncompleteRead" in found.error
    assert milliseconds(found) < 1000
