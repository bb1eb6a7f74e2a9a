"""The server ends when told to, and only after it has finished what it had begun."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest
from small_process import (
    GOOD,
    PROGRAM,
    answer_of,
    connected,
    ended,
    free_port,
    request_with,
    serving,
    started,
)

IN_A_PID_NAMESPACE = ["unshare", "--user", "--map-root-user", "--pid", "--fork", "--kill-child"]


def can_be_process_1():
    return shutil.which("unshare") is not None and (
        subprocess.run([*IN_A_PID_NAMESPACE, "true"], capture_output=True).returncode == 0
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_server_ends_with_0_and_in_silence(number):
    with serving() as (process, _):
        process.send_signal(number)
        assert ended(process) == (0, "")


def test_a_request_in_flight_is_finished_and_its_connection_closed():
    with serving() as (process, port), connected(port) as connection:
        connection.sendall(request_with(GOOD[:10], length=len(GOOD)))
        time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert process.poll() is None
        connection.sendall(GOOD[10:])
        answer = answer_of(connection)
        assert (answer.status, answer.content) == (200, b'{"prediction": [0]}')
        assert answer.headers["Connection"] == "close"
        assert ended(process) == (0, "")


def test_no_connection_that_the_kernel_accepted_is_lost():
    with serving() as (process, port):
        process.send_signal(signal.SIGSTOP)
        connections = [connected(port) for _ in range(5)]
        for connection in connections:
            connection.sendall(request_with(GOOD))
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGCONT)
        assert [answer_of(connection).status for connection in connections] == [200] * 5
        assert ended(process) == (0, "")
    for connection in connections:
        connection.close()


def test_after_the_signal_no_new_connection_is_taken():
    with serving() as (process, port), connected(port) as connection:
        connection.sendall(request_with(GOOD[:10], length=len(GOOD)))
        time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port), timeout=5)


def test_an_idle_connection_does_not_hold_the_end_up():
    with serving() as (process, port), connected(port) as connection:
        connection.sendall(request_with(GOOD))
        assert answer_of(connection).status == 200
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, "")
        assert time.monotonic() - began < 2


def test_the_signal_is_heard_while_the_slow_imports_last(tmp_path):
    (tmp_path / "flask.py").write_text("import time; time.sleep(60)")
    port = free_port()
    with started(port, PYTHONPATH=str(tmp_path)) as process, connected(port):
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, "")


@pytest.mark.skipif(not can_be_process_1(), reason="unshare cannot make a PID namespace here")
def test_process_1_of_a_container_answers_and_ends_on_the_signal():
    with serving([*IN_A_PID_NAMESPACE, *PROGRAM]) as (outer, port):
        with connected(port) as connection:
            connection.sendall(request_with(GOOD))
            assert answer_of(connection).status == 200
        children = Path(f"/proc/{outer.pid}/task/{outer.pid}/children").read_text()
        os.kill(int(children.split()[0]), signal.SIGTERM)
        assert ended(outer) == (0, "")
