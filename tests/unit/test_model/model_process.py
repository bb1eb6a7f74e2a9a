"""The test image's program as a process of its own, on a free port of this machine."""

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "images" / "model"


@contextmanager
def running(**settings):
    """The process and its port; it may not listen yet."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    environment = {**os.environ, "PORT": str(port), **settings}
    process = subprocess.Popen(
        [sys.executable, "server.py"], cwd=FOLDER, env=environment, stderr=subprocess.PIPE
    )
    try:
        yield process, port
    finally:
        process.kill()
        process.communicate()


def connected(port):
    """A connection, once there is one to be had."""
    deadline = time.monotonic() + 20
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.connect()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return closing(connection)


def ask(connection, method="GET", path="/", body=None):
    connection.request(method, path, body)
    answer = connection.getresponse()
    return answer, answer.read()


def ended(process):
    _, errors = process.communicate(timeout=20)
    return process.returncode, errors.decode()


def hears(process, number):
    """Whether a process has a handler of its own for a signal."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    caught = next(line for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(caught.split()[1], 16) >> (number - 1) & 1)
