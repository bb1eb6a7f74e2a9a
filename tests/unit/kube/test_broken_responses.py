"""A response of the API server that breaks off or is no JSON is an ApiError like any other."""

import socket
import threading

import pytest
from kubernetes import client
from modelbench.kube.client import ApiError, KubernetesApi

PATH = "/api/v1/namespaces/n/pods"
WHOLE = "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n"
CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def api():
    """A client of a server that gives one response and closes the connection."""
    server = socket.create_server(("127.0.0.1", 0))

    def responding(response):
        threading.Thread(target=_respond, args=(server, response), daemon=True).start()
        host = f"http://127.0.0.1:{server.getsockname()[1]}"
        return KubernetesApi(client.ApiClient(client.Configuration(host=host)))

    yield responding
    server.close()


def _respond(server, response):
    connection, _ = server.accept()
    with connection:
        connection.recv(65536)
        connection.sendall(response)


@pytest.mark.parametrize(
    "response",
    [
        WHOLE.format(100).encode() + b'{"items": [',
        WHOLE.format(11).encode() + b'{"items": [',
        WHOLE.format(2).encode() + b"\xff\xfe",
        CHUNKED.encode() + b'6\r\n{"item',
        CHUNKED.encode() + b"no length\r\n",
    ],
)
def test_a_body_that_cannot_be_read_is_no_response(api, response):
    with pytest.raises(ApiError) as error:
        api(response).list_all(PATH)
    assert error.value.status == 0


def test_a_refusal_keeps_its_status_when_its_words_break_off(api):
    assert api(b"HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n{").get(PATH) is None
    with pytest.raises(ApiError, match="cannot be read") as error:
        api(b"HTTP/1.1 409 Conflict\r\nContent-Length: 9\r\n\r\n{").delete(PATH)
    assert error.value.status == 409


@pytest.mark.parametrize("rest", [b'5\r\n{"ty\n\r\n', b'5\r\n{"ty'])
def test_a_watch_that_breaks_off_gives_the_events_before_it(api, rest):
    first = b'{"type": "ADDED", "object": {}}\n'
    chunk = f"{len(first):x}\r\n".encode() + first + b"\r\n"
    events = api(CHUNKED.encode() + chunk + rest).watch(PATH, {}, 1)
    assert next(events)["type"] == "ADDED"
    with pytest.raises(ApiError) as error:
        next(events)
    assert error.value.status == 0
