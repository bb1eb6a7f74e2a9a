"""One generator: a process of the load program, which is vegeta following a given schedule."""

import json
import subprocess
import threading
from collections.abc import Mapping
from typing import Any, Protocol

from modelbench.segments.attack import span_seconds

PROGRAM = "modelbench-load"

# Exit codes of the load program.
_STOPPED = 3
_TOO_LARGE = 4

_END_SECONDS = 30
"""How long the program may take to end and to print its results, on a node that is busy too."""

_SHOWN_CHARACTERS = 500
"""How much of the program's last words a message shows: what went wrong, short enough for a
condition."""


class LoadError(Exception):
    """A generator did not work: there are no results of it."""


class Generator(Protocol):
    """Sends the requests of one plan at a time."""

    def attack(self, plan: Mapping[str, Any]) -> str:
        """Send the requests of the plan and return the output of the load program."""

    def stop(self) -> None:
        """End the attack early; what was sent until then is returned."""


class LocalGenerator:
    """Runs the load program here, for little longer than the plan may take."""

    def __init__(self, program: str = PROGRAM) -> None:
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def attack(self, plan: Mapping[str, Any]) -> str:
        """Send as :class:`Generator` does. LoadError when the program fails or does not end."""
        ended = self._run(plan)
        words = ended.stderr.decode(errors="replace").strip()[-_SHOWN_CHARACTERS:]
        if ended.returncode == _TOO_LARGE:
            raise LoadError(f"spec.model.request.expectedJSONPath: {words}")
        if ended.returncode not in (0, _STOPPED):
            raise LoadError(f"{PROGRAM} ended with {ended.returncode}: {words}")
        return ended.stdout.decode()

    def _run(self, plan: Mapping[str, Any]) -> subprocess.CompletedProcess[bytes]:
        """Run the program and let go of its process, which holds a copy of the output."""
        process = self._start()
        output, errors = _finish(process, plan)
        with self._lock:
            if self._process is process:
                self._process = None
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def _start(self) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        try:
            with self._lock:
                _end(self._process)
                self._process = subprocess.Popen(  # noqa: S603
                    [self._program], stdin=pipe, stdout=pipe, stderr=pipe
                )
                return self._process
        except OSError as error:
            raise LoadError(f"{PROGRAM} cannot be started: {error}") from error

    def stop(self) -> None:
        """End early as :class:`Generator` does."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()


def _end(process: subprocess.Popen[bytes] | None) -> None:
    """Kill what a lost runner began: it would send beside the attack of the next."""
    if process is not None and process.poll() is None:
        process.kill()
        process.wait()


def _finish(process: subprocess.Popen[bytes], plan: Mapping[str, Any]) -> tuple[bytes, bytes]:
    """Wait for the output; after its time the program is stopped and prints what it has sent.

    A variant that takes less than it is sent has a queue that does not end by itself, and the
    delays of what was sent until then tell enough.
    """
    try:
        return process.communicate(json.dumps(plan).encode(), timeout=_bound_seconds(plan))
    except subprocess.TimeoutExpired:
        process.terminate()
    try:
        return process.communicate(timeout=float(plan["timeoutSeconds"]) + _END_SECONDS)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.communicate()
        raise LoadError(f"{PROGRAM} did not end {error.timeout:.0f} s after its stop") from error


def _bound_seconds(plan: Mapping[str, Any]) -> float:
    return span_seconds(plan) + float(plan["timeoutSeconds"]) + _END_SECONDS
