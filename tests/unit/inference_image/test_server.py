"""The service as its image starts it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).parents[3]
DOCKERFILE = (REPOSITORY / "inference_image" / "Dockerfile").read_text()
GOOD = json.dumps({"features": [5.1, 3.5, 1.4, 0.2]}).encode()
DEADLINE_SECONDS = 30


def command():
    """The image's entry point, with this Python and these sources."""
    (line,) = (line for line in DOCKERFILE.splitlines() if line.startswith("ENTRYPOINT"))
    _, *words = yaml.safe_load(line.removeprefix("ENTRYPOINT"))
    return [sys.executable, *(word.replace("/packages/", f"{REPOSITORY}/") for word in words)]


@contextmanager
def serving():
    """The process once it answers, and its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    environment = {**os.environ, "PORT": str(port)}
    process = subprocess.Popen(
        command(), cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_for(port)
        yield process, port
    finally:
        process.kill()
        process.communicate()


def wait_for(port):
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        try:
            assert ask(port, "GET", "/readyz").status == 200
            return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def ask(port, method, path, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE_SECONDS)
    with closing(connection):
        connection.request(method, path, body=body)
        answer = connection.getresponse()
        answer.content = answer.read()
        return answer


def ended(process):
    _, errors = process.communicate(timeout=DEADLINE_SECONDS)
    return process.returncode, errors


@pytest.mark.timeout(120)
def test_it_answers_on_the_port_and_ends_with_0_and_in_silence():
    with serving() as (process, port):
        answer = ask(port, "POST", "/predict", GOOD)
        assert (answer.status, json.loads(answer.content)) == (200, {"prediction": [0]})
        assert b"sample_rows_total 1.0" in ask(port, "GET", "/metrics").content
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, "")


@pytest.mark.timeout(120)
def test_a_request_in_flight_is_finished():
    with serving() as (process, port), socket.create_connection(("127.0.0.1", port)) as connection:
        head = b"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(GOOD)
        connection.sendall(head + GOOD[:10])
        # It is in flight once the server has asked the kernel for it.
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert process.poll() is None
        connection.sendall(GOOD[10:])
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        assert (answer.status, json.loads(answer.read())) == (200, {"prediction": [0]})
        assert ended(process) == (0, "")


@pytest.mark.timeout(120)
def test_an_idle_connection_holds_the_end_up_for_the_grace_period_at_most():
    with serving() as (process, port), socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
        assert connection.recv(99).startswith(b"HTTP/1.1 200")
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert ended(process) == (0, "")
        assert time.monotonic() - began < 10
