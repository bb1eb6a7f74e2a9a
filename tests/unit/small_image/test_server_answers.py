"""What only the whole server shows: bytes on a connection, ports, and many clients."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing

import pytest
from modelbench.api.scenarios.cold_start import Instant
from modelbench.pods.timing_header import HEADER, parse_timing
from small_process import (
    GOOD,
    PROGRAM,
    answer_of,
    connected,
    ended,
    free_port,
    port_of,
    request_with,
    serving,
    started,
)


@pytest.fixture(scope="module")
def port():
    with serving() as (_, port):
        yield port


def exchange(port, *parts):
    """The answer to bytes that are sent one part after the other."""
    with connected(port) as connection:
        for part in parts:
            connection.sendall(part)
        return answer_of(connection)


def test_a_connection_carries_many_requests(port):
    with connected(port) as connection:
        for _ in range(3):
            connection.sendall(request_with(GOOD))
            assert answer_of(connection).content == b'{"prediction": [0]}'


def test_a_body_in_chunks_is_answered(port):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("POST", "/predict", body=iter([GOOD[:9], GOOD[9:]]))
        assert json.load(connection.getresponse()) == {"prediction": [0]}


def test_a_client_that_waits_for_100_continue_is_told_to_go_on(port):
    head, _, body = request_with(GOOD).partition(b"\r\n\r\n")
    with connected(port) as connection:
        connection.sendall(head + b"\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(99).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(body)
        assert answer_of(connection).status == 200


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ([b"nonsense\r\n\r\n"], "cannot be read"),
        ([request_with(b"", length=2 * 1024 * 1024)], "cannot be read"),
        ([request_with(b" " * 300_000)], "more than 262144 bytes"),
    ],
    ids=["no HTTP", "far too large", "too large"],
)
def test_bytes_that_cannot_be_answered_get_400_in_json(port, parts, problem):
    answer = exchange(port, *parts)
    assert answer.status == 400
    assert answer.headers["Content-Type"] == "application/json"
    assert problem in json.loads(answer.content)["error"]


def test_more_idle_clients_than_threads_or_a_usual_limit_do_not_block_another(port):
    with ExitStack() as clients:
        for _ in range(150):
            clients.enter_context(connected(port))
        assert exchange(port, request_with(GOOD)).status == 200


def test_both_versions_of_the_internet_protocol_are_heard(port):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with socket.create_connection(("::1", port), timeout=10) as connection:
        connection.sendall(request_with(GOOD))
        assert answer_of(connection).status == 200


def test_who_connects_before_the_model_is_loaded_waits_for_the_answer():
    port = free_port()
    with started(port), connected(port) as connection:
        connected_at = time.time()
        connection.sendall(request_with(GOOD))
        answer = answer_of(connection)
    stamps = parse_timing(answer.headers[HEADER])
    assert answer.status == 200
    assert connected_at < stamps[Instant.MODEL_LOADED].nanoseconds / 1e9


def test_a_burst_is_answered_without_a_word_in_the_log():
    with serving() as (process, port):
        with ExitStack() as clients:
            connections = [clients.enter_context(connected(port)) for _ in range(50)]
            for connection in connections:
                connection.sendall(request_with(GOOD))
            assert {answer_of(connection).status for connection in connections} == {200}
        process.terminate()
        assert ended(process) == (0, "")


@pytest.mark.parametrize("bad", ["http", "0", "65536", "-1", "8e1"])
def test_a_bad_port_ends_the_program_and_is_named(bad):
    with started(bad) as process:
        status, errors = ended(process)
    assert status == 1
    assert errors == f"cannot listen: PORT must be a number from 1 to 65535, not {bad!r}\n"


def test_a_port_that_is_taken_ends_the_program():
    with socket.create_server(("127.0.0.1", 0)) as other, started(port_of(other)) as process:
        status, errors = ended(process)
    assert status == 1
    assert "Address already in use" in errors


def test_the_start_imports_nothing_that_only_training_or_a_scrape_needs():
    assert PROGRAM[0] == sys.executable
    asked = "import small_image.server, sys; print(*{name.split('.')[0] for name in sys.modules})"
    command, path = [sys.executable, "-c", asked], os.pathsep.join(sys.path)
    done = subprocess.run(
        command, env={"PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    assert not {"numpy", "scipy", "sklearn", "prometheus_client"} & set(done.stdout.split())
