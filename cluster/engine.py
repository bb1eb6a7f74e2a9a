"""The Docker engine: used as it is when one answers, started when none does."""

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cluster.bounded_runtime import bounding_set
from cluster.cache import write_atomically
from cluster.settings import CLUSTER_FOLDER, ClusterError
from cluster.shell import Shell, wait_until
from cluster.steps import step

RUNTIME = "bounded"
PID_FILES = {
    Path("/var/run/docker.pid"): "dockerd",
    Path("/var/run/docker/containerd/containerd.pid"): "containerd",
}
CONTAINERD_SOCKET = Path("/run/containerd/containerd.sock")
START_SECONDS = 60


@dataclass(frozen=True)
class Engine:
    """Starts dockerd so that it outlives the call, and only when nobody else has."""

    shell: Shell

    def answers(self) -> bool:
        command = ["docker", "info", "--format", "{{.ServerVersion}}"]
        return bool((self.shell.attempt(command, timeout_seconds=15) or "").strip())

    def ensure(self) -> bool:
        """Make the engine answer; whether it had to be started."""
        if self.answers():
            return False
        if os.geteuid() != 0:
            raise ClusterError(
                "the Docker engine does not answer: start it, and give this user access to it "
                "(sudo systemctl start docker; sudo usermod -aG docker $USER; log in again)"
            )
        with step("start the Docker engine"):
            self._start()
        return True

    def _start(self) -> None:
        if lacking_capability() or not Path("/run/systemd/system").is_dir():
            self._start_detached()
            log = f"see {self.shell.settings.logs / 'dockerd.log'}"
        else:
            self.shell.run(["systemctl", "start", "docker"], timeout_seconds=2 * START_SECONDS)
            log = "see journalctl --unit=docker"
        if not wait_until(self.answers, START_SECONDS):
            raise ClusterError(f"the Docker engine did not start within {START_SECONDS} s: {log}")

    def _start_detached(self) -> None:
        remove_stale_files()
        settings = self.shell.settings
        settings.logs.mkdir(parents=True, exist_ok=True)
        command = ["dockerd"]
        if lacking_capability():
            runtime = settings.binaries / "bounded-runc"
            install_bounded_runtime(runtime)
            command += ["--add-runtime", f"{RUNTIME}={runtime}", "--default-runtime", RUNTIME]
        with (settings.logs / "dockerd.log").open("ab") as log:
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=settings.environment(),
                cwd="/",
                start_new_session=True,
            )


def lacking_capability() -> bool:
    """Whether this machine cannot give a privileged container what Docker asks for it."""
    status = Path("/proc/self/status")
    return status.exists() and "CAP_SYS_RESOURCE" not in bounding_set(status.read_text())


def install_bounded_runtime(path: Path) -> None:
    """Write the runtime wrapper as a program of its own, run by this very interpreter."""
    body = (CLUSTER_FOLDER / "bounded_runtime.py").read_text()
    interpreter = Path(sys.executable).resolve()
    write_atomically(path, f"#!{interpreter} -IS\n{body}", mode=0o755)


def remove_stale_files() -> None:
    """Remove what a killed engine left and a new one would trip over."""
    for path, program in PID_FILES.items():
        if path.is_file() and not _runs(path.read_text().strip(), program):
            path.unlink()
    if CONTAINERD_SOCKET.exists() and not _accepts(CONTAINERD_SOCKET):
        CONTAINERD_SOCKET.unlink()


def _runs(pid: str, program: str) -> bool:
    """Whether the process of this id is that program and not a later one with its number."""
    try:
        return Path(f"/proc/{int(pid)}/comm").read_text().strip() == program
    except (OSError, ValueError):
        return False


def _accepts(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True
