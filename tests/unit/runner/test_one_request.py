"""One request of the runner: its response lasts to the last byte, and has one deadline."""

import contextlib
import itertools
import socket
import threading
import time

import pytest
from modelbench.api.spec import Request
from modelbench.instruments.clock import Clock
from modelbench.instruments.http_request import Target, send

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
        return send(target, Request("POST", path, 10, 200), timeout_seconds, Clock())

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
    assert (found.status_code, found.body, found.error) == (200, "ready", None)
    assert milliseconds(found) < 200


def test_a_response_without_a_body_is_whole(ask):
    found = ask([b"HTTP/1.1 204 No Content\r\n\r\n"])
    assert (found.status_code, found.body, found.error) == (204, "", None)


def test_a_large_response_lasts_to_its_last_byte_and_its_first_part_is_kept(ask):
    found = ask([HEAD % (2 * LIMIT + 1), b"x" * (2 * LIMIT), None, b"y"])
    assert (found.error, found.body) == (None, "x" * LIMIT)
    assert 200 <= milliseconds(found) < 2000


@pytest.mark.parametrize(
    "parts",
    [[HEAD % 9, b"cut"], [HEAD % (2 * LIMIT), b"x" * (LIMIT + 1)], [CHUNKED, b"9\r\ncut"]],
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
