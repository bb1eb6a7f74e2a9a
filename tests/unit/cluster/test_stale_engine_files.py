import os
import socket
from pathlib import Path

import pytest

from cluster import engine

MYSELF = Path("/proc/self/comm").read_text().strip()


@pytest.fixture
def pid_file(tmp_path, monkeypatch):
    path = tmp_path / "docker.pid"
    monkeypatch.setattr(engine, "PID_FILES", {path: MYSELF})
    monkeypatch.setattr(engine, "CONTAINERD_SOCKET", tmp_path / "containerd.sock")
    return path


@pytest.fixture
def listening(pid_file):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(engine.CONTAINERD_SOCKET))
        server.listen(1)
        yield server


def test_the_file_of_a_running_engine_stays(pid_file):
    pid_file.write_text(f"{os.getpid()}\n")
    engine.remove_stale_files()
    assert pid_file.exists()


def test_the_file_of_another_program_with_the_engines_number_is_removed(pid_file, monkeypatch):
    monkeypatch.setattr(engine, "PID_FILES", {pid_file: "dockerd"})
    pid_file.write_text(f"{os.getpid()}")
    engine.remove_stale_files()
    assert not pid_file.exists()


@pytest.mark.parametrize("content", ["", "4194305", "not a number"])
def test_the_file_of_no_process_is_removed(pid_file, content):
    pid_file.write_text(content)
    engine.remove_stale_files()
    assert not pid_file.exists()


def test_a_socket_on_which_somebody_listens_stays(listening):
    engine.remove_stale_files()
    assert engine.CONTAINERD_SOCKET.exists()


def test_a_dead_socket_is_removed(listening):
    listening.close()
    engine.remove_stale_files()
    assert not engine.CONTAINERD_SOCKET.exists()


def test_a_clean_machine_is_no_problem(pid_file):
    engine.remove_stale_files()
    assert not pid_file.exists()
