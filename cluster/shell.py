"""Running other programs: in the project's environment, with their output in an error's text."""

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from cluster.settings import ClusterError, Settings

ERROR_LINES = 25
# No program may hold a call for ever; the longest build takes minutes.
LONGEST_SECONDS = 3600
Result = TypeVar("Result")


class CommandError(ClusterError):
    """A program that ended with an error; the text shows the end of what it printed."""


@dataclass(frozen=True)
class Shell:
    """Runs programs in the environment of one call's settings."""

    settings: Settings

    def run(
        self,
        command: Sequence[str | Path],
        *,
        stdin: bytes | None = None,
        folder: Path | None = None,
        extra: dict[str, str] | None = None,
        timeout_seconds: float = LONGEST_SECONDS,
        holds_lock: bool = False,
    ) -> str:
        """The program's standard output.

        With holds_lock the next call waits for the program even when this call is killed.

        CommandError when it ends with another code than 0 or takes too long.
        """
        arguments = [str(part) for part in command]
        try:
            done = subprocess.run(
                arguments,
                input=stdin,
                stdin=subprocess.DEVNULL if stdin is None else None,
                capture_output=True,
                cwd=folder,
                env={**self.settings.environment(), **(extra or {})},
                timeout=timeout_seconds,
                close_fds=not holds_lock,
                check=False,
            )
        except FileNotFoundError as error:
            raise CommandError(f"{arguments[0]} is not installed") from error
        except subprocess.TimeoutExpired as error:
            text = f"{_shown(arguments)} took longer than {timeout_seconds:.0f} s"
            raise CommandError(text) from error
        if done.returncode != 0:
            output = (done.stdout + done.stderr).decode(errors="replace").splitlines()
            text = "\n".join(output[-ERROR_LINES:])
            raise CommandError(f"{_shown(arguments)} ended with {done.returncode}:\n{text}")
        return done.stdout.decode(errors="replace")

    def succeeds(self, command: Sequence[str | Path], timeout_seconds: float = 30) -> bool:
        """Whether the program ends with code 0 within the time."""
        return self.attempt(command, timeout_seconds=timeout_seconds) is not None

    def attempt(
        self,
        command: Sequence[str | Path],
        timeout_seconds: float = 30,
        folder: Path | None = None,
        extra: dict[str, str] | None = None,
    ) -> str | None:
        """The program's standard output, or None when it fails."""
        try:
            return self.run(command, timeout_seconds=timeout_seconds, folder=folder, extra=extra)
        except CommandError:
            return None

    def pipe(self, first: Sequence[str | Path], second: Sequence[str | Path]) -> None:
        """Run ``first | second``; both must succeed."""
        arguments, last = ([str(part) for part in command] for command in (first, second))
        shown = f"{_shown(arguments)} | {_shown(last)}"
        environment = self.settings.environment()
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, env=environment) as producer:
            try:
                consumer = subprocess.run(
                    last,
                    stdin=producer.stdout,
                    capture_output=True,
                    env=environment,
                    timeout=LONGEST_SECONDS,
                    check=False,
                )
            except subprocess.TimeoutExpired as error:
                producer.kill()
                raise CommandError(f"{shown} took longer than {LONGEST_SECONDS} s") from error
        if producer.returncode != 0 or consumer.returncode != 0:
            output = consumer.stderr.decode(errors="replace")
            raise CommandError(f"{shown} failed:\n{output}")


def _shown(arguments: Sequence[str]) -> str:
    text = " ".join(arguments)
    return text if len(text) <= 300 else f"{text[:300]} ..."


def insist(
    action: Callable[[], Result], timeout_seconds: float, pause_seconds: float = 3
) -> Result:
    """The action's result; while it ends with a CommandError it is taken again, for this time."""
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            return action()
        except CommandError:
            if time.monotonic() >= deadline:
                raise
        time.sleep(pause_seconds)


def wait_until(
    condition: Callable[[], bool], timeout_seconds: float, pause_seconds: float = 0.5
) -> bool:
    """Whether the condition became true within the time; it is asked at least once."""
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause_seconds)
    return True
