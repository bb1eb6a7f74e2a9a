"""The small image's program as a process of its own, on a free port of this machine."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
PACKAGES = REPOSITORY / "examples" / "small-image"
PROGRAM = [sys.executable, "-m", "small_image"]
GOOD = b'{"features": [5.1, 3.5, 1.4, 0.2]}'
DEADLINE_SECONDS = 20


def free_port():
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return port_of(listener)


def port_of(listener):
    return listener.getsockname()[1]


@contextmanager
def started(port, command=PROGRAM, **environment):
    """The process, which may not answer yet."""
    path = [environment.pop("PYTHONPATH", ""), str(PACKAGES), str(REPOSITORY)]
    path += [os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PORT": str(port), **environment}
    environment["PYTHONPATH"] = os.pathsep.join(part for part in path if part)
    process = subprocess.Popen(command, cwd=PACKAGES, env=environment, stderr=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def serving(command=PROGRAM):
    """A process that answers, and its port."""
    port = free_port()
    with started(port, command) as process:
        with connected(port) as connection:
            connection.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
            assert answer_of(connection).status == 200
        yield process, port


def connected(port):
    """A connection, as soon as there is one to be had."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_SECONDS)
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.001)


def request_with(body, length=None):
    """The bytes of a request to /predict; its body may be only the beginning of ``length``."""
    length = len(body) if length is None else length
    return b"POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%b" % (length, body)


def answer_of(connection):
    """The answer that comes on a connection, with its body read into ``content``."""
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    answer.content = answer.read()
    return answer


def ended(process):
    """The exit status and what was printed to stderr."""
    _, errors = process.communicate(timeout=DEADLINE_SECONDS)
    return process.returncode, errors.decode()
