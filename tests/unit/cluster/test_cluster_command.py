import fcntl
import os
import signal
import subprocess
import sys

import pytest

from cluster.__main__ import only_one
from cluster.settings import REPOSITORY, load_settings
from cluster.shell import wait_until

COMMAND = [sys.executable, "-m", "cluster"]


@pytest.fixture
def environment(settings):
    own = {"MODELBENCH_HOME": str(settings.home), "PYTHONDONTWRITEBYTECODE": "1"}
    others = {key: value for key, value in os.environ.items() if not key.startswith("MODELBENCH_")}
    return others | own


def call(environment, *arguments):
    return subprocess.run(
        [*COMMAND, *arguments], cwd=REPOSITORY, env=environment, capture_output=True, text=True
    )


def may_lock(path):
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@pytest.mark.parametrize(
    "command", ["up", "down", "images", "examples", "release registry", "status"]
)
def test_an_unknown_source_is_refused_by_name_before_anything_is_done(
    environment, settings, command
):
    done = call(environment | {"MODELBENCH_CLUSTER_SOURCE": "dockerhub"}, *command.split())
    assert done.returncode == 1
    assert done.stderr == (
        "error: MODELBENCH_CLUSTER_SOURCE is 'dockerhub'; "
        "it must be one of auto, upstream, source\n"
    )
    assert not settings.home.exists()


def test_an_unknown_command_is_told_the_known_ones(environment):
    done = call(environment, "restart")
    assert done.returncode == 2
    assert "up" in done.stderr
    assert "images" in done.stderr


def test_a_home_that_cannot_be_made_is_named_without_a_traceback(environment, tmp_path):
    (tmp_path / "file").write_text("")
    done = call(environment | {"MODELBENCH_HOME": str(tmp_path / "file" / "home")}, "down")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "file") in done.stderr


def test_a_call_that_is_told_to_end_ends_what_it_runs(environment, settings, program):
    program(
        "docker",
        f"echo $$ >{settings.home}/pid.new; mv {settings.home}/pid.new "
        f"{settings.home}/pid; exec sleep 60",
    )
    with subprocess.Popen([*COMMAND, "status"], cwd=REPOSITORY, env=environment) as process:
        assert wait_until((settings.home / "pid").exists, 20, 0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 128 + signal.SIGTERM
    pid = int((settings.home / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_next_call_waits_for_a_program_that_a_killed_call_left(shell, settings):
    with only_one(settings):
        command = "sleep 60 >/dev/null 2>&1 & echo $!"
        pid = int(shell.run(["sh", "-c", command], holds_lock=True))
    assert not may_lock(settings.home / "cluster.lock")
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: may_lock(settings.home / "cluster.lock"), 10, 0.05)


def test_what_a_call_leaves_running_on_purpose_keeps_nobody_waiting(shell, settings):
    with only_one(settings):
        pid = int(shell.run(["sh", "-c", "sleep 60 >/dev/null 2>&1 & echo $!"]))
    assert may_lock(settings.home / "cluster.lock")
    os.kill(pid, signal.SIGKILL)


def test_another_name_has_another_kubeconfig(monkeypatch, tmp_path):
    monkeypatch.setenv("MODELBENCH_HOME", str(tmp_path))
    monkeypatch.setenv("MODELBENCH_CLUSTER_NAME", "second")
    second = load_settings()
    monkeypatch.delenv("MODELBENCH_CLUSTER_NAME")
    first = load_settings()
    assert second.node == "second-control-plane"
    assert first.kubeconfig == tmp_path / "kubeconfig"
    assert second.kubeconfig != first.kubeconfig
